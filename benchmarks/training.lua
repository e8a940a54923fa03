-- Training on MNIST: seconds of an epoch with Adam and batches of 128, float32, with one thread and
-- with two, and accuracy after three epochs; before that, seconds that reading the files takes.
-- They are in TARN_DATA/mnist, or in ../shared/data/mnist.
local timing = require "timing"

local folder = (os.getenv("TARN_DATA") or "../shared/data") .. "/mnist"
local there, mnist = pcall(data.mnist, folder)
if not there then
  io.stderr:write("training.lua: no MNIST: ", mnist, "\n")
  return
end

timing.report("loading", "train and test, .gz to float32 in [0, 1]", "Tarn: data.mnist",
  timing.elapsed(function() data.mnist(folder) end, 5) / 1e6, ">= 1")

local half = { stride = 2, padding = 1 }
local networks = {
  { name = "MLP 784-256-256-10", accuracy = 0.968, make = function()
    return nn.Sequential { nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 256),
      nn.ReLU(), nn.Linear(256, 10) }
  end },
  { name = "conv net 16-32-100-10", accuracy = 0.978, make = function()
    return nn.Sequential { nn.Conv2d(1, 16, 4, half), nn.ReLU(), nn.Conv2d(16, 32, 4, half),
      nn.ReLU(), nn.Flatten(), nn.Linear(32 * 7 * 7, 100), nn.ReLU(), nn.Linear(100, 10) }
  end },
}

for _, network in ipairs(networks) do
  for threads = 1, 2 do
    tarn.threads(threads)
    local net = network.make()
    local history = optim.fit(net, mnist.train, { loss = loss.cross_entropy(),
      optimizer = optim.adam { lr = 1e-3 }, epochs = 3, batch_size = 128 })
    local case = ("%s, %d thread%s"):format(network.name, threads, threads > 1 and "s" or "")
    timing.report("training", case, "Tarn: optim.fit", stats.median(history.seconds), ">= 1")
    if threads == 1 then
      timing.report("accuracy", network.name, "Tarn: optim.fit",
        net:accuracy(mnist.test.x, mnist.test.y), ">= " .. network.accuracy)
    end
  end
end

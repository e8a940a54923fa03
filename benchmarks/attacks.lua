-- Attacks on two networks after one epoch on MNIST: images a second of processor time, one
-- thread, a batch of 1,000, and what accuracy is left; then seconds of an epoch of robust
-- training. The networks go to the folder TARN_BENCHMARK_NETS, where attacks.py finds them.
local timing = require "timing"

local there, mnist = pcall(data.mnist, (os.getenv("TARN_DATA") or "../shared/data") .. "/mnist")
if not there then
  io.stderr:write("attacks.lua: no MNIST: ", mnist, "\n")
  return
end
tarn.threads(1)
local x, y = mnist.test.x:slice(1, 1, 1000), mnist.test.y:slice(1, 1, 1000)
local half = { stride = 2, padding = 1 }
local networks = {
  { key = "mlp", name = "MLP", pgd = 6, whole = 1.1, volume = 2.0, make = function()
    return nn.Sequential { nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 256),
      nn.ReLU(), nn.Linear(256, 10) }
  end },
  { key = "conv", name = "conv net", pgd = 6, whole = 1.5, volume = 3.0, make = function()
    return nn.Sequential { nn.Conv2d(1, 16, 4, half), nn.ReLU(), nn.Conv2d(16, 32, 4, half),
      nn.ReLU(), nn.Flatten(), nn.Linear(32 * 7 * 7, 100), nn.ReLU(), nn.Linear(100, 10) }
  end },
}

-- Images a second of processor time, median of several runs, and the accuracy that is left.
local function rate(call, runs)
  local found = call()
  local seconds = {}
  for k = 1, runs or 5 do
    local start = os.clock()
    call()
    seconds[k] = os.clock() - start
  end
  return 1000 / stats.median(seconds), found
end

for _, network in ipairs(networks) do
  local net = network.make()
  net:initialize { seed = 1 }
  local function epoch(terms)
    local copy = network.make()
    copy:initialize { seed = 1 }
    return optim.fit(copy, mnist.train, { loss = terms, optimizer = optim.adam { lr = 1e-3 },
      epochs = 1, batch_size = 128, seed = 1 }).seconds[1], copy
  end
  local standard
  standard, net = epoch(loss.cross_entropy())
  local folder = os.getenv("TARN_BENCHMARK_NETS")
  if folder then net:save(("%s/%s.npz"):format(folder, network.key)) end
  local function row(name, required, runs, call)
    local images, found = rate(call, runs)
    timing.report("attacks", network.name .. ", " .. name, "Tarn", images, required)
    timing.report("robust", network.name .. ", " .. name, "Tarn", found.accuracy)
    return found
  end
  row("FGSM, eps 0.3, with clean accuracy", ">= 1.1", 31, function()
    return attack.fgsm(net, x, y, { eps = 0.3, clip = { 0, 1 } })
  end)
  local pgd = { eps = 0.3, steps = 40, step_size = 0.01, random_start = false, clip = { 0, 1 } }
  row("PGD-40, eps 0.3", ">= " .. network.pgd, 7, function() return attack.pgd(net, x, y, pgd) end)
  local whole = { eps = 0.3, steps = 40, step_size = 0.01, random_start = false, clip = { 0, 1 },
    compact = false }
  row("PGD-40, eps 0.3, no sample leaves", ">= " .. network.whole, 3, function()
    return attack.pgd(net, x, y, whole)
  end)
  row("APGD-CE 100, eps 0.1", ">= 3", 3, function()
    return attack.apgd(net, x, y, { eps = 0.1, clip = { 0, 1 } })
  end)
  row("DeepFool, l-infinity", ">= 3", 3, function()
    return attack.deepfool(net, x, y, { clip = { 0, 1 } })
  end)
  local function ensemble(part)
    local found = attack.auto(net, x:slice(1, 1, part), y:slice(1, 1, part),
      { eps = 0.1, clip = { 0, 1 } })
    timing.report("ensemble", network.name .. ", eps 0.1, gradients a sample", "Tarn: attack.auto",
      found.gradients / part, ">= 4")
    timing.report("robust", network.name .. ", ensemble, eps 0.1", "Tarn: attack.auto",
      found.accuracy)
  end
  ensemble(200)
  local function training(name, required, terms)
    local seconds = epoch(terms)
    timing.report("robust_training", network.name .. ", " .. name, "Tarn", seconds, required)
    return seconds
  end
  timing.report("robust_training", network.name .. ", cross-entropy", "Tarn", standard, ">= 1")
  local volume = epoch(loss.cross_entropy() + 0.01 * loss.sensitivity { eps = 0.01 })
  timing.report("volume_training", network.name .. ", box volume", "Tarn: standard epochs",
    volume / standard, "<= " .. network.volume)
  training("PGD-7, eps 0.1", ">= 1.3",
    loss.adversarial { attack = "pgd", eps = 0.1, steps = 7, clip = { 0, 1 } })
  training("Jacobian, one projection", ">= 1.3",
    loss.cross_entropy() + 0.01 * loss.jacobian { projections = 1 })
end

-- Loss and gradient of two networks on 128 images of 28x28, float32, with one thread and with two.
local timing = require "timing"

local batch <const> = 128
local y = tensor.randint(1, 10, { batch }, { seed = 1 })

local function measure(name, net, x)
  local objective = loss.cross_entropy()
  local gradient = tarn.compile(tarn.value_and_grad(function(w)
    return objective(net:with_parameters(w), x, y)
  end))
  local w = net:parameters()
  for threads = 1, 2 do
    tarn.threads(threads)
    local case = ("%s, %d thread%s"):format(name, threads, threads > 1 and "s" or "")
    timing.report("networks", case, "Tarn: compiled, called from Lua",
      timing.elapsed(function() gradient(w) end), ">= 1")
  end
end

measure("MLP 784-256-256-10", nn.Sequential {
  nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10),
}, tensor.rand(batch, 784, { seed = 2 }))

-- conv 16 4x4 stride 2 padding 1, conv 32 4x4 stride 2 padding 1, fully connected 100 and 10.
if pcall(function() return nn.Conv2d end) then
  local half = { stride = 2, padding = 1 }
  measure("conv net 16-32-100-10", nn.Sequential {
    nn.Conv2d(1, 16, 4, half), nn.ReLU(), nn.Conv2d(16, 32, 4, half), nn.ReLU(), nn.Flatten(),
    nn.Linear(32 * 7 * 7, 100), nn.ReLU(), nn.Linear(100, 10),
  }, tensor.rand(batch, 1, 28, 28, { seed = 2 }))
end

-- What training steps add to the memory of the process at their peak: an MLP 784-256-256-10 with
-- batches of 4096, and plain gradient descent. A step on two samples goes before, so that libraries
-- have what they keep.
local timing = require "timing"

tarn.threads(1)

local function status(key)
  for line in io.lines("/proc/self/status") do
    local kilobytes = line:match("^" .. key .. ":%s*(%d+)")
    if kilobytes then return tonumber(kilobytes) / 1024 end
  end
end

local net = nn.Sequential {
  nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10),
}
local objective = loss.cross_entropy()
local function descend(x, y, steps)
  local gradient = tarn.compile(tarn.value_and_grad(function(w)
    return objective(net:with_parameters(w), x, y)
  end))
  local w = net:parameters()
  for _ = 1, steps do
    local _, g = gradient(w)
    w = w - 0.1 * g
  end
end
local x, y = tensor.rand(4096, 784, { seed = 1 }), tensor.randint(1, 10, { 4096 }, { seed = 1 })
descend(tensor.rand(2, 784), tensor.randint(1, 10, { 2 }), 2)
collectgarbage()
local before = status("VmRSS")
-- Forgets the peak so far.
local file = assert(io.open("/proc/self/clear_refs", "w"))
file:write("5")
file:close()
descend(x, y, 10)
timing.report("memory", "10 steps of an MLP, batch 4096", "Tarn", status("VmHWM") - before, ">= 1")

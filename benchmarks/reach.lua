-- Bounds of three networks at eps 0.01, float32, on one thread: a call of reach.output from Lua,
-- and compiled gradients of the mean geometric width. What this build does not have is left out
-- with a message.
local timing = require "timing"

tarn.threads(1)
local eps <const> = 0.01

-- Weights normal with variance gain^2 / inputs, biases uniform in [-0.1, 0.1]; the last gain is 1.
local function drawn(net, layers)
  local parts = {}
  for k, layer in ipairs(layers) do
    local outputs, inputs = table.unpack(layer)
    local gain = k < #layers and math.sqrt(2) or 1
    local weight = tensor.randn(outputs * inputs, { seed = 2 * k })
    parts[#parts + 1] = weight * (gain / math.sqrt(inputs))
    parts[#parts + 1] = tensor.rand(outputs, { seed = 2 * k + 1 }) * 0.2 - 0.1
  end
  net:set_parameters(tensor.cat(parts, 1))
  return net
end

local half = { stride = 2, padding = 1 }
local iris = drawn(nn.Sequential { nn.Linear(4, 10), nn.ReLU(), nn.Linear(10, 3) },
  { { 10, 4 }, { 3, 10 } })
local mlp = drawn(nn.Sequential {
  nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10),
}, { { 256, 784 }, { 256, 256 }, { 10, 256 } })
local conv = drawn(nn.Sequential {
  nn.Conv2d(1, 16, 4, half), nn.ReLU(), nn.Conv2d(16, 32, 4, half), nn.ReLU(), nn.Flatten(),
  nn.Linear(32 * 7 * 7, 100), nn.ReLU(), nn.Linear(100, 10),
}, { { 16, 16 }, { 32, 256 }, { 100, 1568 }, { 10, 100 } })
local shapes = { [iris] = { 4 }, [mlp] = { 784 }, [conv] = { 1, 28, 28 } }

local function samples(net, count)
  return tensor.rand({ count, table.unpack(shapes[net]) }, { seed = 99 })
end

-- Milliseconds of one call; of long ones three are enough.
local function measure(case, who, call, required)
  local fine, problem = pcall(call)
  if not fine then
    io.stderr:write(("reach, %s: left out, %s\n"):format(case, problem))
    return
  end
  local start = os.clock()
  call()
  local slices = os.clock() - start > 1 and 3 or 9
  timing.report("reach", case, who, timing.elapsed(call, slices) / 1000, required)
end

local function bounds(case, net, count, options, required)
  local set = reach.ball(samples(net, count), eps)
  measure(case, "Tarn: from Lua", function() reach.output(net, set, options) end, required)
end

local function gradient(case, net, domain, required)
  local x = samples(net, 100)
  local options = { domain = domain, measure = "geometric_width" }
  local w = net:parameters()
  local compiled = tarn.compile(tarn.value_and_grad(function(v)
    return reach.sensitivity(net:with_parameters(v), x, eps, options):mean()
  end))
  measure(case, "Tarn: compiled, from Lua", function() compiled(w) end, required)
end

local function in_domain(domain) return { domain = domain } end
bounds("IBP, Iris net, 1 sample", iris, 1, in_domain "interval", "<= 0.01")
bounds("IBP, Iris net, batch 100", iris, 100, in_domain "interval", "<= 0.05")
bounds("CROWN, Iris net, 1 sample", iris, 1, in_domain "crown", "<= 0.03")
bounds("CROWN, Iris net, batch 100", iris, 100, in_domain "crown", "<= 0.15")
bounds("IBP, MLP, batch 100", mlp, 100, in_domain "interval", "<= 1.8")
bounds("IBP, conv net, batch 100", conv, 100, in_domain "interval", "<= 6")
gradient("IBP and gradient, MLP, batch 100", mlp, "interval", "<= 4")
gradient("IBP and gradient, conv net, batch 100", conv, "interval", "<= 14")
gradient("CROWN-IBP and gradient, MLP, batch 100", mlp, "crown_interval", "<= 45")
gradient("CROWN-IBP and gradient, conv net, batch 100", conv, "crown_interval", "<= 250")
bounds("CROWN, MLP, batch 100", mlp, 100, in_domain "crown", "<= 300")
bounds("CROWN, conv net, batch 100", conv, 100, in_domain "crown", "<= 2500")
bounds("alpha-CROWN, 20 steps, MLP, 1 sample", mlp, 1, in_domain "alpha_crown", "<= 150")
bounds("zonotope, MLP, 1 sample", mlp, 1, in_domain "zonotope", "<= 5")

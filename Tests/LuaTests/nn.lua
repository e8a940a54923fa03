-- The module nn: layers, networks, their parameters, and where a wrong shape is found.

local checks = require "support.checks"
local fails, distance, randn = checks.fails, checks.distance, checks.randn

local double = { dtype = "float64" }

-- A linear layer is x W' + b, its parameters the weight row by row and then the bias.
local linear = nn.Sequential { nn.Linear(2, 3) }:to("float64")
assert(linear:num_parameters() == 9)
linear:set_parameters(tensor({ 1, 2, 3, 4, 5, 6, 10, 20, 30 }, double))
assert(linear(tensor({ { 1, 0 }, { 0, 1 }, { 1, 1 } }, double))
  == tensor({ { 11, 23, 35 }, { 12, 24, 36 }, { 13, 27, 41 } }, double))
assert(linear:parameters() == tensor({ 1, 2, 3, 4, 5, 6, 10, 20, 30 }, double))
assert(nn.Sequential { nn.Linear(2, 3, { bias = false }) }:num_parameters() == 6)

-- Activations as functions.
local points = tensor({ { -2, -0.5, 0, 0.5, 2 } }, double)
local e = points:exp()
local truths = {
  { nn.ReLU(), points:relu() }, { nn.Tanh(), points:tanh() }, { nn.Identity(), points },
  { nn.Sigmoid(), 1 / (1 + (-points):exp()) }, { nn.Softplus(), (1 + e):log() },
  { nn.LeakyReLU(0.1), tensor({ { -0.2, -0.05, 0, 0.5, 2 } }, double) },
  { nn.SiLU(), points / (1 + (-points):exp()) },
  { nn.Lambda(function(x) return x ^ 2 + 1 end), points ^ 2 + 1 },
}
for i, case in ipairs(truths) do
  assert(distance(nn.Sequential { case[1] }(points), case[2]) < 1e-15, "activation " .. i)
end
assert(tostring(nn.Sequential { nn.Flatten() }(tensor.zeros(2, 3, 4)).shape) == "2x12")

-- Networks: composition, parameters, flat order, dtype.
local net = nn.Sequential { nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3) }
assert(net:num_parameters() == 83 and #net:parameters() == 83 and net:parameters().dtype
  == "float32")
local x = randn(5, 4, 1)
assert(net(x:to("float32")).dtype == "float32" and tostring(net(x).shape) == "5x3")
local theta = randn(83, 2)
local function by_hand(input, w)
  local hidden = (input:matmul(w:slice(1, 1, 40):reshape(10, 4):transpose(1, 2))
    + w:slice(1, 41, 50)):tanh()
  return hidden:matmul(w:slice(1, 51, 80):reshape(3, 10):transpose(1, 2)) + w:slice(1, 81, 83)
end
assert(distance(net:with_parameters(theta)(x), by_hand(x, theta)) < 1e-13)
assert(net:with_parameters(theta)(x).dtype == "float64", "the dtype follows the vector")
assert(net:with_parameters(theta:to("float32"))(x:to("float32")).dtype == "float32")
local before = net:parameters()
assert(net:parameters() == before, "with_parameters leaves the network alone")
local precise = net:to("float64")
assert(precise:parameters().dtype == "float64" and net:parameters().dtype == "float32")
precise:set_parameters(theta)
assert(precise:parameters() == theta and net:parameters() == before, "to() is a copy")
assert(distance(precise(x), by_hand(x, theta)) < 1e-13)
assert(tarn.check_grad(function(w) return precise:with_parameters(w)(x):square():sum() end,
  theta) < 1e-6)

-- add() builds the same network.
local grown = nn.Sequential {}
grown:add(nn.Linear(4, 10))
grown:add(nn.Tanh())
grown:add(nn.Linear(10, 3))
assert(distance(grown:with_parameters(theta)(x), by_hand(x, theta)) < 1e-13)

-- Initialisation repeats with its seed.
net:initialize { seed = 3 }
local first = net:parameters()
net:initialize { seed = 4 }
assert(net:parameters() ~= first)
net:initialize { seed = 3 }
assert(net:parameters() == first)
tarn.seed(9)
local a = nn.Sequential { nn.Linear(4, 3) }:parameters()
tarn.seed(9)
assert(nn.Sequential { nn.Linear(4, 3) }:parameters() == a)
tarn.seed(0)
-- PyTorch's bound: uniform in ±1/sqrt(inputs).
assert(first:slice(1, 1, 50):abs():max():item() <= 0.5 and first:abs():max():item() > 0)

-- Predictions are classes from 1.
local logits = precise(x)
assert(precise:predict(x) == logits:argmax(2))
assert(precise:predict(x):min():item() >= 1)
assert(precise:accuracy(x, precise:predict(x)) == 1)
local other = precise:predict(x):eq(1) * 1 + 1
assert(precise:accuracy(x, other) == precise:predict(x):eq(other):to("float64"):mean():item())
local named = net:named_parameters()
assert(type(named) == "table" and next(named) ~= nil)
local counted = 0
for _, parameter in pairs(named) do
  local value = type(parameter) == "table" and (parameter.value or parameter[2]) or parameter
  counted = counted + value:numel()
end
assert(counted == 83)
assert(tostring(net:summary()):find("83", 1, true))
assert(tostring(net):find("Linear", 1, true))

-- Wrong shapes: got, expected, and the place in the network.
fails("net[1] Linear(4 -> 10)", net, tensor.zeros(5, 3))
fails("5x3", net, tensor.zeros(5, 3))
-- A part counts from where it stands in the whole.
fails("net[3][2] Linear(5 -> 3)", nn.Sequential { nn.Linear(4, 10), nn.Tanh(),
  nn.Sequential { nn.Tanh(), nn.Linear(5, 3) } }[3], tensor.zeros(5, 10))
fails("net[3] Linear(9 -> 3)", nn.Sequential { nn.Linear(4, 10), nn.Tanh(), nn.Linear(9, 3) },
  tensor.zeros(5, 4))
fails("5x10", nn.Sequential { nn.Linear(4, 10), nn.Tanh(), nn.Linear(9, 3) }, tensor.zeros(5, 4))
fails("83", net.set_parameters, net, tensor.zeros(82))
fails("82", net.set_parameters, net, tensor.zeros(82))
fails("83", net.with_parameters, net, tensor.zeros(84))
fails("classes start at 1", net.accuracy, net, x, tensor({ 0, 1, 2, 1, 2 }, { dtype = "int32" }))
fails("4", net.accuracy, net, x, tensor({ 1, 1, 2, 1, 4 }, { dtype = "int32" }))
fails("5", net.accuracy, net, x, tensor({ 1, 1, 2 }, { dtype = "int32" }))
fails("did you mean 'bias'?", nn.Linear, 2, 3, { bais = false })
fails("did you mean 'Linear'?", function() return nn.Liner end)
fails("did you mean 'parameters'?", function() return net.parametres end)
fails("inputs", nn.Linear, 0, 3)
fails("outputs", nn.Linear, 3, -1)
fails("inputs", nn.Linear, "3", 3)
fails("integer", nn.Linear, 2.5, 3)
fails("layer", nn.Sequential, { nn.Linear(2, 2), 3 })
fails("layer", nn.Sequential, { "Linear" })
fails("boom", nn.Sequential { nn.Lambda(function() error("boom") end) }, x)
fails("matmul: got 5x4 and 5x4", nn.Sequential { nn.Lambda(function(v) return v:matmul(v) end) }, x)
fails("seed", net.initialize, net, { seed = "x" })
fails("tensor", net, nil)
fails("tensor", net, "x")
fails("float32", net.to, net, "int32")

-- Networks in files: what is saved comes back.
do
  local function refuses(text, f, ...)
    local ok, message = pcall(f, ...)
    assert(not ok and message:find(text, 1, true), "expected: " .. text .. "\ngot: " .. tostring(message))
  end
  local saved = nn.Sequential {
    nn.Conv2d(1, 2, 3, {padding = 1}), nn.BatchNorm(2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
    nn.Linear(2 * 4 * 4, 3),
  }
  local images = tensor.rand(2, 1, 8, 8)
  local base = os.tmpname()
  for _, suffix in ipairs {".safetensors", ".npz", ".onnx"} do
    local path = base .. suffix
    assert(saved:save(path) == saved)
    local read = nn.load(path)
    assert((read(images) - saved(images)):abs():max():item() < 1e-5, suffix)
    assert(nn.load(path, {dtype = "float64"}):parameters().dtype == "float64")
    if suffix ~= ".onnx" then
      local fresh = nn.Sequential {
        nn.Conv2d(1, 2, 3, {padding = 1}), nn.BatchNorm(2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(2 * 4 * 4, 3),
      }:initialize {seed = 9}
      assert(fresh:load(path):parameters() == saved:parameters())
      refuses("is of another network", function() nn.Sequential {nn.Linear(2, 2)}:load(path) end)
    end
    os.remove(path)
  end
  -- A model is the layers that it was made of; the shape of a sample goes with it.
  saved:save(base .. ".onnx", {input = {1, 8, 8}})
  local layers = nn.load(base .. ".onnx")
  assert(#layers == #saved and layers:parameters() == saved:parameters())
  assert(layers:summary():find("Conv2d(1 -> 2, 3x3, padding 1)  2x8x8", 1, true))
  assert((layers(images:reshape(2, 64)) - saved(images)):abs():max():item() < 1e-5)
  layers:save(base .. ".safetensors")
  assert(saved:initialize {seed = 4}:load(base .. ".safetensors"):parameters() == layers:parameters())
  -- A state_dict of PyTorch counts layers from 0, and the batches of a normalisation.
  local dict = {["1.num_batches_tracked"] = tensor({7}, {dtype = "int32"})}
  for name, value in pairs(layers:named_parameters()) do
    dict[tonumber(name:match("^%d+")) - 1 .. name:match("%..*")] = value * 2
  end
  for name, value in pairs(layers:buffers()) do
    dict[tonumber(name:match("^%d+")) - 1 .. name:match("%..*")] = value + 1
  end
  data.save(base .. ".safetensors", dict)
  assert(saved:load(base .. ".safetensors"):parameters() == layers:parameters() * 2)
  assert(saved:buffers()["2.running_var"] == layers:buffers()["2.running_var"] + 1)
  os.remove(base .. ".safetensors")
  os.remove(base .. ".onnx")

  -- Networks that ship with Tarn.
  local _, test = data.digits():split(0.8, {seed = 1, stratify = true})
  for _, name in ipairs {"digits_mlp", "digits_conv"} do
    assert(nn.load(name):accuracy(test.x, test.y) > 0.955, name)
    assert(nn.load(name, {dtype = "float64"}):parameters().dtype == "float64")
  end
  refuses("did you mean 'digits_mlp'?", nn.load, "digits_mpl")
  refuses("got 2x1x28x28", nn.load "digits_conv", tensor.zeros(2, 1, 28, 28))

  local lambda = nn.Sequential {nn.Lambda(function(t) return t * 2 end), nn.Linear(2, 2)}
  refuses("these layers cannot be described", lambda.save, lambda, base .. ".safetensors")
  lambda:save(base .. ".onnx", {input = {2}})
  assert((nn.load(base .. ".onnx")(tensor {{1, 2}}) - lambda(tensor {{1, 2}})):abs():max():item() < 1e-6)
  os.remove(base .. ".onnx")
  os.remove(base)
  refuses("expected a file that ends with", nn.load, "a.pt")
  refuses("cannot read", nn.load, "/nowhere/a.onnx")
end

-- A layer is a network of one layer; net[i] is one that reads and writes the parameters of the whole.
do
  local inner = nn.Linear(3, 3)
  local deep = nn.Sequential { nn.Linear(2, 3), nn.Residual { inner, nn.Tanh() }, nn.Linear(3, 2) }
  assert(#deep == 3 and tostring(deep[1]) == "Linear(2 -> 3)" and #deep[2] == 2)
  local w = deep:parameters()
  assert(deep[1].weight == w:slice(1, 1, 6):reshape(3, 2) and deep[1].bias == w:slice(1, 7, 9))
  assert(deep[-1]:parameters() == w:slice(1, 22, 29) and deep[2][1].bias == w:slice(1, 19, 21))
  local input = randn(4, 2, 5):to("float32")
  assert(deep[3](deep[2](deep[1](input))) == deep(input))
  deep[2][1]:set_parameters(tensor.zeros(12))
  assert(deep:parameters():slice(1, 10, 21) == tensor.zeros(12))
  assert(deep[2](deep[1](input)) == deep[1](input))
  assert(deep:parameters():slice(1, 1, 9) == w:slice(1, 1, 9))
  for i, layer in ipairs(deep) do assert(layer:num_parameters() == ({ 9, 12, 8 })[i]) end
  fails("index 4 is out of range 1 to 3", function() return deep[4] end)
  fails("net[i].weight", function() return deep.weight end)
  fails("has no weight", function() return deep[2].weight end)
  fails("a layer takes no further layers", function() deep[1]:add(nn.Tanh()) end)
  -- Parameters that were asked for are those that a network starts with; others are drawn by it.
  local used = nn.Linear(2, 2)
  local start = used:parameters()
  assert(nn.Sequential { used }:parameters() == start and nn.Linear(2, 2):parameters() ~= start)
  tarn.seed(7)
  local plain = nn.Sequential { nn.Linear(2, 2), nn.Linear(2, 2) }:parameters()
  tarn.seed(7)
  local one, second = nn.Linear(2, 2), nn.Linear(2, 2)
  assert(nn.Sequential { one, second }:parameters() == plain)
  -- Wherever a network is asked for.
  local layer = nn.Linear(4, 3)
  local iris = data.iris()
  local untrained = layer:parameters()
  optim.fit(layer, iris, { loss = loss.cross_entropy(), epochs = 2 })
  assert(layer:parameters() ~= untrained and layer:accuracy(iris.x, iris.y) > 0.3)
  local R = reach.output(layer, reach.ball(iris.x:slice(1, 1, 2), 0.1))
  assert(tostring(R:upper().shape) == "2x3")
  local gradient = tarn.grad(function(v) return layer:with_parameters(v)(iris.x):sum() end)
  assert(gradient(layer:parameters()):numel() == 15)
  fails("here it is net(x)", function() return net:forward(input) end)
end

-- What is drawn anew in every call is not bounded: training mode and random numbers inside are errors that say what to
-- do; evaluation and draws with a seed are bounded as ever.

local fails = require "support.checks".fails
local domains = { "interval", "zonotope", "crown", "crown_interval", "alpha_crown", "intersection" }
local x, y = tensor { { 1, 2 }, { 0, 1 } }, tensor { 1, 2 }
local set = reach.ball(x, 0.01)

local function specification()
  local path = os.tmpname()
  local file = assert(io.open(path, "w"))
  for _, name in ipairs { "X_0", "X_1", "Y_0", "Y_1" } do
    file:write("(declare-const ", name, " Real)\n")
  end
  for k = 0, 1 do
    file:write(("(assert (>= X_%d 0))\n(assert (<= X_%d 1))\n"):format(k, k))
  end
  file:write("(assert (>= Y_0 1000))\n")
  file:close()
  local spec = reach.vnnlib(path)
  os.remove(path)
  return spec
end

-- Every function that bounds a network, in the form of a network and of a function that calls it.
local function functions(net)
  local list = {
    sensitivity = function(f) return reach.sensitivity(f, x, 0.01) end,
    margin = function(f) return reach.margin(f, x, y, 0.01) end,
    certified_accuracy = function(f) return reach.certified_accuracy(f, x, y, 0.01) end,
    certified_radius = function(f) return reach.certified_radius(f, x, y) end,
    gradient = function(f)
      return tarn.grad(function(v) return reach.sensitivity(f, v, 0.01):sum() end)(x)
    end,
    compiled = function(f)
      return tarn.compile(function(v) return reach.sensitivity(f, v, 0.01) end)(x)
    end,
  }
  for _, domain in ipairs(domains) do
    list[domain] = function(f) return reach.output(f, set, { domain = domain }) end
  end
  return list, function(v) return net(v) end
end

-- The layers that behave otherwise in training, wherever they are.
local layers = {
  ["net[2] Dropout(0.5)"] = function() return nn.Linear(2, 2), nn.Dropout(0.5) end,
  ["net[1] BatchNorm(2)"] = function() return nn.BatchNorm(2), nn.Linear(2, 2) end,
  ["net[1] Residual"] = function() return nn.Residual { nn.Linear(2, 2), nn.Dropout(0.1) } end,
}
for name, make in pairs(layers) do
  local net = nn.Sequential { make() }:initialize { seed = 1 }
  local list, called = functions(net)
  local before = {}
  for what, f in pairs(list) do before[what] = f(net) end
  net:train_mode()
  for _, f in pairs(list) do
    for _, model in ipairs { net, called } do
      fails("net:eval_mode()", f, model)
      fails(name, f, model)
    end
  end
  fails("net:eval_mode()", reach.verify, net, specification())
  fails("net:eval_mode()", reach.output, net:with_parameters(net:parameters()), set)
  fails("net:eval_mode()", reach.output, net:to("float64"), set)
  net:eval_mode()
  for what, f in pairs(list) do
    f(called)
    local now = f(net)
    assert(type(now) ~= "number" or now == before[what])
  end
  assert(reach.verify(net, specification()).status == "unsat")
end

-- Training mode without such layers changes nothing.
local plain = nn.Sequential { nn.Linear(2, 3), nn.Tanh(), nn.Dropout(0) }
local lower = reach.output(plain, set):lower()
assert(reach.output(plain:train_mode(), set):lower() == lower)
assert(reach.output(function(v) return plain(v) end, set):contains(plain(x)):min():item() == 1)

-- Numbers drawn inside, with a seed and without; drawn outside they are constants.
local noise = tensor.randn(2, 2)
for name, draw in pairs {
  rand = function(o) return tensor.rand(2, 2, o) end,
  randn = function(o) return tensor.randn(2, 2, o) end,
  randint = function(o) return tensor.randint(1, 6, 2, 2, o) end,
} do
  local function with(options) return function(v) return v:tanh() + draw(options) end end
  local layer = nn.Sequential { nn.Linear(2, 2), nn.Lambda(function(v) return v + draw() end) }
  for what, f in pairs((functions(plain))) do
    for _, model in ipairs { with(), layer } do
      fails("random numbers", f, model)
      fails("eval_mode", f, model)
    end
    assert(f(with { seed = 1 }), name .. " " .. what)
  end
  local R = reach.output(with { seed = 1 }, set)
  assert(R:contains(with { seed = 1 }(x)):min():item() == 1)
  fails("random numbers", reach.verify, nn.Sequential { nn.Linear(2, 2),
    nn.Lambda(function(v) return v + tensor.rand(v.shape) end) }, specification())
end
reach.output(function(v) return v * noise end, set)

-- optim.fit trains with dropout, and the sensitivity in its loss is that of the network as it evaluates.
local moons = data.two_moons { n = 32, seed = 1 }
local net = nn.Sequential { nn.Linear(2, 4), nn.Dropout(0.5), nn.Linear(4, 2) }:initialize { seed = 2 }
local term = loss.sensitivity { eps = 0.1 }
local first = optim.fit(net, moons, { loss = term, epochs = 1, batch_size = 32,
  optimizer = optim.sgd { lr = 1e-12 } })[1].loss
assert(math.abs(first - term(net, moons.x, moons.y):item()) < 1e-6)
fails("random numbers", optim.fit, nn.Sequential { nn.Linear(2, 2),
  nn.Lambda(function(v) return v + tensor.rand(v.shape) end) }, moons, { loss = term, epochs = 1 })

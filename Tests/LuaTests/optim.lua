-- The module optim: minimisation and training.

local checks = require "support.checks"
local fails, distance, randn = checks.fails, checks.distance, checks.randn

local double = { dtype = "float64" }

local function rosenbrock(v) return 100 * (v[2] - v[1] ^ 2) ^ 2 + (1 - v[1]) ^ 2 end
local start = tensor({ -1.2, 1 }, double)
local r = optim.minimize(rosenbrock, start, { method = "lbfgs", tolerance = 1e-9,
  max_steps = 2000 })
assert(distance(r.x, tensor.ones(2, double)) < 1e-8 and r.value < 1e-15)
assert(r.steps > 0 and r.evaluations >= r.steps and type(r.status) == "string")
assert(optim.minimize(rosenbrock, start, { max_steps = 3 }).status ~= r.status)
assert(optim.minimize(rosenbrock, start, { max_steps = 3 }).steps == 3)
local q = randn(6, 6, 1)
local m = q:matmul(q:transpose(1, 2)) + tensor.eye(6, double)
local b = randn(6, 2)
local s = optim.minimize(function(v) return 0.5 * v:dot(m:matmul(v)) - b:dot(v) end,
  tensor.zeros(6, double),
  { tolerance = 1e-10, max_steps = 1000 })
assert(distance(m:matmul(s.x), b) < 1e-8)

-- From far away, and by the rules of training.
local far = optim.minimize(function(v) return (v - 1e4):square():sum() end, tensor({ 0 }, double))
assert(far.status == "converged" and math.abs(far.x[1] - 1e4) < 1e-6 and far.evaluations <= 16)
local function bowl(v) return (v - 3):square():sum() end
for _, method in ipairs { "adam", "sgd", "adamw", "rmsprop", optim.adam { lr = 0.3 },
  optim.sgd { lr = optim.cosine(0.2, 0.1, 50), momentum = 0.5 } } do
  local found = optim.minimize(bowl, { 0, 0 }, { method = method, tolerance = 1e-3 })
  assert(found.status == "converged" or method == "rmsprop" and found.status == "max_steps", tostring(method))
  assert(distance(found.x, tensor({ 3, 3 }, double)) < 0.02, tostring(method))
  assert(found.evaluations == found.steps + 1)
end
assert(optim.minimize(bowl, { 0, 0 }, { method = "adam", max_steps = 4 }).steps == 4)
local alone = optim.minimize(bowl, { 0, 0 }, { line_search = "none" })
assert(alone.status == "converged" and alone.steps > 5, "steps of 0.4 at most")
assert(optim.minimize(bowl, { 0, 0 }, { max_step_length = 0.1 }).steps > 30)
fails("option 'memory' goes with method = \"lbfgs\", not with adam", optim.minimize, bowl, { 0 },
  { method = "adam", memory = 3 })
fails("optim.lbfgs is for batches of a training", optim.minimize, bowl, { 0 }, { method = optim.lbfgs {} })
assert(optim.minimize(function(v) return v:sum() end, { 0, 0 }).status ~= "converged")

-- Training.
local d = data.iris():standardize()
local function trained(options)
  local net = nn.Sequential { nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3) }
  net:initialize { seed = 1 }
  options.loss = options.loss or loss.cross_entropy()
  local history = optim.fit(net, d, options)
  return net, history
end
local net, history = trained { optimizer = optim.adam { lr = 0.02 }, epochs = 60, batch_size = 30,
  seed = 3 }
assert(net:accuracy(d.x, d.y) > 0.95)
assert(#history == 60 and history[60].loss < history[1].loss)
local again = trained { optimizer = optim.adam { lr = 0.02 }, epochs = 60, batch_size = 30,
  seed = 3 }
assert(again:parameters() == net:parameters(), "the same seed, the same bits")
local other = trained { optimizer = optim.adam { lr = 0.02 }, epochs = 60, batch_size = 30,
  seed = 4 }
assert(other:parameters() ~= net:parameters())
for _, optimizer in ipairs { optim.sgd { lr = 0.1 },
  optim.sgd { lr = 0.1, momentum = 0.9, nesterov = true },
  optim.adamw { lr = 0.02, weight_decay = 0.01 } } do
  local _, h = trained { optimizer = optimizer, epochs = 20, batch_size = 32, seed = 1 }
  assert(h[20].loss < h[1].loss)
end
-- One full batch of plain descent is one step against the gradient.
local one = nn.Sequential { nn.Linear(4, 3) }:to("float64")
local precise = data.iris(double):standardize()
local w = one:parameters()
local gradient = tarn.grad(function(v) return loss.cross_entropy()(one:with_parameters(v),
  precise.x, precise.y) end)(w)
optim.fit(one, precise, { loss = loss.cross_entropy(), optimizer = optim.sgd { lr = 0.5 },
  epochs = 1, batch_size = 150 })
assert(distance(one:parameters(), w - 0.5 * gradient) < 1e-14)
local epochs = {}
trained { optimizer = optim.adam { lr = 0.01 }, epochs = 3, batch_size = 50,
  on_epoch = function(state) epochs[#epochs + 1] = state.epoch end }
assert(table.concat(epochs, " ") == "1 2 3")

-- What is refused.
fails("did you mean 'lr'?", optim.adam, { lrr = 0.1 })
fails("lr", optim.adam, { lr = -1 })
fails("lr", optim.sgd, { lr = 0 / 0 })
fails("momentum", optim.sgd, { lr = 0.1, momentum = 2 })
fails("did you mean 'epochs'?", trained, { epoch = 3 })
fails("batch_size", trained, { epochs = 1, batch_size = 0 })
fails("dataset", optim.fit, net, 3, { loss = loss.l2(1), epochs = 1 })
fails("network", optim.fit, 3, d, { loss = loss.l2(1), epochs = 1 })
fails("loss", optim.fit, net, d, { loss = 3, epochs = 1 })
fails("did you mean 'tolerance'?", optim.minimize, rosenbrock, start, { tolerence = 1 })
fails("lbfgs", optim.minimize, rosenbrock, start, { method = "lbfs" })
fails("function", optim.minimize, 3, start)
fails("expected a tensor with one element, got shape 2", optim.minimize,
  function(v) return v * 2 end, start)
fails("max_steps", optim.minimize, rosenbrock, start, { max_steps = -1 })
fails("did you mean 'minimize'?", function() return optim.minimise end)
fails("boom", trained, { epochs = 1, on_epoch = function() error("boom") end })

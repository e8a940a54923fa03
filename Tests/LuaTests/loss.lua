-- The module loss: values, sums of terms, and what is refused.

local checks = require "support.checks"
local fails, distance, randn = checks.fails, checks.distance, checks.randn

local double = { dtype = "float64" }

local net = nn.Sequential { nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 3) }:to("float64")
net:initialize { seed = 1 }
local x = randn(9, 4, 2)
local y = tensor({ 1, 2, 3, 1, 2, 3, 1, 1, 2 }, { dtype = "int32" })
local theta = net:parameters()

-- Cross-entropy is the mean of -log softmax at the class.
local log_softmax = net(x):log_softmax(2)
local sum = 0
for i = 1, 9 do sum = sum - log_softmax:at(i, math.tointeger(y[i])) end
local value = loss.cross_entropy()(net, x, y)
assert(math.abs(value:item() - sum / 9) < 1e-14 and value:numel() == 1)
assert(loss.cross_entropy()(net, x, y:to("float32")):item() == value:item(),
  "whole-valued floats are classes")
local smooth = loss.cross_entropy { label_smoothing = 0.1 }(net, x, y):item()
assert(math.abs(smooth - (0.9 * sum / 9 - 0.1 * log_softmax:mean():item())) < 1e-13)

-- Regularisers, without a factor 1/2.
local empty = tensor.zeros(1, 4, double)
assert(math.abs(loss.l2(0.5)(net, x, y):item() - 0.5 * (theta * theta):sum():item()) < 1e-13)
assert(math.abs(loss.l1(0.5)(net, x, y):item() - 0.5 * theta:abs():sum():item()) < 1e-13)
local weights = (theta:slice(1, 1, 24):square():sum() + theta:slice(1, 31,
  48):square():sum()):item()
assert(math.abs(loss.l2(2, { bias = false })(net, x, y):item() - 2 * weights) < 1e-13)
local target = randn(9, 3, 3)
assert(math.abs(loss.mse()(net, x, target):item() - (net(x)
  - target):square():mean():item()) < 1e-14)

-- Terms combine, and say what they are made of.
local penalty = loss.sensitivity { eps = 0.1 }
local both = loss.cross_entropy() + 0.1 * penalty + loss.l2(0.01)
local expected = value + 0.1 * penalty(net, x, y) + loss.l2(0.01)(net, x, y)
assert(math.abs(both(net, x, y):item() - expected:item()) < 1e-13)
assert((penalty * 2)(net, x, y):item() == 2 * penalty(net, x, y):item())
local parts = both:terms(net, x, y)
assert(parts.cross_entropy:item() == value:item() and parts.sensitivity:item()
  == penalty(net, x, y):item())
assert(parts.l2:item() == loss.l2(0.01)(net, x, y):item())
assert(both:describe():find("cross_entropy", 1, true) and both:describe():find("0.1", 1, true))
local custom = loss.custom("margin", function(n, input) return n(input):square():mean() end)
assert(math.abs(custom(net, x, y):item() - net(x):square():mean():item()) < 1e-14)
assert((custom + loss.l2(1)):describe():find("margin", 1, true))

-- The sensitivity is the mean over samples of the measure of the reachable set.
local set = reach.output(net, reach.ball(x, 0.1), { domain = "interval" })
assert(math.abs(penalty(net, x, y):item() - set:geometric_width():mean():item()) < 1e-13)
local log_volume = loss.sensitivity { eps = 0.1, measure = "log_volume" }
assert(math.abs(log_volume(net, x, y):item() - set:log_volume():mean():item()) < 1e-12)

-- Gradients of all, in parameters and input.
for name, term in pairs { both = both, smooth = loss.cross_entropy { label_smoothing = 0.1 },
  custom = custom,
  log_volume = log_volume, l2 = loss.l2(0.3), mean_width = loss.sensitivity { eps = 0.2,
    measure = "mean_width" } } do
  local function f(w) return term(net:with_parameters(w), x, y) end
  assert(tarn.check_grad(f, theta) < 1e-6, name)
  assert(distance(tarn.compile(tarn.grad(f))(theta), tarn.grad(f)(theta)) < 1e-12, name)
  local direction = randn(#theta, 5)
  local hessian = tarn.hessian(f)(theta)
  assert(distance(hessian, hessian:transpose(1, 2)) < 1e-10, name)
  assert(distance(tarn.hvp(f)(theta, direction), hessian:matmul(direction)) < 1e-10, name)
end

-- Loss and gradient of the reference point, computed independently.
local folder = debug.getinfo(1, "S").source:match("^@(.*/)") or ""
local rows, fields = {}, {}
for line in io.lines(folder .. "../Fixtures/iris_check.txt") do
  local row = {}
  for number in line:gmatch("%S+") do row[#row + 1] = tonumber(number) end
  rows[#rows + 1] = row
end
for k = 151, 154 do fields[k - 150] = rows[k] end
local points, classes = {}, {}
for k = 1, 150 do
  points[k] = { table.unpack(rows[k], 1, 4) }
  classes[k] = math.tointeger(rows[k][5]) + 1
end
local lambda, parameters, energy, slope = fields[1][1], fields[2], fields[3][1], fields[4]
assert(#parameters == 83 and #slope == 83)
local iris = nn.Sequential { nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3) }
local objective = loss.cross_entropy() + loss.l2(lambda)
local inputs, labels = tensor(points, double), tensor(classes, { dtype = "int32" })
local value_and_grad = tarn.compile(tarn.value_and_grad(function(w)
  return objective(iris:with_parameters(w), inputs, labels)
end))
local got, gradient = value_and_grad(tensor(parameters, double))
assert(math.abs(got:item() - energy) < 1e-13)
assert(distance(gradient, tensor(slope, double)) < 1e-13)

-- What is refused.
fails("classes start at 1", both, net, x, y - 1)
fails("3", both, net, x, y + 1)
fails("whole", loss.cross_entropy(), net, x, y + 0.5)
fails("9", loss.cross_entropy(), net, x, tensor({ 1, 2 }, { dtype = "int32" }))
fails("net[1] Linear(4 -> 6)", both, net, empty:slice(2, 1, 3), y)
fails("eps", loss.sensitivity, {})
fails("eps", loss.sensitivity)
fails("eps", loss.sensitivity, { eps = -0.1 })
fails("eps", loss.sensitivity, { eps = 0 / 0 })
fails("did you mean 'eps'?", loss.sensitivity, { esp = 0.1 })
fails("geometric_width", loss.sensitivity, { eps = 0.1, measure = "geometric_widht" })
fails("interval", loss.sensitivity, { eps = 0.1, domain = "intervall" })
fails("did you mean 'label_smoothing'?", loss.cross_entropy, { label_smooting = 0.1 })
fails("label_smoothing", loss.cross_entropy, { label_smoothing = 2 })
fails("lambda", loss.l2)
fails("lambda", loss.l2, "x")
fails("lambda", loss.l2, 0 / 0)
fails("did you mean 'cross_entropy'?", function() return loss.crossentropy end)
fails("loss", function() return loss.l2(1) + 3 end)
fails("loss", function() return loss.l2(1) * loss.l2(1) end)
fails("network", loss.l2(1), 3, x, y)
fails("boom", loss.custom("b", function() error("boom") end), net, x, y)
fails("function", loss.custom, "b", 3)

-- The terms of the module loss, one by one and in trainings: what each gives where that is known, and that all of them
-- train networks of vectors and of images.

local checks = require "support.checks"
local fails, randn = checks.fails, checks.randn

local double = { dtype = "float64" }
local function close(a, b, tolerance)
  a, b = type(a) == "number" and a or a:item(), type(b) == "number" and b or b:item()
  assert(math.abs(a - b) <= (tolerance or 1e-12), a .. " is not " .. b)
end

local net = nn.Sequential { nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 3) }:to("float64")
net:initialize { seed = 1 }
local x = randn(9, 4, 2)
local y = tensor({ 1, 2, 3, 1, 2, 3, 1, 1, 2 }, { dtype = "int32" })
local ce = loss.cross_entropy()

-- Log-probabilities and logits.
local logs = nn.Sequential { nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 3),
  nn.Lambda(function(z) return z:log_softmax(2) end) }:to("float64")
logs:set_parameters(net:parameters())
close(loss.nll()(logs, x, y), ce(net, x, y))
local linear = nn.Sequential { nn.Linear(2, 3) }:to("float64")
linear:set_parameters(tensor({ 1, 0, 0, 1, -1, -1, 0, 0, 0 }, double))
local point, first = tensor({ { 0.5, 0.25 } }, double), tensor { 1 }
close(loss.hinge()(linear, point, first), (0.75 + 0) / 3)
close(loss.hinge { margin = 2 }(linear, point, first), (1.75 + 0.75) / 3)

-- Of a linear network the Jacobian is the weight, W = {{1, 0}, {0, 1}, {-1, -1}}: W^T W has the eigenvalues 1 and 3.
close(loss.jacobian { projections = "exact" }(linear, point, first), 4 / 2)
close(loss.output_sensitivity { outputs = "logits" }(linear, point, first), 2)
close(loss.spectral_norm()(linear, point, first), 3 / 2)
close(loss.spectral_norm(0.2)(linear, point, first), 0.3)
close(loss.spectral_norm(1, { iterations = 100 })(linear, point, first), 3 / 2)
close(loss.parseval()(linear, point, first), (0 + 4) / 2)
local p = linear(point):softmax(2):reshape(3) - tensor({ 1, 0, 0 }, double)
local weight = tensor({ { 1, 0 }, { 0, 1 }, { -1, -1 } }, double)
local gradient = p:reshape(1, 3):matmul(weight)
close(loss.input_gradient {}(linear, point, first), gradient:square():sum())

-- Without a radius an attack leaves the sample, and what compares it with itself is zero.
close(loss.trades { eps = 0 }(net, x, y), ce(net, x, y))
close(loss.alp { eps = 0 }(net, x, y), ce(net, x, y))
close(loss.fgsm_rs { eps = 0 }(net, x, y), ce(net, x, y))
close(loss.local_entropy { eps = 0, steps = 3, alpha = 1 }(net, x, y), ce(net, x, y))
close(loss.local_entropy { eps = 0, steps = 2, alpha = 0.5 }(net, x, y), 0.75 * ce(net, x, y))
local others = net(x):softmax(2)
local boosted = 0
for i = 1, 9 do
  local rest = 0
  for k = 1, 3 do if k ~= math.tointeger(y[i]) then rest = math.max(rest, others:at(i, k)) end end
  boosted = boosted - math.log(1.0001 - rest) / 9
end
close(loss.mart { eps = 0 }(net, x, y), ce(net, x, y) + boosted)
close(loss.awp { of = ce, gamma = 0 }(net, x, y), ce(net, x, y))
assert(loss.awp { of = ce, gamma = 0.1 }(net, x, y):item() > ce(net, x, y):item())
close(loss.median_of_means { of = ce, blocks = 1 }(net, x, y), ce(net, x, y))
close(loss.median_of_means { of = ce + loss.l2(0.1), blocks = 3 }(net, x, y),
  loss.median_of_means { of = ce, blocks = 3 }(net, x, y) + loss.l2(0.1)(net, x, y))

-- A few labels that are wrong move the mean, but not the median of blocks.
local function with_wrong(count)
  local classes = {}
  for i = 1, 9 do
    local class = math.tointeger(y[i])
    classes[i] = i <= count and class % 3 + 1 or class
  end
  return tensor(classes, { dtype = "int32" })
end
local confident = nn.Sequential { nn.Linear(3, 3, { bias = false }) }:to("float64")
confident:set_parameters(tensor.eye(3, double):flatten() * 8)
local onehot = {}
for i = 1, 9 do
  onehot[i] = { 0, 0, 0 }
  onehot[i][math.tointeger(y[i])] = 1
end
onehot = tensor(onehot, double)
local robust = loss.median_of_means { of = ce, blocks = 9 }
assert(ce(confident, onehot, with_wrong(4)):item() > 3)
close(robust(confident, onehot, with_wrong(4)), robust(confident, onehot, y))
assert(robust(confident, onehot, with_wrong(5)):item() > 3)

-- All of them say what they are, by which they can be made again.
local terms = {
  hinge = loss.hinge(), hinge_wide = loss.hinge { margin = 2 },
  spectral_norm = loss.spectral_norm(0.01), power = loss.spectral_norm(0.01, { iterations = 3 }),
  parseval = loss.parseval(0.01),
  jacobian = loss.jacobian {}, several = loss.jacobian { projections = 3 },
  exact = loss.jacobian { projections = "exact" },
  input_gradient = loss.input_gradient(), curvature = loss.curvature { h = optim.ramp(0, 1.5, 2) },
  novak = loss.output_sensitivity(), noise = loss.output_sensitivity { kind = "noise", draws = 2 },
  fgsm_rs = loss.fgsm_rs { eps = 0.1 }, trades = loss.trades { eps = 0.1, steps = 3, beta = 2 },
  scheduled = loss.trades { eps = optim.ramp(0, 0.1, 2), beta = optim.ramp(0, 6, 2), steps = 2 },
  trades_pgd = loss.trades { eps = 0.1, attack = "pgd", steps = 2, norm = "2" },
  mart = loss.mart { eps = 0.1, steps = 3 }, alp = loss.alp { eps = 0.1, attack = "fgsm" },
  local_entropy = loss.local_entropy { eps = 0.1, steps = 3 },
  awp = loss.awp { of = ce }, awp_trades = loss.awp { of = loss.trades { eps = 0.1, steps = 2 } },
  median = loss.median_of_means { of = ce, blocks = 3 },
  nested = loss.median_of_means { of = loss.awp { of = loss.adversarial { eps = 0.1, steps = 2 } },
    blocks = 2 },
}
for name, term in pairs(terms) do
  local text = term:describe()
  local call = text:gsub("%f[%w_.]([%a_]+)([%({])", "loss.%1%2")
    :gsub("of = cross_entropy", "of = loss.cross_entropy()")
  call = call:find("[%({]") and call or "loss." .. call .. "()"
  local again = assert(load("return " .. call))()
  assert(again:describe() == text, name .. ": " .. text .. " became " .. again:describe())
end

-- They train networks of vectors and of images, in sums and alone, and with layers that differ in training.
local flowers = data.iris():standardize()
local function trained(make, dataset, term, name)
  local network = make()
  local history = optim.fit(network, dataset,
    { loss = ce + 0.1 * term, epochs = 2, batch_size = 64, optimizer = optim.adam { lr = 0.01 } })
  for k = 1, 2 do assert(history.loss[k] == history.loss[k], name) end
  local change = checks.distance(network:parameters(), make():parameters())
  assert(change > 0 and change < 1, name)
  optim.fit(network, dataset, { loss = term, epochs = 1, batch_size = 32 })
end
local function vectors()
  return nn.Sequential { nn.Linear(4, 8), nn.BatchNorm(8), nn.Tanh(), nn.Dropout(0.2), nn.Linear(8, 3) }
    :initialize { seed = 1 }
end
local function images()
  return nn.Sequential {
    nn.Conv2d(1, 3, 3), nn.BatchNorm(3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(12, 2),
  }:initialize { seed = 1 }
end
local pictures = data.dataset { x = tensor.rand(40, 1, 6, 6, { seed = 1 }),
  y = tensor.randint(1, 2, 40, { seed = 2 }) }
for name, term in pairs(terms) do
  trained(vectors, flowers, term, name)
  trained(images, pictures, term, name)
end
-- Attacks that are too long to be a part of the step run before it.
trained(vectors, flowers, loss.trades { eps = 0.1, steps = 51 }, "long")
trained(vectors, flowers, loss.awp { of = loss.adversarial { eps = 0.1, steps = 51 } }, "long awp")
trained(vectors, flowers, loss.median_of_means { blocks = 3,
  of = loss.awp { of = loss.adversarial { eps = 0.1, steps = 51 } } }, "long blocks")

-- What is refused.
local none = tensor.zeros(0, 4, double)
for name, term in pairs(terms) do
  if not (name:find("spectral") or name == "power" or name == "parseval") then
    assert(not pcall(term, net, none, tensor.zeros(0)), name)
  end
end
fails("one sample or more", loss.jacobian {}, net, none, tensor.zeros(0))
fails("one sample or more", loss.output_sensitivity { kind = "noise" }, net, none, tensor.zeros(0))
for name, options in pairs { hinge = {}, input_gradient = {}, curvature = {}, trades = { eps = 0.1 },
  mart = { eps = 0.1 }, alp = { eps = 0.1 }, fgsm_rs = { eps = 0.1 }, local_entropy = { eps = 0.1 } } do
  local term = loss[name](options)
  fails("classes start at 1", term, net, x, y - 1)
  fails("class 4", term, net, x, y + 1)
  fails("one class for each of 9 samples", term, net, x, tensor { 1, 2 })
end
fails("eps", loss.trades, {})
fails("of", loss.awp, {})
fails("must be a loss", loss.awp, { of = 3 })
fails("blocks", loss.median_of_means, { of = ce })
fails("blocks", loss.median_of_means, { of = ce, blocks = 0 })
fails("projections", loss.jacobian, { projections = 0 })
fails("projections", loss.jacobian, { projections = "all" })
fails("sigma", loss.output_sensitivity, { sigma = 0.2 })
fails("noise", loss.trades, { eps = 0.1, attack = "pgd", noise = 0.1 })
fails("h", loss.curvature, { h = 0 })

-- Targets that are numbers: data sets, losses, training, landscapes.

local checks = require "support.checks"
local fails = checks.fails
local double = { dtype = "float64" }

local function close(a, b, tolerance) return math.abs(a - b) <= (tolerance or 1e-6) end

-- Data sets of numbers: said, or implied by a fraction or a matrix.
local x = tensor({ { 1, 0 }, { 2, 1 }, { 3, 1 }, { 4, 0 } }, double)
local d = data.dataset { x = x, y = { 0.5, -1.5, 2, 3 } }
assert(d.regression and d.y.dtype == "float64" and d.y[2] == -1.5 and #d.classes == 0)
assert(tostring(d.y.shape) == "4")
assert(tostring(d):find("targets 4: from -1.5 to 3, mean 1", 1, true), tostring(d))
local m = data.dataset { x = x, y = tensor { { 0, 1 }, { 1, 0 }, { 2, 2 }, { 0, 0 } } }
assert(m.regression and tostring(m.y.shape) == "4x2" and m.y.dtype == "float64")
local whole = data.dataset { x = x, y = { 0, 1, 2, 3 }, regression = true }
assert(whole.regression and whole.y.dtype == "float64" and whole.y[1] == 0)
assert(not data.dataset { x = x, y = { 1, 2, 2, 1 } }.regression)
assert(not data.iris().regression)
assert(data.dataset { x = x, y = { 0.1, 0.2, 0.3, 0.4 } }.y[1] == 0.1, "all digits of Lua's numbers")
fails("classes start at 1", data.dataset, { x = x, y = { 0, 1, 2, 3 } })
fails("has class 0.5, expected a whole number", data.dataset,
  { x = x, y = { 0.5, 1, 1, 1 }, regression = false })
fails("4 samples, but", data.dataset, { x = x, y = { 0.5, 1 } })
fails("targets must be finite: that of row 3 is nan", data.dataset,
  { x = x, y = { 0.5, 1, 0 / 0, 1 } })
fails("'classes' does not go with regression", data.dataset,
  { x = x, y = { 1, 2, 1, 1 }, regression = true, classes = { "a", "b" } })

-- Their methods keep targets beside their samples.
assert(d:take(2).y == d.y:slice(1, 1, 2) and d:take(2).regression)
assert(d:subset { 4, 1 }.y == tensor({ 3, 0.5 }, double))
assert(m:subset { 4, 1 }.y == tensor({ { 0, 0 }, { 0, 1 } }, double))
assert(d:standardize().y == d.y and d:scale().y == d.y)
local standard = d:standardize { targets = true }
assert(close(standard.y:mean():item(), 0, 1e-12) and close(standard.y:square():mean():item(), 1, 1e-12))
assert(standard.x == d:standardize().x)
local scaled = m:scale { targets = true }
assert(scaled.y:max():item() == 1 and scaled.y:min():item() == 0)
assert(d:take(2):standardize { like = d, targets = true }.y == standard.y:slice(1, 1, 2))
fails("targets that are numbers", function() return data.iris():standardize { targets = true } end)
fails("targets that are numbers", function() return d:scale { like = m, targets = true } end)
local single = d:to("float32")
assert(single.y.dtype == "float32" and single:to("float64").y == d.y)
for bx, by in m:batches(3) do assert(#bx == #by and by.shape[2] == 2) end
local batches = 0
for bx in m:batches(3, { drop_last = true }) do
  assert(#bx == 3)
  batches = batches + 1
end
assert(batches == 1)
local first, second = d:split(0.5, { seed = 1 })
assert(#first == 2 and #second == 2 and first.regression)
assert(close((first.y:sum() + second.y:sum()):item(), 4))
assert(d:split(0.5, { seed = 1, stratify = false }).y == first.y)
fails("targets are numbers, and there are no classes; use stratify = false", d.split, d, 0.5,
  { stratify = true })

-- Files.
local function with_file(text, f)
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
  local ok, message = pcall(f, path)
  os.remove(path)
  assert(ok, message)
end
with_file("a,b,price\n1,2,10\n3,4,20\n5,6,-1e1\n", function(path)
  local r = data.csv(path, { target = "price", regression = true })
  assert(r.regression and r.y == tensor { 10, 20, -10 } and r.x == tensor { { 1, 2 }, { 3, 4 }, { 5, 6 } })
  assert(table.concat(r.features, " ") == "a b")
  assert(not data.csv(path, { target = "price" }).regression)
  assert(data.csv(path, { target = "a", columns = { "price" }, regression = true }).y == tensor { 1, 3, 5 })
end)
with_file("1,0.5\n2,1\n3,1.25\n", function(path)
  assert(data.csv(path).y == tensor { 0.5, 1, 1.25 }, "one of them is not whole")
  assert(data.csv(path, { dtype = "float64" }).y.dtype == "float64")
  fails(":1: column 2: expected a class (a whole number or a name), found \"0.5\"; numbers need regression = true",
    data.csv, path, { regression = false })
end)
with_file("a,t\n1,0.5\n2,small\n", function(path)
  assert(table.concat(data.csv(path).classes, " ") == "0.5 small")
  fails(":3: column 2 (t): expected a number, found \"small\"", data.csv, path, { regression = true })
end)
with_file("a,t\n1,0.5\n2,inf\n", function(path)
  fails(":3: column 2 (t): expected a finite number, found \"inf\"", data.csv, path, { regression = true })
end)

-- The shipped set.
local diabetes = data.diabetes()
assert(#diabetes == 442 and diabetes.x.shape[2] == 10 and diabetes.regression)
assert(diabetes.y[1] == 151 and close(diabetes.y:mean():item(), 152.13348, 1e-4))
assert(diabetes.features[3] == "body_mass_index" and close(diabetes.x:at(1, 3), 32.1, 1e-5))

-- Mean squares: [n] goes with [n, 1] element by element, and nothing is broadcast.
local line = nn.Sequential { nn.Linear(2, 1) }:to("float64")
local outputs = line(x):reshape(4)
local expected = (outputs - d.y):square():mean():item()
assert(close(loss.mse()(line, d.x, d.y):item(), expected, 1e-14))
assert(close(loss.mse()(line, d.x, d.y:reshape(4, 1)):item(), expected, 1e-14))
fails("4x1 and 4x2", loss.mse(), line, m.x, m.y)
fails("targets of the outputs' shape", loss.mse(), line, d.x, d.y:reshape(2, 2))
fails("targets of the outputs' shape", loss.mse(), nn.Sequential { nn.Linear(2, 4) }, d.x, d.y)
assert(close(line:rmse(d.x, d.y), math.sqrt(expected), 1e-12))
local spread = (d.y - d.y:mean()):square():mean():item()
assert(close(line:r2(d.x, d.y), 1 - expected / spread, 1e-12))
fails("4x1 and 4x2", line.rmse, line, m.x, m.y)
fails("4x1 and 4x2", line.r2, line, m.x, m.y)

-- Training, on data sets and on plain tables.
local function fit(net, set, options)
  options.loss = options.loss or loss.mse()
  options.optimizer = options.optimizer or optim.adam { lr = 0.1 }
  return optim.fit(net, set, options)
end
local train, test = diabetes:standardize { targets = true }:split(0.8, { seed = 1 })
local net = nn.Sequential { nn.Linear(10, 8), nn.Tanh(), nn.Linear(8, 1) }
local history = fit(net, train, { epochs = 20, validation = test, optimizer = optim.adam { lr = 0.01 } })
assert(#history == 20 and history[20].loss < history[1].loss)
assert(history.accuracy == nil and history.validation_accuracy == nil and history[1].accuracy == nil)
assert(close(history.validation_rmse[20], net:rmse(test.x, test.y), 1e-5))
assert(close(history.rmse[20] ^ 2, history.loss[20], 1e-5))
assert(close(history.validation_rmse[20] ^ 2, history.validation_loss[20], 1e-5))
assert(net:r2(test.x, test.y) > 0.35)
assert(tostring(history):find("validation_rmse", 1, true) and plot.curves(history))
local seen
fit(net, train, { epochs = 1, validation = test, on_epoch = function(s) seen = s end })
assert(seen.rmse and seen.validation_rmse and seen.accuracy == nil)

local points = { x = { { 1 }, { 2 }, { 3 } }, y = { 0.5, 1.5, 2.5 } }
for _, y in ipairs { points.y, { { 0.5 }, { 1.5 }, { 2.5 } }, tensor({ 0.5, 1.5, 2.5 }, double) } do
  local small = nn.Sequential { nn.Linear(1, 1) }:initialize { seed = 1 }
  local h = fit(small, { x = points.x, y = y }, { epochs = 300, validation = points })
  assert(h.loss[300] < 1e-3 and h.rmse[300] < 0.05)
  assert(close(small(tensor { { 4 } }):item(), 3.5, 0.1))
end
local two = nn.Sequential { nn.Linear(2, 2) }:to("float64")
local h = fit(two, m, { epochs = 5 })
assert(h.loss[5] < h.loss[1] and close(h.rmse[1] ^ 2, h.loss[1], 1e-12))
-- Whole numbers of a table are what the loss takes them for.
fit(nn.Sequential { nn.Linear(1, 1) }, { x = { { 1 }, { 2 } }, y = { -3, 0 } }, { epochs = 1 })
local classes = optim.fit(nn.Sequential { nn.Linear(1, 2) }, { x = { { 1 }, { 2 } }, y = { 1, 2 } },
  { loss = loss.cross_entropy(), epochs = 1 })
assert(classes.accuracy and not classes.rmse)
local custom = loss.custom("absolute", function(n, a, b) return (n(a):reshape(#a) - b):abs():mean() end)
assert(fit(line, d, { epochs = 30, loss = custom }).loss[30] < 2)
assert(fit(line, d, { epochs = 2, loss = loss.mse() + 0.1 * loss.sensitivity { eps = 0.1 } }).rmse)
assert(fit(line, d, { epochs = 1, loss = loss.median_of_means { blocks = 2, of = loss.mse() } }))

fails("the key 'z'; expected x and y", fit, line, { x = x, y = d.y, z = 1 }, { epochs = 1 })
fails("dataset.y must be a tensor, got nil", fit, line, { x = x }, { epochs = 1 })
fails("expected as many targets as samples", fit, line, { x = x, y = { 1, 2 } }, { epochs = 1 })
fails("targets of the outputs' shape", fit, line, m, { epochs = 1 })

-- What needs classes says so.
local three = nn.Sequential { nn.Linear(2, 3) }
local hint = "targets that are numbers, of a regression, go with loss.mse(), net:rmse() and net:r2()"
fails(hint, fit, three, d, { epochs = 1, loss = loss.cross_entropy() })
fails(hint, loss.cross_entropy(), three, d.x, d.y)
fails(hint, loss.hinge(), three, m.x, m.y)
fails(hint, three.accuracy, three, d.x, d.y)
fails(hint, line.accuracy, line, d.x, { 2, 1, 3, 1 })
fails(hint, attack.pgd, three, d.x, d.y, { eps = 0.1 })
fails(hint, loss.adversarial { eps = 0.1, steps = 2 }, three, d.x, d.y)

-- Landscapes: the minimum of ridge regression is proved, and is that of the closed form.
do
  local set = data.diabetes(double):standardize()
  local lambda = 0.05
  local ridge = nn.Sequential { nn.Linear(10, 1) }
  local atlas = landscape.open(":memory:", { net = ridge, loss = loss.mse() + loss.l2(lambda), data = set })
  local found = atlas:quench(ridge:parameters())
  assert(#atlas == 1, tostring(found.failure))
  local ones = tensor.ones({ 442, 1 }, double)
  local a = tensor.cat({ set.x, ones }, 2)
  local square = a:transpose(1, 2):matmul(a) / 442 + lambda * tensor.eye(11, double)
  local w = tensor.solve(square, a:transpose(1, 2):matmul(set.y) / 442)
  assert(checks.distance(atlas:minima()[1].x, w) < 1e-8)
  assert(atlas:minima()[1].proof == "strict")
  assert(close(atlas:network(atlas:minima()[1]):r2(set.x, set.y), 0.50559170708, 1e-9))
end
-- Exchanges and signs of hidden units are found as for classes, and each minimum is stored once.
do
  local set = data.dataset { x = tensor.linspace(-2, 2, 12, double):reshape(12, 1),
    y = tensor.linspace(-2, 2, 12, double):sin() }
  local hidden = nn.Sequential { nn.Linear(1, 3), nn.Tanh(), nn.Linear(3, 1) }
  local path = os.tmpname()
  os.remove(path)
  local objective = loss.mse() + loss.l2(1e-3)
  local atlas = landscape.open(path, { net = hidden, loss = objective, data = set })
  atlas:basin_hop { steps = 10, seed = 1, progress = false }
  assert(#atlas >= 1)
  local best = atlas:minima()[1]
  local size = #atlas
  -- The second hidden unit before the first, with the other sign.
  local v = best.x
  local order = tensor { 2, 1, 3, 5, 4, 6, 8, 7, 9, 10 }
  local signs = tensor({ -1, 1, 1, -1, 1, 1, -1, 1, 1, 1 }, double)
  local again = atlas:quench(v:index_select(1, order) * signs)
  assert(not again.is_new and #atlas == size)
  assert(landscape.open(path, { net = hidden, loss = objective, data = set }))
  local other = data.dataset { x = set.x, y = set.y * 2 }
  assert(not pcall(landscape.open, path, { net = hidden, loss = objective, data = other }))
  os.remove(path)
end
fails("class 0; classes start at 1; numbers need regression = true", data.dataset, { x = x, y = { 0, 1, 2, 3 } })

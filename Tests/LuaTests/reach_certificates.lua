-- Measures of zonotopes, margins, and what is certified.

local checks = require "support.checks"
local fails, distance, randn = checks.fails, checks.distance, checks.randn

local net = nn.Sequential { nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 3) }:to("float64")
net:initialize { seed = 4 }
local x = randn(7, 3, 2)
local R = reach.output(net, reach.ball(x, 0.1))

-- The bracket holds the exact volume, and the estimate is near it.
local exact = R:exact_volume()
assert(R:volume_lower():le(exact):min():item() == 1 and exact:le(R:volume_upper()):min():item() == 1)
assert(R:volume_upper():le(R:volume() * (1 + 1e-12)):min():item() == 1)
assert(distance(exact:log(), R:log_exact_volume()) < 1e-12)
assert(distance(R:generators():abs():sum { 2, 3 }, R:generator_sum()) < 1e-13)
local estimate = R:estimate_volume { samples = 3000, seed = 1 }
assert(estimate.samples == 3000)
assert((estimate.value - exact):abs():lt(6 * estimate.standard_error):min():item() == 1)
assert(distance(estimate.value:log(), estimate.log_value) < 1e-12)
assert(R:estimate_volume { samples = 3000, seed = 1 }.value == estimate.value)
for _, name in ipairs { "exact_volume", "log_volume_lower", "volume_upper", "generator_sum",
  "estimate_volume" } do
  assert(#R:measure(name) == 7, name)
  assert(distance(reach.sensitivity(net, x, 0.1, { measure = name }), R:measure(name)) == 0, name)
  fails("needs generators", reach.sensitivity, net, x, 0.1, { measure = name, domain = "interval" })
end
fails("samples", R.estimate_volume, R, { samples = 1 })
local wide = nn.Sequential { nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 12) }
fails("terms", function()
  return reach.output(wide, reach.ball(tensor.zeros(1, 64), 0.1)):exact_volume()
end)

-- Every measure with a derivative can be descended.
local y = tensor { 1, 2, 3, 1, 2, 3, 1 }
for _, name in ipairs { "volume", "exact_volume", "log_volume_upper", "geometric_width",
  "mean_width", "max_width", "generator_sum" } do
  local term = loss.sensitivity { eps = 0.1, measure = name, domain = "zonotope" }
  assert(distance(term(net, x, y), R:measure(name):mean()) < 1e-12, name)
  assert(tarn.check_grad(function(v)
    return term(net:with_parameters(v), x, y)
  end, net:parameters()) < 1e-5, name)
end
fails("one of", loss.sensitivity, { eps = 0.1, measure = "estimate_volume" })
fails("needs generators", loss.sensitivity { eps = 0.1, measure = "exact_volume" }, net, x, y)

-- Schedules of eps and of the weight.
local set = data.iris():standardize()
local small = nn.Sequential { nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 3) }
local history = optim.fit(small, set, { epochs = 4, optimizer = optim.adam { lr = 0.01 },
  loss = loss.cross_entropy() + optim.ramp(0, 1, 4) * loss.sensitivity { domain = "zonotope",
    eps = optim.ramp(0, 0.1, 4) } })
assert(history)

-- Margins: certified ones are below all that samples have.
local function margin(logits, labels)
  local rows = {}
  for i = 1, #logits do
    local k = math.tointeger(labels[i])
    local least = math.huge
    for j = 1, logits:size(2) do
      if j ~= k then least = math.min(least, logits:at(i, k) - logits:at(i, j)) end
    end
    rows[i] = least
  end
  return tensor(rows, { dtype = "float64" })
end
for _, domain in ipairs { "interval", "zonotope" } do
  local options = { domain = domain }
  local certified = reach.margin(net, x, y, 0.1, options)
  assert(#certified == 7)
  for k = 1, 50 do
    local move = tensor.rand(7, 3, { dtype = "float64", seed = k }) * 2 - 1
    if k % 2 == 0 then move = move:sign() end
    assert(certified:le(margin(net(x + 0.1 * move), y) + 1e-12):min():item() == 1)
  end
  assert(distance(reach.margin(net, x, y, 0, options), margin(net(x), y)) < 1e-12)
  assert(distance(reach.margin(function(v) return net(v) end, x, y, 0.1, options),
    certified) < 1e-12)
  -- Not below what bounds of the logits give.
  local output = reach.output(net, reach.ball(x, 0.1), options)
  for i = 1, 7 do
    local k = math.tointeger(y[i])
    local naive = math.huge
    for j = 1, 3 do
      if j ~= k then
        naive = math.min(naive, output:lower():at(i, k) - output:upper():at(i, j))
      end
    end
    assert(certified:at(i) >= naive - 1e-12)
  end
  -- Radii: what is returned is certified, and a little more is not.
  local labels = net:predict(x)
  local radii = reach.certified_radius(net, x, labels, { domain = domain, tolerance = 1e-6,
    max_eps = 2 })
  local at = reach.margin(net, x, labels, radii:reshape(7, 1), options)
  local above = reach.margin(net, x, labels, (radii + 2e-6):reshape(7, 1), options)
  assert(at:gt(0):min():item() == 1)
  assert((above:le(0) + radii:ge(2)):gt(0):min():item() == 1)
  local wrong = labels:eq(1) + 1
  assert(reach.certified_radius(net, x, wrong, options):max():item() == 0)
  local accuracy = reach.certified_accuracy(net, x, labels, 0.05, options)
  local right = reach.margin(net, x, labels, 0.05, options):gt(0):mean():item()
  assert(math.abs(accuracy - right) < 1e-12)
  assert(reach.certified_accuracy(net, x, labels, 0, options) == 1)
end
-- Clipped to the unit cube, all balls of radius 1 are that cube.
assert(distance(reach.margin(net, x:sigmoid(), y, 1, { clip = { 0, 1 } }),
  reach.margin(net, x * 0 + 0.5, y, 0.5)) < 1e-12)
assert(tarn.check_grad(function(v)
  return reach.margin(net:with_parameters(v), x, y, 0.1, { domain = "interval" }):mean()
end, net:parameters()) < 1e-5)

-- Sets are checked against points of their inputs, and drawn with them.
assert(reach.output(net, reach.ball(x, 0.1), { check = true }):domain() == "zonotope")
local calls = 0
fails("does not hold", reach.output, function(v)
  calls = calls + 1
  return v * calls
end, reach.ball(x, 0.1), { check = true })
local figure = plot.reach(R, { dims = { 1, 3 }, samples = 30, rows = { 2, 7 }, seed = 1 })
local script = figure:script()
assert(script:find("row 7", 1, true) and script:find("output 3", 1, true))
local again = plot.reach(R, { dims = { 1, 3 }, samples = 30, rows = { 2, 7 }, seed = 1 })
assert(again:script() == script)
assert(#plot.reach(R, { dims = { 1, 3 }, samples = 0, rows = { 2, 7 } }):script() < #script)
fails("out of range", plot.reach, R, { dims = { 1, 4 } })
fails("two outputs", plot.reach, R, { dims = { 1 } })
fails("out of range", plot.reach, R, { rows = { 8 } })
fails("no finite bounds", plot.reach,
  reach.output(function(v) return 1 / v end, reach.box(-tensor.ones(1, 2), tensor.ones(1, 2)),
    { domain = "interval" }))

-- What is refused.
fails("classes start at 1", reach.margin, net, x, y - 1, 0.1)
fails("sample 3", reach.margin, net, x, tensor { 1, 1, 4, 1, 1, 1, 1 }, 0.1)
fails("7 samples", reach.margin, net, x, tensor { 1, 2 }, 0.1)
fails("eps", reach.certified_accuracy, net, x, y, -1)
fails("did you mean 'tolerance'?", reach.certified_radius, net, x, y, { tolerence = 1 })
fails("max_eps", reach.certified_radius, net, x, y, { max_eps = 0 })
fails("two classes", reach.margin, nn.Sequential { nn.Linear(3, 1) }, x, tensor.ones(7), 0.1)

-- The differences are bounded as a whole, with rounding too; an intersection has the best margin of its parts, and
-- linear bounds are no worse than intervals.
do
  local merged = nn.Sequential { nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 3) }
  for seed = 1, 20 do
    merged:initialize { seed = seed }
    local points = tensor.randn({ 3, 2 }, { seed = seed })
    local classes = merged:predict(points)
    local function least(o) return reach.margin(merged, points, classes, 0.1, o) end
    local interval = least { domain = "interval" }
    local sound = least { domain = "interval", sound = true }
    assert((interval - sound):abs():max():item() < 1e-5)
    for _, o in ipairs { { domain = "intersection" }, { domain = "intersection", of = { "interval" } },
      { domain = "crown" }, { domain = "crown_interval" }, { domain = "alpha_crown" } } do
      assert((interval - least(o)):max():item() < 1e-6, o.domain)
    end
  end
end

-- No sample that is wrong as it stands is certified, whatever rounding did to its bounds.
do
  local function cancelling(v)
    local a = 1 / (v:square() + 0.01)
    return tensor.cat({ a * 0 + 99.95, a }, -1)
  end
  local center, class = tensor { { 0 } }, tensor { 1 }
  assert(reach.margin(cancelling, center, class, 25):item() < 0)
  assert(reach.certified_accuracy(cancelling, center, class, 25) == 0)
  assert(reach.certified_radius(cancelling, center, class, { max_eps = 25 }):item() == 0)
end

-- Exact distances, brackets, ranges, refined hulls and volumes of the set of outputs itself.

local checks = require "support.checks"
local fails = checks.fails
local o = { dtype = "float64" }

local iris = data.iris():scale()
local net = nn.Sequential { nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3) }
net:initialize { seed = 1 }
optim.fit(net, iris, { loss = loss.cross_entropy(), epochs = 40, seed = 1,
  optimizer = optim.adam { lr = 0.02 } })
net = net:to("float64")
local all = iris:subset { 1, 30, 60, 75, 90, 107, 110, 134, 150 }
local x, y = all.x:to("float64"):clamp(0, 1), all.y

-- Exact distances.
local e = attack.exact(net, x, y, { clip = { 0, 1 } })
for _, name in ipairs { "distance", "lower", "upper" } do
  assert(e[name].dtype == "float64" and e[name].shape == { #x }, name)
end
assert(e.adversarial.shape == x.shape)
local predicted = net(e.adversarial):argmax(2)
for i = 1, #x do
  assert(e.status[i] == "solved")
  local d = e.distance[i]:item()
  assert(d == e.upper[i]:item() and d - e.lower[i]:item() <= 1e-7)
  if d < math.huge then
    assert(predicted[i]:item() ~= y[i]:item())
    assert(math.abs((e.adversarial[i] - x[i]):abs():max():item() - d) < 1e-15)
  end
end
local short = attack.exact(net, x, y, { max_eps = 1e-6 })
for i = 1, #x do
  local d = short.distance[i]:item()
  assert(d == 0 or (d ~= d and short.lower[i]:item() >= 1e-6 and short.status[i] == "timeout"))
end
-- Any function of one tensor will do.
local f = function(z) return net(z) * 2 end
assert(checks.distance(attack.exact(f, x, y, { clip = { 0, 1 } }).distance, e.distance) < 2e-7)
fails("clip", attack.exact, net, x * 3, y, { clip = { 0, 1 } })
fails("timeout", attack.exact, net, x, y, { timeout = 0 })
fails("timeout", attack.exact, net, x, y, { timeout = "long" })
fails("did you mean 'max_eps'", attack.exact, net, x, y, { max_ep = 1 })
local drawn = nn.Sequential { nn.Linear(4, 3), nn.Dropout(0.5), nn.Linear(3, 3) }:train_mode()
fails("training mode", attack.exact, drawn, x, y)

-- Brackets.
local b = attack.bracket(net, x, y, { eps = { 0.01, 0.1 }, clip = { 0, 1 } })
assert(b.certified.shape == { #x } and b.attacked.shape == { #x } and #b.by == #x)
for i = 1, #x do
  assert(b.certified[i]:item() <= e.upper[i]:item() and b.attacked[i]:item() >= e.lower[i]:item())
end
assert(#b.table == 2)
for k, row in ipairs(b.table) do
  assert(row.eps == ({ 0.01, 0.1 })[k] and row.certified <= row.attacked
    and row.attacked <= row.clean and row.gap == row.attacked - row.certified)
end
assert(b:plot():script():find("certified", 1, true))
assert(tostring(b):find("9 samples", 1, true))
fails("eps", attack.bracket, net, x, y, { eps = { -1 } })
fails("eps", attack.bracket, net, x, y, { eps = "wide" })

-- Ranges.
local set = reach.ball(x, 0.1)
local r = reach.range(net, set)
assert(r.status == "solved" and r.seconds > 0 and r.splits >= 0)
for _, name in ipairs { "lower", "upper", "inner_lower", "inner_upper" } do
  assert(r[name].shape == { #x, 3 }, name)
end
assert(r.argmin.shape == { #x, 3, 4 } and r.argmax.shape == { #x, 3, 4 })
assert((r.inner_lower - r.lower):min():item() >= 0 and (r.inner_lower - r.lower):max():item() <= 1e-6)
assert((r.upper - r.inner_upper):min():item() >= 0 and (r.upper - r.inner_upper):max():item() <= 1e-6)
for k = 1, 3 do
  local at = net(r.argmax:slice(2, k, k):reshape(#x, 4)):slice(2, k, k):reshape(#x)
  assert(checks.distance(at, r.inner_upper:slice(2, k, k):reshape(#x)) < 1e-12)
end
local R = reach.output(net, set, { domain = "alpha_crown" })
assert((r.lower - R:lower()):min():item() >= -1e-9 and (R:upper() - r.upper):min():item() >= -1e-9)
local pair = reach.range(net, set, { of = tensor({ { 1, -1, 0 } }, o) })
assert(pair.lower.shape == { #x, 1 } and pair.argmin.shape == { #x, 1, 4 })
fails("of", reach.range, net, set, { of = tensor({ { 1, -1 } }, o) })
fails("timeout", reach.range, net, set, { timeout = 0 })

-- Hulls of the images of parts: never larger, and smaller with more parts.
for _, domain in ipairs { "interval", "zonotope", "crown" } do
  for _, measure in ipairs { "log_volume", "mean_width", "relative_width" } do
    local last = reach.sensitivity(net, x, 0.2, { domain = domain, measure = measure })
    for _, n in ipairs { 1, 2, 5, 16 } do
      local now = reach.sensitivity(net, x, 0.2, { domain = domain, measure = measure, refine = n })
      assert((now - last):max():item() <= 1e-9, domain .. measure)
      if domain == "interval" then last = now end
    end
    local fine = reach.sensitivity(net, x, 0.2, { domain = domain, measure = measure, refine = 64 })
    assert((last - fine):min():item() >= -1e-9)
  end
end
local exact = reach.sensitivity(net, x, 0.2, { measure = "exact_volume", refine = 8 })
assert((exact - reach.sensitivity(net, x, 0.2, { measure = "exact_volume" })):max():item() <= 0)
local hull = (reach.range(net, reach.ball(x, 0.2)).upper
  - reach.range(net, reach.ball(x, 0.2)).lower):log():sum(2)
local refined = reach.sensitivity(net, x, 0.2, { refine = 256 })
assert((refined - hull):min():item() >= -1e-5)

-- The volume of the set itself.
local v = reach.output_volume(function(z) return z:abs() end,
  reach.box(tensor({ { -1 } }, o), tensor({ { 1 } }, o)))
assert(math.abs(v.lower:item() - 1) < 1e-6 and math.abs(v.upper:item() - 1) < 1e-6)
assert(v.exact:item() == 1 and v.lower:item() <= 1 and v.upper:item() >= 1)
local two = nn.Sequential { nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 2) }:to("float64")
two:initialize { seed = 2 }
local area = reach.output_volume(two, reach.ball(x, 0.2))
assert(area.lower.shape == { #x } and area.exact:min():item() == 1)
local zonotope = reach.output(two, reach.ball(x, 0.2)):exact_volume()
assert((area.upper - zonotope):max():item() <= 1e-9)
fails("at most 3 outputs", reach.output_volume, function(z) return z end, reach.ball(x, 0.2))

-- Outputs of any size, and far from zero.
local deep = nn.Sequential { nn.Linear(3, 6), nn.ReLU(), nn.Linear(6, 6), nn.ReLU(),
  nn.Linear(6, 2) }:to("float64")
deep:initialize { seed = 2 }
deep:set_parameters(deep:parameters() * 2)
local ball = reach.ball(tensor({ { 0.3, 0.6, 0.2 } }, o), 0.3)
local plain, once = reach.output_volume(deep, ball), reach.range(deep, ball)
for _, k in ipairs { 2.0 ^ 36, 2.0 ^ 44, 2.0 ^ -40 } do
  local function scaled(z) return deep(z) * k end
  local large = reach.output_volume(scaled, ball)
  assert(math.abs(large.lower:item() / k / k - plain.lower:item()) < 1e-6 * plain.lower:item())
  assert(large.lower:item() <= large.upper:item())
  local far = reach.range(scaled, ball)
  assert((far.lower / k - once.inner_lower):max():item() <= 1e-12)
  assert((far.upper / k - once.inner_upper):min():item() >= -1e-12)
end
for _, far in ipairs { 1, 1e3, 1e6 } do
  local w = 1e-3
  for n = 1, 3 do
    local zero = tensor.zeros(1, n, o)
    local moved = reach.output_volume(function(z) return z + far end, reach.box(zero, zero + w),
      { timeout = 0.2 })
    assert(moved.lower:item() <= w ^ n and moved.upper:item() >= w ^ n)
  end
end

-- Precisions mix; labels may be a number; a ball that holds all valid inputs is certified.
local mixed = attack.bracket(net, all.x:clamp(0, 1), y, { eps = { 0.01 }, clip = { 0, 1 } })
assert(mixed.attacked.shape == { #x })
assert(attack.fab(net, all.x, y, {}).adversarial.dtype == "float64")
assert(attack.bracket(net, x:slice(1, 1, 1), y[1]).certified:item() > 0)
local constant = function(z) return tensor.cat({ z:slice(2, 1, 1) * 0 + 1, z:slice(2, 2, 2) * 0 }, 2) end
local c = attack.bracket(constant, x:slice(1, 1, 1), tensor { 1 }, { eps = { 5 }, clip = { 0, 1 } })
assert(c.certified:item() == math.huge and c.table[1].certified == 1 and c.by[1] ~= "none")
local broken = net:with_parameters(net:parameters() * (0 / 0))
fails("NaN", reach.range, broken, set)
fails("NaN", reach.output_volume, function(z) return broken(z):slice(2, 1, 2) end, set)
fails("NaN", attack.exact, broken, x, y)

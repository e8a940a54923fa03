-- The losses with a certificate, and what loss.sensitivity can measure: values, sums, training, what is refused.

local checks = require "support.checks"
local fails, distance, randn = checks.fails, checks.distance, checks.randn

local net = nn.Sequential { nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 3) }:to("float64")
net:initialize { seed = 1 }
local x = (randn(9, 4, 2) * 0.3 + 0.5):clamp(0, 1)
local y = tensor({ 1, 2, 3, 1, 2, 3, 1, 1, 2 }, { dtype = "int32" })
local theta = net:parameters()
local function value(term) return term(net, x, y):item() end
local function close(a, b, tolerance) assert(math.abs(a - b) < (tolerance or 1e-12), a .. " and " .. b) end

-- Interval bound propagation by its definition, with the last layer taken into the differences.
local function worst(eps, clip)
  local first = nn.Sequential { nn.Linear(4, 6), nn.ReLU() }:with_parameters(theta:slice(1, 1, 30))
  local hidden = reach.output(first, reach.ball(x, eps, { clip = clip }), { domain = "interval" })
  local weight, bias = theta:slice(1, 31, 48):reshape(3, 6), theta:slice(1, 49, 51)
  local sum = 0
  for i = 1, 9 do
    local own, terms = math.tointeger(y[i]), 0
    for k = 1, 3 do
      local row = weight[k] - weight[own]
      local upper = (row * hidden:center()[i] + row:abs() * hidden:radius()[i]):sum():item()
        + bias:at(k) - bias:at(own)
      terms = terms + math.exp(upper)
    end
    sum = sum + math.log(terms)
  end
  return sum / 9
end
local clean = value(loss.cross_entropy())
close(value(loss.interval_bound { eps = 0.1, kappa = 0 }), worst(0.1))
close(value(loss.interval_bound { eps = 0.1 }), 0.5 * clean + 0.5 * worst(0.1))
close(value(loss.interval_bound { eps = 0.1, kappa = 0.2, clip = { 0, 1 } }),
  0.2 * clean + 0.8 * worst(0.1, { 0, 1 }))
close(value(loss.interval_bound { eps = 0.1, kappa = 1 }), clean)

-- Linear bounds begin at intervals.
close(value(loss.crown_interval { eps = 0.1, beta = 0, kappa = 0 }), worst(0.1))
local linear = value(loss.crown_interval { eps = 0.1, kappa = 0 })
assert(linear < worst(0.1) and linear > clean)
local margins = reach.margin(net, x, y, 0.1, { domain = "crown_interval" })
assert(margins:min():item() > -30 and linear > 0)

-- Between attack and bound.
local pgd = { attack = "pgd", steps = 5, random_start = false }
local function with(options)
  for key, item in pairs(pgd) do options[key] = item end
  return options
end
local attacked = value(loss.adversarial(with { eps = 0.1 }))
for _, alpha in ipairs { 0, 0.3, 1 } do
  close(value(loss.mtl_ibp(with { eps = 0.1, alpha = alpha })), (1 - alpha) * attacked + alpha * worst(0.1))
  local convex = value(loss.cc_ibp(with { eps = 0.1, alpha = alpha }))
  assert(convex >= attacked - 1e-12 and convex <= value(loss.mtl_ibp(with { eps = 0.1, alpha = alpha })) + 1e-12)
end
close(value(loss.sabr(with { eps = 0.1, shrink = 1 })), worst(0.1))
close(value(loss.sabr(with { eps = 0.1, shrink = 0 })), attacked)
local small = value(loss.sabr(with { eps = 0.1, shrink = 0.4 }))
assert(small > attacked * 0.9 and small < worst(0.1))
local nudge = attack.custom("nudge", {
  step = function(p, points, gradient) return p.project(points + p.eps * gradient:sign()) end,
  options = { steps = 2 } })
assert(value(loss.sabr { eps = 0.1, attack = nudge }) < worst(0.1))

-- Sets of outputs.
local set = reach.output(net, reach.ball(x, 0.1), { domain = "zonotope" })
local center = loss.cross_entropy()(nn.Sequential { nn.Identity() }, set:center(), y):item()
close(value(loss.set_based { eps = 0.1, tau = 0 }), center)
close(value(loss.set_based { eps = 0.1, tau = 0.25 }),
  0.75 * center + 0.25 * set:generator_sum():mean():item() / 0.3)

-- They add, scale, say what they are, and differentiate in plans.
local all = {
  interval_bound = loss.interval_bound { eps = 0.1, clip = { 0, 1 } },
  crown_interval = loss.crown_interval { eps = 0.1, beta = 0.5 },
  sabr = loss.sabr(with { eps = 0.1 }), mtl_ibp = loss.mtl_ibp(with { eps = 0.1 }),
  cc_ibp = loss.cc_ibp(with { eps = 0.1 }), set_based = loss.set_based { eps = 0.1 },
}
for name, term in pairs(all) do
  assert(term:describe():find(name .. "{eps = 0.1", 1, true), term:describe())
  local sum = term + 0.5 * loss.l2(0.1)
  close(value(sum), value(term) + 0.5 * value(loss.l2(0.1)))
  assert(sum:terms(net, x, y)[name]:item() == value(term))
  local function f(w) return term(net:with_parameters(w), x, y) end
  assert(tarn.check_grad(f, theta) < 1e-6 or name:find("ibp") or name == "sabr", name)
  assert(distance(tarn.compile(tarn.grad(f))(theta), tarn.grad(f)(theta)) < 1e-12, name)
  assert(value(optim.ramp(0, 2, 5) * term) == 2 * value(term))
  local ramped = loss[name] { eps = optim.ramp(0, 0.1, 4) }
  assert(math.abs(value(ramped) - value(loss[name] { eps = 0.1 })) < 1e-12)
end
assert(loss.interval_bound { eps = 0.1, kappa = optim.ramp(1, 0.5, 3) }:describe()
  == "interval_bound{eps = 0.1, kappa = optim.ramp(1.0, 0.5, 3)}")

-- They train: margins that were not certified become so, with schedules of all numbers.
local iris = data.iris():scale()
local function trained(term, domain, radius)
  local model = nn.Sequential { nn.Linear(4, 10), nn.ReLU(), nn.Linear(10, 3) }
  model:initialize { seed = 1 }
  local history = optim.fit(model, iris, { loss = term, epochs = 30, seed = 1,
    optimizer = optim.adam { lr = 0.02 } })
  assert(history.loss[30] == history.loss[30], "not a number")
  return reach.certified_accuracy(model, iris.x, iris.y, radius or 0.05,
    { domain = domain or "interval" })
end
local plain = trained(loss.cross_entropy())
local eps, falling = optim.ramp(0, 0.05, 15), optim.ramp(1, 0.5, 15)
for _, term in ipairs {
  loss.interval_bound { eps = eps, kappa = falling },
  loss.crown_interval { eps = eps, kappa = falling, beta = optim.ramp(1, 0, 15) },
  loss.mtl_ibp { eps = eps, alpha = optim.ramp(0, 0.8, 15), steps = 3 },
  loss.cc_ibp { eps = eps, alpha = optim.ramp(0, 0.8, 15), steps = 3 },
  loss.sabr { eps = eps, shrink = 0.9, steps = 3 },
} do
  local certified = trained(term)
  assert(certified > plain + 0.05, term:describe() .. ": " .. certified .. ", without " .. plain)
end
local sets = trained(loss.set_based { eps = eps, tau = optim.ramp(0, 0.1, 10) }, "zonotope", 0.1)
assert(sets > trained(loss.cross_entropy(), "zonotope", 0.1) + 0.05)

-- A measure of one's own.
local named = value(loss.sensitivity { eps = 0.1, measure = "mean_width" })
local own = loss.sensitivity { eps = 0.1, measure = function(R) return (R:upper() - R:lower()):mean(2) end }
close(value(own), named)
close(value(loss.sensitivity { eps = 0.1, measure = function(R) return R:mean_width():mean() end }), named)
close(value(loss.sensitivity { eps = 0.1, domain = "zonotope",
  measure = function(R)
    assert(R:domain() == "zonotope")
    return R:generators():abs():sum({ 2, 3 })
  end }), value(loss.sensitivity { eps = 0.1, domain = "zonotope", measure = "generator_sum" }))
assert(own:describe():find("measure = function", 1, true))
assert(tarn.check_grad(function(w) return own(net:with_parameters(w), x, y) end, theta) < 1e-6)
local calls = 0
local counted = loss.sensitivity { eps = optim.ramp(0, 0.1, 2), measure = function(R)
  calls = calls + 1
  return R:geometric_width()
end }
local single = nn.Sequential { nn.Linear(4, 3) }
optim.fit(single, iris, { loss = loss.cross_entropy() + 0.1 * counted, epochs = 5, batch_size = 50 })
assert(calls > 0 and calls < 6, "the measure is traced, not called in each step")

-- Relative widths are in all places where measures are.
local R = reach.output(net, reach.ball(x, 0.1), { domain = "interval" })
local logits = net(x)
local centered = logits - logits:mean(2, { keepdim = true })
local relative = R:mean_width() / centered:square():mean(2):sqrt()
assert(distance(R:relative_width(), relative) < 1e-12 and distance(R:measure("relative_width"), relative) < 1e-12)
assert(distance(reach.sensitivity(net, x, 0.1, { domain = "interval", measure = "relative_width" }), relative)
  < 1e-12)
close(value(loss.sensitivity { eps = 0.1, measure = "relative_width" }), relative:mean():item())
local louder = function(points) return net(points) * 1000 end
assert(distance(reach.sensitivity(louder, x, 0.1, { domain = "interval", measure = "relative_width" }), relative)
  < 1e-9)
local constant = reach.output(function(points) return points:sum(2, { keepdim = true }):expand(9, 2) end,
  reach.ball(x, 0.1))
assert(distance(constant:relative_width(), constant:mean_width()) < 1e-12)

-- Smoothed bounds are larger, less so the smaller the number is, in every domain.
for _, domain in ipairs { "interval", "zonotope", "crown", "crown_interval", "alpha_crown", "intersection" } do
  local function width(smooth)
    return value(loss.sensitivity { eps = 0.1, domain = domain, measure = "mean_width", smooth = smooth })
  end
  local exact = width(0)
  assert(exact == value(loss.sensitivity { eps = 0.1, domain = domain, measure = "mean_width" }))
  assert(width(0.1) > width(0.01) and width(0.01) > exact and width(1e-4) - exact < 0.01 * exact, domain)
end
assert(loss.sensitivity { eps = 0.1, smooth = 0.01 }:describe():find("smooth = 0.01", 1, true))

-- Of the Iris landscape with a sensitivity in the loss no descent fails once the bounds are smooth: without it minima lie on
-- kinks.
local small_net = nn.Sequential { nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 3) }
local points = data.iris({ dtype = "float64" }):standardize()
for _, smooth in ipairs { 0.1, 0.01, 0.001 } do
  local atlas = landscape.open(":memory:", { net = small_net, data = points,
    loss = loss.cross_entropy() + loss.l2(1e-3) + 0.01 * loss.sensitivity { eps = 0.1, smooth = smooth } })
  for k = 1, 4 do
    local start = tensor.rand(43, { seed = k, dtype = "float64" }) * 2 - 1
    assert(not atlas:quench(start).failure, "smooth = " .. smooth)
  end
  atlas:close()
end

-- What is refused.
for name, term in pairs(all) do
  fails("eps", loss[name])
  fails("option 'eps' is missing", loss[name], {})
  for _, wrong in ipairs { 0, -0.1, 0 / 0, 1 / 0, "x" } do fails("eps", loss[name], { eps = wrong }) end
  fails("eps", loss[name], { eps = optim.ramp(0.1, -0.1, 3) })
  fails("did you mean 'eps'?", loss[name], { esp = 0.1 })
  fails("classes start at 1", term, net, x, y - 1)
  fails("from 1 to 3", term, net, x, y + 1)
  fails("one class for each of 9 samples", term, net, x, tensor({ 1, 2 }, { dtype = "int32" }))
  fails("expected logits", term, net, tensor.zeros(0, 4, { dtype = "float64" }), tensor.zeros(0))
  fails("clip", loss[name], { eps = 0.1, clip = 3 })
  fails("range of valid inputs", loss[name] { eps = 0.1, clip = { 0, 0.1 } }, net, x, y)
end
fails("kappa", loss.interval_bound, { eps = 0.1, kappa = 1.5 })
fails("kappa", loss.interval_bound, { eps = 0.1, kappa = optim.ramp(1, 2, 3) })
fails("beta", loss.crown_interval, { eps = 0.1, beta = -1 })
fails("shrink", loss.sabr, { eps = 0.1, shrink = 2 })
fails("alpha", loss.mtl_ibp, { eps = 0.1, alpha = "much" })
fails("tau", loss.set_based, { eps = 0.1, tau = 2 })
fails("minimax", loss.set_based, { eps = 0.1, slope = "chord" })
fails("did you mean 'pgd'?", loss.cc_ibp, { eps = 0.1, attack = "pdg" })
fails("smooth", loss.sensitivity, { eps = 0.1, smooth = -1 })
fails("measure", loss.sensitivity, { eps = 0.1, measure = 3 })
fails("zonotope", loss.sensitivity, { eps = 0.1, domain = "zonotop" })
fails("one number for each of 9 rows", loss.sensitivity { eps = 0.1, measure = function(r) return r:lower() end },
  net, x, y)
fails("boom", loss.sensitivity { eps = 0.1, measure = function() error("boom") end }, net, x, y)
fails("the result of the measure", loss.sensitivity { eps = 0.1, measure = function() end }, net, x, y)

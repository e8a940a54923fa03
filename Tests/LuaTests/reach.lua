-- The module reach: sampled outputs always lie inside, measures, derivatives.

local checks = require "support.checks"
local fails, distance, randn = checks.fails, checks.distance, checks.randn

local double = { dtype = "float64" }

local function activations()
  return { nn.ReLU(), nn.Tanh(), nn.Sigmoid(), nn.Softplus(), nn.LeakyReLU(0.2), nn.SiLU(),
    nn.Identity() }
end

-- Every sampled output lies inside, for every activation, at random points and at the corners.
for seed = 1, 6 do
  for i, activation in ipairs(activations()) do
    local net = nn.Sequential { nn.Linear(3, 5), activation, nn.Linear(5, 4), activations()[i],
      nn.Linear(4, 2) }
    net = net:to("float64")
    net:initialize { seed = seed }
    net:set_parameters(net:parameters() * (1 + seed))
    local x = randn(4, 3, seed)
    local eps = 0.05 * seed
    local output = reach.output(net, reach.ball(x, eps), { domain = "interval" })
    local lower, upper = output:lower(), output:upper()
    assert(tostring(lower.shape) == "4x2" and lower:le(upper):min():item() == 1)
    for k = 1, 60 do
      local move = tensor.rand(4, 3, { dtype = "float64", seed = 100 * seed + k }) * 2 - 1
      if k % 2 == 0 then move = move:sign() end
      local z = net(x + eps * move)
      assert(z:ge(lower - 1e-12):min():item() == 1 and z:le(upper + 1e-12):min():item() == 1,
        "outside: activation " .. i .. ", seed " .. seed)
      if k == 1 then assert(output:contains(z) == true or output:contains(z):min():item() == 1) end
    end
  end
end

-- Any function of one tensor.
local x = randn(6, 3, 1)
local functions = {
  function(v) return v:exp() - v:square() end,
  function(v) return v:sigmoid() * v:tanh() end,
  function(v) return (v:abs() + 1):log() * (v:square() + 2) * 0.3 end,
  function(v) return v:matmul(randn(3, 4, 5)):softmax(2) end,
  function(v) return v:clamp(-0.5, 0.5):maximum(v:square()) end,
  function(v) return v:logsumexp(2):reshape(6, 1) end,
}
for i, f in ipairs(functions) do
  local output = reach.output(f, reach.ball(x, 0.3), { domain = "interval" })
  for k = 1, 40 do
    local z = f(x + 0.3 * (tensor.rand(6, 3, { dtype = "float64", seed = k }) * 2 - 1))
    assert(z:ge(output:lower() - 1e-12):min():item() == 1, "below: function " .. i)
    assert(z:le(output:upper() + 1e-12):min():item() == 1, "above: function " .. i)
  end
end

-- A linear layer is exact: center W x + b, radius |W| eps.
local linear = nn.Sequential { nn.Linear(3, 2) }:to("float64")
local w = linear:parameters():slice(1, 1, 6):reshape(2, 3)
local output = reach.output(linear, reach.ball(x, 0.1), { domain = "interval" })
assert(distance(output:center(), linear(x)) < 1e-14)
local radius = 0.1 * w:abs():sum(2)
assert(distance(output:radius(), radius:reshape(1, 2):expand(6, 2)) < 1e-14)
assert(output:domain() == "interval")

-- A zonotope holds combinations of its generators, not its hull.
local function zonotope(rows)
  local generators = tensor(rows, double)
  local count = generators.shape[1]
  local cube = reach.box(tensor.full({ 1, count }, -1, double), tensor.full({ 1, count }, 1, double))
  return reach.output(function(e) return e:matmul(generators) end, cube, { domain = "zonotope" })
end
local slanted, segment = zonotope { { 1, 1 }, { 0.5, -0.5 } }, zonotope { { 3, 3 } }
for _, case in ipairs { { 1, 0.5, 1 }, { 1.5, 0.5, 1 }, { 1.4, -1.4, 0 }, { 1.6, 0, 0 } } do
  assert(slanted:contains(tensor({ { case[1], case[2] } }, double)):item() == case[3])
end
assert(segment:contains(tensor({ { 2, 2 } }, double)):item() == 1)
assert(segment:contains(tensor({ { 2, -2 } }, double)):item() == 0)
assert(segment:volume_lower():item() == 0 and segment:exact_volume():item() == 0)
fails("contains", tarn.compile(function(z) return slanted:contains(z) end), tensor({ { 1, 1 } }, double))

-- Measures.
local width = output:upper() - output:lower()
assert(distance(output:volume(), width:prod(2)) < 1e-14)
assert(distance(output:log_volume(), width:log():sum(2)) < 1e-12)
assert(distance(output:geometric_width(), width:prod(2):sqrt()) < 1e-13)
assert(distance(output:mean_width(), width:mean(2)) < 1e-14)
assert(distance(output:max_width(), width:max(2)) < 1e-14)
assert(output:measure("max_width") == output:max_width())
assert(distance(reach.sensitivity(linear, x, 0.1, { domain = "interval" }),
  output:log_volume()) < 1e-12)
assert(distance(reach.sensitivity(linear, x, 0.1, { domain = "interval", measure = "mean_width" }),
  output:mean_width()) < 1e-14)
-- The set of a point is that point, and its log-volume is finite.
local point = reach.output(linear, reach.ball(x, 0), { domain = "interval" })
assert(distance(point:upper(), point:lower()) < 1e-14)
assert(point:log_volume():max():item() < -600 and point:log_volume():min():item() > -math.huge)

-- Boxes, eps per feature, clipping.
local eps = tensor({ 0.1, 0, 0.2 }, double)
local box = reach.output(linear, reach.box(x - eps, x + eps), { domain = "interval" })
local ball = reach.output(linear, reach.ball(x, eps), { domain = "interval" })
assert(distance(box:lower(), ball:lower()) < 1e-14 and distance(box:upper(), ball:upper()) < 1e-14)
local inside = x:sigmoid()
local clipped = reach.output(nn.Sequential { nn.Identity() },
  reach.ball(inside, 0.4, { clip = { 0, 1 } }),
  { domain = "interval" })
assert(distance(clipped:lower(), (inside - 0.4):maximum(0)) < 1e-15)
assert(distance(clipped:upper(), (inside + 0.4):minimum(1)) < 1e-15)

-- A larger ball has a larger reachable set.
local net = nn.Sequential { nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 2) }:to("float64")
local last
for _, e in ipairs { 0.01, 0.05, 0.1, 0.5 } do
  local now = reach.sensitivity(net, x, e, { domain = "interval" })
  assert(#now == 6 and (not last or now:gt(last):min():item() == 1))
  last = now
end

-- Sensitivities are differentiable in the parameters and the input, for every activation.
for i, activation in ipairs(activations()) do
  local f = nn.Sequential { nn.Linear(3, 5), activation, nn.Linear(5, 2) }:to("float64")
  f:initialize { seed = 40 + i }
  assert(tarn.check_grad(function(v)
    return reach.sensitivity(f:with_parameters(v), x, 0.1, { domain = "interval" }):mean()
  end, f:parameters()) < 1e-5, "parameters, activation " .. i)
  assert(tarn.check_grad(function(v)
    return reach.sensitivity(f, v, 0.1, { domain = "interval" }):mean()
  end, x) < 1e-5, "input, activation " .. i)
end
local sensitivity = tarn.compile(function(v) return reach.sensitivity(net, v, 0.1,
  { domain = "interval" }) end)
assert(distance(sensitivity(x), reach.sensitivity(net, x, 0.1, { domain = "interval" })) < 1e-12)

-- A layer written in Lua is looked at anew in every call; parameters change without a new trace.
do
  local factor = 1
  local scaled = nn.Sequential { nn.Lambda(function(z) return z * factor end) }
  local function upper() return reach.output(scaled, reach.ball(x, 0), { domain = "interval" }):upper() end
  local once = upper()
  factor = 3
  assert(distance(upper(), once * 3) == 0)
  local affine = nn.Sequential { nn.Linear(3, 2) }:to("float64")
  for _, vector in ipairs { affine:parameters(), affine:parameters() * 2 } do
    for _, domain in ipairs { "interval", "zonotope", "crown" } do
      local there = affine:with_parameters(vector)
      local bounds = reach.output(there, reach.ball(x, 0), { domain = domain })
      assert(distance(bounds:upper(), there(x)) < 1e-12)
      affine:set_parameters(vector)
      bounds = reach.output(affine, reach.ball(x, 0), { domain = domain })
      assert(distance(bounds:upper(), there(x)) < 1e-12)
    end
  end
end

-- What is refused.
fails("eps", reach.ball, x, -0.1)
fails("eps", reach.ball, x, 0 / 0)
fails("eps", reach.ball, x)
fails("eps", reach.ball, x, tensor({ 0.1, -0.1, 0.1 }, double))
fails("did you mean 'clip'?", reach.ball, x, 0.1, { clipp = { 0, 1 } })
fails("clip", reach.ball, x, 0.1, { clip = { 1, 0 } })
fails("inf", reach.ball, x, 0.1, { norm = "l3" })
fails("lower", reach.box, x + 1, x)
fails("6x3", reach.box, x, tensor.zeros(6, 2, double))
fails("did you mean 'interval'?", reach.output, net, reach.ball(x, 0.1), { domain = "intervall" })
fails("did you mean 'domain'?", reach.output, net, reach.ball(x, 0.1), { domains = "interval" })
fails("log_volume", reach.sensitivity, net, x, 0.1, { domain = "interval", measure = "logvolume" })
fails("log_volume", output.measure, output, "logvolume")
fails("net[1] Linear(3 -> 8)", reach.output, net, reach.ball(tensor.zeros(2, 4, double), 0.1),
  { domain = "interval" })
fails("did you mean 'output'?", function() return reach.outptu end)
fails("set", reach.output, net, x, { domain = "interval" })
fails("net", reach.output, 3, reach.ball(x, 0.1), { domain = "interval" })
fails("NaN", reach.ball, tensor({ { 0 / 0, 1, 2 } }, double), 0.1)

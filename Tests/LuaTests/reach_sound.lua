-- Bounds that account for rounding, and bounds of which little or nothing is known.

local checks = require "support.checks"
local fails = checks.fails
local double = { dtype = "float64" }
local domains = { "interval", "zonotope", "crown", "crown_interval", "alpha_crown", "intersection" }

-- What is computed from parameters alone is rounded as well: a product of factors that cancel.
local low_rank = nn.layer("LowRank", {
  parameters = { a = tensor { { 1, 1 } }, b = tensor { { 1 }, { 1 } } },
  forward = function(x, p) return x:matmul(p.a:matmul(p.b)) end,
})
local net = nn.Sequential { low_rank }
net:set_parameters(tensor { 1000.001, -1000, 1.0000001, 1.0000011 })
local exact = net:to("float64")
local lower, upper = tensor { { 1 } }, tensor { { 2 } }
for _, domain in ipairs(domains) do
  for _, model in ipairs { net, function(x) return net(x) end } do
    local R = reach.output(model, reach.box(lower, upper), { domain = domain, sound = true })
    assert(R:lower().dtype == "float32")
    assert(R:lower():item() <= exact(lower:to("float64")):item(), domain)
    assert(R:upper():item() >= exact(upper:to("float64")):item(), domain)
    -- A double's rounding, not a single's.
    assert(R:upper():item() - R:lower():item() < 2.3e-5 * 1.001, domain)
  end
end

-- Batch normalisation: its scale is a quotient of parameters.
for t = 1, 200 do
  local bn = nn.Sequential { nn.BatchNorm(1), nn.LeakyReLU(0.01) }
  bn:set_parameters(tensor.rand(2, { seed = t }) * 4 - 2)
  bn:train_mode()
  bn(tensor.randn(8, 1, { seed = t }) * (t % 7 / 3) + t % 3)
  bn:eval_mode()
  local x = tensor.rand(1, 1, { seed = 1000 + t }) * 2 - 1
  local y = bn:to("float64")(x:to("float64")):item()
  for _, domain in ipairs { "interval", "zonotope", "crown" } do
    local R = reach.output(bn, reach.box(x, x), { domain = domain, sound = true })
    assert(R:lower():item() <= y and y <= R:upper():item(), domain .. " " .. t)
    assert(R:upper():item() - R:lower():item() <= 5e-7 * math.abs(y) + 1e-37)
  end
end

-- Comparisons of numbers that overflowed know nothing, whatever single precision says.
local function grown(x)
  return x * 1e38 * 10 - x * 1e38 * 9
end
local set = reach.box(tensor { { 1 } }, tensor { { 2 } })
for _, domain in ipairs(domains) do
  for _, sound in ipairs { true, false } do
    local o = { domain = domain, sound = sound }
    local mask = reach.output(function(x) return grown(x):gt(0) end, set, o)
    assert(mask:upper():item() >= 1 and mask:lower():item() <= 1, domain)
    local chosen = reach.output(function(x) return tensor.where(grown(x):gt(0), x, -x) end, set, o)
    assert(chosen:upper():item() >= 2, domain)
    local all = reach.output(grown, set, o)
    assert(all:lower():item() == all:lower():item() and all:upper():item() == all:upper():item(),
      domain .. ": NaN is no bound")
  end
end

-- Optimized lines keep what they began with.
local curved = nn.Sequential { nn.Tanh(), nn.GELU() }:to("float64")
local corner = reach.box(tensor({ { 0, 0 } }, double), tensor({ { 0, 1 } }, double))
for _, sound in ipairs { false, true } do
  local crown = reach.output(curved, corner, { domain = "crown", sound = sound })
  for _, iterations in ipairs { 1, 2, 20 } do
    local o = { domain = "alpha_crown", sound = sound, iterations = iterations }
    local alpha = reach.output(curved, corner, o)
    assert((alpha:upper() - crown:upper()):max():item() <= 0)
    assert((crown:lower() - alpha:lower()):max():item() <= 0)
  end
end

-- Sets of no width: bounds do not cross, and hold the one output there is.
for s = 1, 100 do
  local small = nn.Sequential { nn.Linear(3, 6), nn.ELU(), nn.Linear(6, 4) }
  small:initialize { seed = s }
  local x = tensor.randn(1, 3, { seed = s })
  for _, domain in ipairs { "zonotope", "crown", "crown_interval", "alpha_crown" } do
    local o = { domain = domain, iterations = domain == "alpha_crown" and 2 or nil }
    local R = reach.output(small, reach.box(x, x), o)
    assert((R:lower() - R:upper()):max():item() <= 0, domain)
  end
end

-- Linear bounds are nowhere wider than what is known without them.
local saturated = nn.Sequential { nn.Tanh(), nn.Linear(2, 1), nn.Sigmoid() }
saturated:set_parameters(tensor { 1, 1, 0 })
saturated = saturated:to("float64")
for _, r in ipairs { 0.5, 1, 2, 4 } do
  local box = reach.box(tensor({ { -r, -r } }, double), tensor({ { r, r } }, double))
  local width = {}
  for _, domain in ipairs(domains) do
    local R = reach.output(saturated, box, { domain = domain })
    width[domain] = (R:upper() - R:lower()):item()
  end
  assert(width.crown_interval <= width.interval + 1e-12)
  assert(width.crown <= width.crown_interval + 1e-12)
  assert(width.alpha_crown <= width.crown + 1e-12)
  assert(width.intersection <= width.crown + 1e-12)
end

-- A side without an end is refused, by the feature's number.
fails("feature 2 of row 1", reach.box, tensor { { 0, -math.huge } }, tensor { { 1, 1 } })
fails("feature 2 of row 2", reach.ball, tensor { { 1, 2 }, { 3, math.huge } }, 0.1)

-- Sets without rows have no bounds in any domain, nor an error.
for _, domain in ipairs(domains) do
  local deep = nn.Sequential { nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2) }
  local R = reach.output(deep, reach.ball(tensor.zeros(0, 3), 0.1), { domain = domain })
  assert(tostring(R:lower().shape) == "0x2", domain)
end

-- A value that is no number is no bound, of a point either.
for _, domain in ipairs(domains) do
  local R = reach.output(function(x) return x:log() end, reach.ball(tensor { { -1 } }, 0),
    { domain = domain })
  assert(R:lower():item() == -math.huge and R:upper():item() == math.huge, domain)
end

-- The larger of two is no wider than its interval.
for _, domain in ipairs { "interval", "crown", "crown_interval", "alpha_crown" } do
  local R = reach.output(function(x) return x:maximum(0) end,
    reach.box(tensor { { -0.5 } }, tensor { { 2.5 } }), { domain = domain })
  assert(R:lower():item() >= -1e-6 and R:upper():item() <= 2.500001, domain)
end

-- A decimal eps is held, however it is rounded.
assert(reach.ball(tensor { { 0 } }, 1e-6):upper():to("float64"):item() >= 1e-6)

-- atlas:verify: stationary points of networks, of atoms and of functions are proved by intervals,
-- and what cannot be proved says why.

local checks = require "support.checks"
local fails = checks.fails

-- A network: all minima, and all saddles between them.
local d = data.iris { dtype = "float64" }:standardize()
local net = nn.Sequential { nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3) }
local atlas = landscape.open(":memory:",
  { net = net, loss = loss.cross_entropy() + loss.l2(1e-3), data = d })
atlas:multistart { points = 30, scale = 2, progress = false }
local report = atlas:verify { workers = 2, progress = false }
assert(#report.failed == 0 and report.proved == #atlas, report.proved .. " of " .. #atlas)
assert(report.seconds > 0 and report.largest_distance < 1e-7)
assert(atlas:verify { workers = 1 }.largest_distance == report.largest_distance)

-- Asked for more than there is, every point is refused with its reason.
local strict = atlas:verify { tolerance = 1e-15 }
assert(strict.proved == 0 and #strict.failed == #atlas)
assert(strict.failed[1].id == 1 and strict.failed[1].kind == "minimum")
assert(strict.failed[1].reason:find("not stationary", 1, true))
fails("tolerance", function() atlas:verify { tolerance = -1 } end)
fails("tolerence", function() atlas:verify { tolerence = 1 } end)

-- Seven Lennard-Jones atoms: minima and transition states, up to rigid motions.
local n, left, right = 7, {}, {}
for i = 1, n do
  for j = i + 1, n do left[#left + 1], right[#right + 1] = i, j end
end
local l, r = tensor(left, { dtype = "int32" }), tensor(right, { dtype = "int32" })
local atoms = landscape.open(":memory:", {
  energy = function(x)
    local p = x:reshape(n, 3)
    local s = (p:index_select(1, l) - p:index_select(1, r)):square():sum(2) ^ -3
    return 4 * (s * s - s):sum()
  end, dim = 21, symmetry = "rigid" })
atoms:basin_hop { steps = 60, seed = 1, step_size = 0.4, temperature = 1, progress = false }
atoms:search_saddles { progress = false }
local proved = atoms:verify {}
local saddles = atoms:saddles {}
assert(#atoms == 4 and #saddles > 0)
for _, point in ipairs(proved.failed) do
  error(point.kind .. " " .. point.id .. ": " .. point.reason)
end
assert(proved.proved == #atoms + #saddles)

-- An operation without interval rule is named.
local odd = landscape.open(":memory:",
  { energy = function(x) return (x:square() + 1):prod() end, dim = 2 })
odd:quench(tensor { 0.5, 0.5 })
local refused = odd:verify {}
assert(#odd == 1 and refused.proved == 0 and refused.failed[1].reason:find("'prod'", 1, true))

-- On a kink nothing smooth is proved.
local kink = landscape.open(":memory:",
  { energy = function(x) return (x - 1):abs():sum() + x:square():sum() * 0.1 end, dim = 2 })
kink:quench(tensor { 0.5, 0.3 })
for _, point in ipairs(kink:verify {}.failed) do assert(point.reason:find("kink", 1, true)) end
assert(kink:verify {}.proved == 0)

-- Below the convex bound no network goes, and the best minimum found lies at it.
local points = { x = tensor({ { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } }, { dtype = "float64" }),
  y = tensor({ 0, 1, 1, 0 }, { dtype = "float64" }) }
local relu = nn.Sequential { nn.Linear(2, 6), nn.ReLU(), nn.Linear(6, 1) }
local bound = landscape.convex_bound(relu, points, 0.01)
assert(bound.lower <= bound.upper and bound.gap < 1e-9 and bound.patterns == 14)
local found = landscape.open(":memory:",
  { net = relu, loss = loss.mse() + loss.l2(0.01), data = points })
found:multistart { points = 40, progress = false }
local best = found:minima { limit = 1 }[1].energy
assert(best >= bound.lower and best - bound.lower < 1e-6 * best, best .. " above " .. bound.lower)
fails("expected Linear", landscape.convex_bound, nn.Sequential { nn.Linear(2, 2) }, points, 0.1)
fails("Tanh", landscape.convex_bound,
  nn.Sequential { nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1) }, points, 0.1)
fails("lambda", landscape.convex_bound, relu, points, -1)
fails("21 samples", landscape.convex_bound, relu,
  { x = tensor.zeros(21, 2), y = tensor.zeros(21) }, 0.1)

-- Powers with whole exponents are proved on both sides of zero.
local powers = landscape.open(":memory:", { dim = 2, energy = function(x)
  return (x[1] + 1) ^ 2 + (x[2] + 0.5) ^ 2 + 0.01 * x[1] ^ 4 + 0.001 * x[2] ^ 3
end })
powers:multistart { points = 30, scale = 1, progress = false }
assert(#powers == 1 and powers:verify { progress = false }.proved == 1)

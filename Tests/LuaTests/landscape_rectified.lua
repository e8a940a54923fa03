-- Minima of rectified networks whose units are zero.

local double = { dtype = "float64" }
local xor = data.xor(double)

-- Two layers on XOR: the origin is a minimum where the regulariser is strong. Without it each class has
-- the slope 1/8 at each sample, with signs; the largest growth of a unit follows by arithmetic.
local function lowest(layers, lambda, seed)
  local atlas = landscape.open(":memory:", {
    net = nn.Sequential(layers),
    loss = loss.cross_entropy() + loss.l2(lambda),
    data = xor,
  })
  local r = atlas:multistart { points = 60, seed = seed or 1, progress = false }
  return atlas, r
end

local function net(width, activation)
  return { nn.Linear(2, width), activation, nn.Linear(width, 2) }
end

for width = 1, 3 do
  for _, lambda in ipairs { 0.1, 0.3 } do
    local atlas, r = lowest(net(width, nn.ReLU()), lambda)
    assert(#atlas == 1 and r.failed == 0, width .. " units, lambda " .. lambda)
    local m = atlas:minima {}[1]
    assert(m.proof == "kink" and m.x:norm():item() == 0)
    assert(math.abs(m.energy - math.log(2)) < 1e-12)
    -- Nothing is lower nearby.
    local f = tarn.compile(function(w)
      return loss.cross_entropy()(nn.Sequential(net(width, nn.ReLU())):with_parameters(w),
        xor.x, xor.y) + lambda * (w * w):sum()
    end)
    for k = 1, 200 do
      local w = tensor.randn(#m.x, { dtype = "float64", seed = k }) * 10 ^ -(k % 4)
      assert(f(w):item() > m.energy)
    end
  end
end

-- Where it is weak the origin is left.
local weak = lowest(net(2, nn.ReLU()), 0.05)
assert(#weak >= 1 and weak:minima {}[1].energy < 0.68)

-- The global minimum of two layers is known.
local numbers = {
  x = tensor({ { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } }, double),
  y = tensor({ 0, 1, 1, 0 }, double),
}
for _, lambda in ipairs { 0.03, 0.1, 0.2 } do
  local squares = nn.Sequential { nn.Linear(2, 1), nn.ReLU(), nn.Linear(1, 1) }
  local atlas = landscape.open(":memory:",
    { net = squares, loss = loss.mse() + loss.l2(lambda), data = numbers })
  local r = atlas:multistart { points = 50, progress = false }
  local bound = landscape.convex_bound(squares, numbers, lambda)
  assert(#atlas >= 1 and r.failed <= 5, lambda .. ": " .. r.failed)
  local best = atlas:minima { limit = 1 }[1].energy
  assert(best >= bound.lower, best .. " below " .. bound.lower)
  if lambda == 0.1 then assert(best - bound.lower < 1e-9, best .. " above " .. bound.lower) end
end

-- Deep ones, and branches beside which all is carried on.
for _, layers in ipairs {
  { nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 2) },
  { nn.Residual { nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 2) }, nn.Linear(2, 2) },
  { nn.Linear(2, 3), nn.LeakyReLU(0.2), nn.Linear(3, 2) },
} do
  local atlas, r = lowest(layers, 0.1)
  assert(#atlas == 1 and r.failed == 0, tostring(nn.Sequential(layers)))
  assert(atlas:minima {}[1].x:norm():item() < 1e-9)
end

-- A unit that is zero beside others grows where the energy falls: one minimum of this network, not two.
local iris = data.iris(double):standardize()
local leaky = landscape.open(":memory:", {
  net = nn.Sequential { nn.Linear(4, 5), nn.LeakyReLU(0.1), nn.Linear(5, 3) },
  loss = loss.cross_entropy() + loss.l2(1e-3),
  data = iris,
})
for k = 1, 8 do
  local q = leaky:quench(tensor.rand(43, { dtype = "float64", seed = k }) * 2 - 1)
  assert(not q.failure, q.failure)
end
assert(#leaky == 1)

-- The largest of equal numbers is no kink: windows of a blank margin, and of units that are off.
local digits = data.digits(double):take(20):scale()
local pooled = landscape.open(":memory:", {
  net = nn.Sequential {
    nn.Reshape(1, 8, 8), nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(18, 10),
  },
  loss = loss.cross_entropy() + loss.l2(1e-2),
  data = digits,
})
local r = pooled:multistart { points = 4, seed = 1, progress = false }
assert(#pooled >= 1, r.failed)

-- Minima of a loss by interval bounds lie on kinks: on |w_k - w_y|, of which every sample has one of
-- its own. They are found and proved.

local iris = data.iris { dtype = "float64" }:standardize()
local task = loss.interval_bound { eps = 0.1, kappa = 0.5 } + loss.l2(1e-3)

-- Without hidden units the loss is convex: there is one minimum.
local linear = nn.Sequential { nn.Linear(4, 3) }
local atlas = landscape.open(":memory:", { net = linear, loss = task, data = iris })
local found = atlas:multistart { points = 10, seed = 2 }
assert(#atlas == 1 and found.failed == 0)
local m = atlas:minima()[1]
assert(m.proof == "kink")
assert(math.abs(m.energy - 0.192454455047) < 1e-10)

-- Two rows of weights agree there in one coordinate, and no step leads down.
local w = m.x:slice(1, 1, 12):reshape(3, 4)
assert(math.abs((w[2][1] - w[3][1]):item()) < 1e-12)
tarn.seed(3)
for _ = 1, 200 do
  local step = tensor.randn(15, { dtype = "float64" }) * 1e-4
  local there = task(linear:with_parameters(m.x + step), iris.x, iris.y):item()
  assert(there > m.energy)
end

-- With hidden units: nearly all searches end in a proof.
local net = nn.Sequential { nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 3) }
local hidden = landscape.open(":memory:", { net = net, loss = task, data = iris })
local all = hidden:multistart { points = 30 }
assert(#hidden >= 2 and all.failed <= 3)

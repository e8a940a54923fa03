-- Quenches of the same network by basin hopping: T 0.005, first step 1, max|g| < 1e-7, float64.
-- Prints lines of tab-separated values: benchmark, case, who, quenches for one CPU second, and
-- evaluations for one quench.
local hops <const> = 100
local seeds <const> = 5

local iris = data.iris { dtype = "float64" }:standardize()
local net = nn.Sequential { nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3) }

for _, lambda in ipairs { 1e-2, 1e-3, 1e-4, 1e-5 } do
  local rates, lengths = {}, {}
  for seed = 1, seeds do
    local atlas = landscape.open(":memory:",
      { net = net, loss = loss.cross_entropy() + loss.l2(lambda), data = iris })
    local start = os.clock()
    local result = atlas:basin_hop { steps = hops, workers = 1, seed = seed, temperature = 0.005,
      step_size = 1, tolerance = 1e-7, progress = false }
    rates[seed] = result.quenches / (os.clock() - start)
    lengths[seed] = result.evaluations / result.quenches
    atlas:close()
  end
  local case = string.format("lambda %.0e", lambda)
  print(table.concat({ "iris_quench", case, "Tarn: atlas:basin_hop, minima proved and stored",
    stats.median(rates), stats.median(lengths) }, "\t"))
end

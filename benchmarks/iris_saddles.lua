-- Searches for transition states of the same network, from its minima, on one thread: those that
-- end at one, proved by all eigenvalues, are stored with the minima at the ends of both ways down.
-- Prints lines of tab-separated values: benchmark, case, who, searches for one CPU second, and what
-- is required.
local iris = data.iris { dtype = "float64" }:standardize()
local net = nn.Sequential { nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3) }

for _, lambda in ipairs { 1e-2, 1e-3 } do
  local rates, shares = {}, {}
  for seed = 1, 3 do
    local atlas = landscape.open(":memory:",
      { net = net, loss = loss.cross_entropy() + loss.l2(lambda), data = iris })
    atlas:multistart { points = 100, seed = seed, workers = 1, progress = false }
    local start = os.clock()
    local found = atlas:search_saddles { searches = 300, patience = 300, seed = seed, workers = 1,
      progress = false }
    rates[seed] = found.total_searches / (os.clock() - start)
    shares[seed] = found.successes / found.total_searches
    atlas:close()
  end
  print(table.concat({ "iris_saddles", string.format("lambda %.0e", lambda),
    string.format("Tarn: atlas:search_saddles, proved and stored, ways down; %.0f %% succeed",
      100 * stats.median(shares)), stats.median(rates), ">= 40" }, "\t"))
end

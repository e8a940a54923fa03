-- The experiment of "Towards Robust Deep Neural Networks" (Wang et al. 2018, arXiv 1810.11726) on
-- Iris: do lower minima of the training landscape belong to more robust networks, and what does a
-- sensitivity term in the loss change?
--
-- For several random splits, strengths of L2 regularisation and weights of the sensitivity term,
-- the minima of the loss of a small tanh network are searched by basin hopping. Every minimum is
-- measured on the test samples: error, sensitivity (log-volume of the reachable set), accuracy
-- under attack. Correlations are taken within a split; intervals resample splits, for one split
-- can show either sign.

local files = require "recipe_files"
local study = require "study"

-- The minima of one landscape: a list for each measure, in order of energy.
local function minima(lambda, weight, seed, p)
  local train, test = data.iris({ dtype = "float64" }):split(p.fraction, { seed = seed })
  train, test = train:standardize(), test:standardize { like = train }
  local objective = loss.cross_entropy() + loss.l2(lambda)
  if weight > 0 then
    local term = loss.sensitivity { eps = p.eps, domain = p.domain, smooth = p.smooth }
    objective = objective + weight * term
  end
  local net = nn.Sequential { nn.Linear(4, p.hidden), nn.Tanh(), nn.Linear(p.hidden, 3) }
  local atlas = landscape.open(":memory:", { net = net, loss = objective, data = train })
  atlas:basin_hop { steps = p.steps, chains = p.chains, seed = p.seed }

  local function column(name, measure)
    return (measure and atlas:annotate(name, measure, { progress = false })
      or atlas:column(name)):totable()
  end
  local pgd = { eps = p.eps, steps = p.pgd_steps, seed = p.seed }
  return {
    energy = column "energy",
    hits = column "hits",
    train_error = column("train_error", function(at) return 1 - at:accuracy(train.x, train.y) end),
    test_error = column("test_error", function(at) return 1 - at:accuracy(test.x, test.y) end),
    sensitivity = column("sensitivity", function(at)
      return reach.sensitivity(at, test.x, p.eps, { domain = "interval" }):mean()
    end),
    attacked = column("attacked", function(at)
      return attack.pgd(at, test.x, test.y, pgd).accuracy
    end),
  }
end

-- Spearman's coefficient; nan where there are too few minima, or all values are equal.
local function correlation(a, b)
  local ok, found = pcall(stats.spearman, a, b)
  return ok and #a >= 4 and found.value or 0 / 0
end

-- One lambda and weight: lists over the splits, and the minima of the first split.
local function landscapes(lambda, weight, p)
  local first
  local r = { lambda = lambda, weight = weight, minima = {},
    lowest = { test_error = {}, sensitivity = {}, attacked = {} },
    spearman = { sensitivity = {}, attacked = {} } }
  for k = 1, p.splits do
    local found = minima(lambda, weight, p.seed + k - 1, p)
    first = first or found
    r.minima[k] = #found.energy
    for name, list in pairs(r.lowest) do list[k] = found[name][1] or 0 / 0 end
    for name, list in pairs(r.spearman) do list[k] = correlation(found.energy, found[name]) end
  end
  return r, first
end

local function run(p)
  local figure = files.figure(p.figure, p.seed)
  local settings, listed, summary = {}, {}, {}
  local height, sensitivity, group = {}, {}, {}
  for _, lambda in ipairs(p.lambdas) do
    for _, weight in ipairs(p.weights) do
      local r, m = landscapes(lambda, weight, p)
      settings[#settings + 1] = r
      for k, energy in ipairs(m.energy) do
        if k <= p.show then
          listed[#listed + 1] = { lambda, weight, k, string.format("%.9f", energy), m.hits[k],
            m.train_error[k], m.test_error[k], m.sensitivity[k], m.attacked[k] }
        end
        height[#height + 1] = 100 * (energy / m.energy[1] - 1)
        sensitivity[#sensitivity + 1] = m.sensitivity[k]
        group[#group + 1] = string.format("lambda %g, weight %g", lambda, weight)
      end
      local function shown(list) return study.shown(study.interval(list)) end
      summary[#summary + 1] = { lambda, weight, stats.mean(r.minima),
        study.interval(r.lowest.test_error).mean, study.interval(r.lowest.sensitivity).mean,
        study.interval(r.lowest.attacked).mean, shown(r.spearman.sensitivity),
        shown(r.spearman.attacked) }
    end
  end

  print("The first minima of one split in order of energy. Sensitivity (log-volume of the interval")
  print("reachable set) and accuracy under attack by PGD: of test samples, at eps " .. p.eps .. ".")
  print(stats.table(listed, { columns = { "lambda", "weight", "minimum", "energy", "hits",
    "train error", "test error", "sensitivity", "attacked" } }))
  print("\nMeans over the splits: how many minima, the lowest of them, and rho, Spearman's")
  print("correlation of the energy with each within a split, where it exists [95 % interval].")
  print(stats.table(summary, { columns = { "lambda", "weight", "minima", "test error",
    "sensitivity", "attacked", "rho of sensitivity", "rho of attacked" } }))
  if figure then
    plot.scatter(height, sensitivity, { group = group,
      title = "Minima of the Iris landscape, 4-" .. p.hidden .. "-3 tanh, one split",
      xlabel = "energy above the lowest minimum of the same landscape, %",
      ylabel = "sensitivity (log-volume, eps " .. p.eps .. ")" }):save(figure)
    print("\nSaved " .. figure .. ".")
  end
  return settings
end

return {
  name = "iris_landscape",
  summary = "Minima of the Iris landscape, with and without a sensitivity term, over splits.",
  params = {
    lambdas = { { 1e-3, 1e-4, 1e-5 }, "strengths of L2 regularisation", range = { 1e-9, 1 } },
    weights = { { 0.0, 0.1 }, "weights of the sensitivity term in the loss", range = { 0, 100 } },
    splits = { 8, "random splits into training and test samples", range = { 1, 1000 } },
    eps = { 0.1, "l-infinity radius, in standard deviations", range = { 1e-6, 10 } },
    domain = { "interval", "of the sensitivity term",
      choices = { "interval", "zonotope", "crown", "crown_interval" } },
    smooth = { 0.01, "by which the sensitivity term is smoothed", range = { 0, 1 } },
    hidden = { 10, "hidden units", range = { 1, 1000 } },
    steps = { 20, "steps of each chain of basin hopping", range = { 1, 1000000 } },
    chains = { 4, "chains for each landscape", range = { 1, 10000 } },
    fraction = { 0.67, "share of the samples for training", range = { 0.1, 0.9 } },
    pgd_steps = { 40, "steps of PGD", range = { 1, 10000 } },
    show = { 8, "minima listed for each landscape", range = { 0, 1000000 } },
    seed = { 0, "seed of everything random; splits count on from it" },
    figure = { "iris_landscape-{seed}.svg", "file for the figure; empty for none" },
  },
  run = run,
}

-- The experiment of "Towards Robust Deep Neural Networks" (Wang et al. 2018, arXiv 1810.11726) on
-- Iris: do lower minima of the training landscape belong to more robust networks, and what does a
-- sensitivity term in the loss change?
--
-- For several random splits, strengths of L2 regularisation and weights of the sensitivity term,
-- the minima of the loss of a small tanh network are searched by basin hopping and kept in an atlas
-- file each. Every minimum is measured on the test samples: error, sensitivity (log-volume of the
-- reachable set), accuracy under attack. Correlations are taken within a split; intervals resample
-- splits, for one split can show either sign.

local function loss_of(lambda, weight, p)
  local l = loss.cross_entropy() + loss.l2(lambda)
  if weight == 0 then return l end
  return l + weight * loss.sensitivity { eps = p.eps, domain = p.domain, smooth = p.smooth }
end

-- Numbers for every minimum of an atlas, each a column in order of energy. Those of an earlier call
-- are kept.
local function measure(atlas, train, test, p)
  local new = { missing = true, progress = false }
  return {
    train_error = atlas:annotate("train_error", function(net)
      return 1 - net:accuracy(train.x, train.y)
    end, new),
    test_error = atlas:annotate("test_error", function(net)
      return 1 - net:accuracy(test.x, test.y)
    end, new),
    sensitivity = atlas:annotate("sensitivity", function(net)
      return reach.sensitivity(net, test.x, p.eps, { domain = "interval" }):mean()
    end, new),
    fgsm = atlas:annotate("fgsm", function(net)
      return attack.fgsm(net, test.x, test.y, { eps = p.eps }).accuracy
    end, new),
    pgd = atlas:annotate("pgd", function(net)
      local options = { eps = p.eps, steps = p.pgd_steps, seed = p.seed }
      return attack.pgd(net, test.x, test.y, options).accuracy
    end, new),
  }
end

-- Spearman's coefficient of the energy and a column; nil where there are too few minima, or all
-- values are equal.
local function correlation(atlas, column)
  if #atlas < 4 then return nil end
  local ok, c = pcall(atlas.correlate, atlas, "energy", column, { resamples = 100 })
  return ok and c.spearman or nil
end

-- Mean and 95 % interval of one number a split.
local function over_splits(values, p)
  if #values == 0 then return "-", "-", "-" end
  if #values == 1 then return values[1], "-", "-" end
  local interval = stats.bootstrap(values, stats.mean, { n = 2000, seed = p.seed })
  return stats.mean(values), interval.low, interval.high
end

local function first_rows(atlas, m, label, weight, p)
  local rows = {}
  for k, minimum in ipairs(atlas:minima { limit = p.show }) do
    rows[#rows + 1] = { label, weight, k, string.format("%.9f", minimum.energy), minimum.hits,
      m.train_error[k], m.test_error[k], m.sensitivity[k], m.fgsm[k], m.pgd[k] }
  end
  if #atlas > p.show then
    rows[#rows + 1] = { label, weight, string.format("+ %d more", #atlas - p.show) }
  end
  return rows
end

local function append(list, items)
  for _, item in ipairs(items) do
    list[#list + 1] = item
  end
end

local measures = { "sensitivity", "fgsm", "pgd" }

local function run(p)
  local minima, summary, correlated = {}, {}, {}
  local energy, sensitivity, group = {}, {}, {}

  for _, lambda in ipairs(p.lambdas) do
    local label = string.format("%.0e", lambda)
    for _, weight in ipairs(p.weights) do
      local found, lowest = {}, { test_error = {}, sensitivity = {}, fgsm = {}, pgd = {} }
      local coefficients = { sensitivity = {}, fgsm = {}, pgd = {} }
      for split = 1, p.splits do
        local seed = p.seed + split - 1
        local train, test = data.iris({ dtype = "float64" }):split(p.fraction, { seed = seed })
        train, test = train:standardize(), test:standardize { like = train }
        local net = nn.Sequential { nn.Linear(4, p.hidden), nn.Tanh(), nn.Linear(p.hidden, 3) }
        local name = string.format("%s_%s_%g_%d.atlas", p.out, label, weight, seed)
        local atlas = landscape.open(name,
          { net = net, loss = loss_of(lambda, weight, p), data = train })
        atlas:basin_hop { steps = p.steps, chains = p.chains, seed = p.seed }
        local m = measure(atlas, train, test, p)
        found[#found + 1] = #atlas
        for column, values in pairs(lowest) do
          if #atlas > 0 then values[#values + 1] = m[column][1] end
        end
        for _, column in ipairs(measures) do
          coefficients[column][#coefficients[column] + 1] = correlation(atlas, column)
        end
        if split == 1 then
          append(minima, first_rows(atlas, m, label, weight, p))
          local base
          for k, minimum in ipairs(atlas:minima {}) do
            base = base or minimum.energy
            energy[#energy + 1] = 100 * (minimum.energy / base - 1)
            sensitivity[#sensitivity + 1] = m.sensitivity[k]
            group[#group + 1] = string.format("lambda %s, weight %g", label, weight)
          end
        end
        atlas:close()
      end
      summary[#summary + 1] = { label, weight, stats.mean(found),
        (over_splits(lowest.test_error, p)), (over_splits(lowest.sensitivity, p)),
        (over_splits(lowest.fgsm, p)), (over_splits(lowest.pgd, p)) }
      for _, column in ipairs(measures) do
        local list = coefficients[column]
        local mean, low, high = over_splits(list, p)
        correlated[#correlated + 1] = { label, weight, column, #list, mean, low, high,
          #list > 0 and math.min(table.unpack(list)) or "-",
          #list > 0 and math.max(table.unpack(list)) or "-" }
      end
    end
  end

  print("Minima of the first split in order of energy. Sensitivity (log-volume of the interval")
  print(string.format("reachable set, mean over samples) and attacked accuracy at eps %g, on the",
    p.eps) .. " test samples.")
  print(stats.table(minima, { columns = { "lambda", "weight", "minimum", "energy", "hits",
    "train error", "test error", "sensitivity", "FGSM acc.", "PGD acc." } }))
  print()
  print(string.format("The lowest minimum, mean over %d splits; weight: of the sensitivity term.",
    p.splits))
  print(stats.table(summary, { columns = { "lambda", "weight", "minima", "test error",
    "sensitivity", "FGSM acc.", "PGD acc." } }))
  print()
  print("Spearman correlation of the energy with each, within a split: mean over the splits where")
  print("it exists, 95 % interval from resampling splits, and the least and largest of them.")
  print(stats.table(correlated, { columns = { "lambda", "weight", "with", "splits", "mean",
    "low", "high", "least", "largest" } }))

  local figure = p.out .. ".svg"
  plot.scatter(energy, sensitivity, {
    group = group,
    title = "Minima of the Iris landscape, 4-" .. p.hidden .. "-3 tanh, one split",
    xlabel = "energy above the lowest minimum of the same landscape, %",
    ylabel = "sensitivity (log-volume, eps " .. p.eps .. ")",
  }):save(figure)
  print()
  print("Saved " .. figure .. " and an atlas for each split, lambda and weight beside it.")
end

return {
  name = "iris_landscape",
  summary = "Minima of the Iris landscape, with and without a sensitivity term, over splits.",
  params = {
    lambdas = { { 1e-3, 1e-4, 1e-5 }, "strengths of L2 regularisation" },
    weights = { { 0, 0.1 }, "weights of the sensitivity term in the loss" },
    splits = { 8, "random splits into training and test samples" },
    eps = { 0.1, "l-infinity radius, in standard deviations" },
    domain = { "interval", "of the sensitivity term" },
    smooth = { 0.01, "by which the sensitivity term is smoothed" },
    hidden = { 10, "hidden units" },
    steps = { 20, "steps of each chain of basin hopping" },
    chains = { 4, "chains for each landscape" },
    fraction = { 0.67, "share of the samples for training" },
    pgd_steps = { 40, "steps of PGD" },
    show = { 8, "minima listed for each landscape" },
    seed = { 0, "seed of everything random; splits count on from it" },
    out = { "iris_landscape", "beginning of the names of the files written" },
  },
  run = run,
}

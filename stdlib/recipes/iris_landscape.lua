-- The experiment of "Towards Robust Deep Neural Networks" (Wang et al. 2018, arXiv 1810.11726) on
-- Iris: do lower minima of the training landscape belong to more robust networks?
--
-- For several strengths of L2 regularisation, the minima of the cross-entropy of a small tanh
-- network are searched by basin hopping and kept in an atlas file each. Every minimum is then
-- measured: error, sensitivity (log-volume of the reachable set), and accuracy under attack.

-- An atlas that an earlier call has finished is used as it is; an interrupted one is continued.
local function search(atlas, p)
  for _, run in ipairs(atlas:runs()) do
    if run.finished and run.steps == p.steps and run.chains == p.chains and run.seed == p.seed then
      return
    end
  end
  atlas:basin_hop { steps = p.steps, chains = p.chains, seed = p.seed, temperature = 0.01 }
end

-- Numbers for every minimum of an atlas, each a list in order of energy.
local function measure(atlas, train, test, p)
  local function error_of(part)
    return function(net)
      return 1 - net:accuracy(part.x, part.y)
    end
  end
  return {
    train_error = atlas:annotate("train_error", error_of(train)),
    test_error = atlas:annotate("test_error", error_of(test)),
    sensitivity = atlas:annotate("sensitivity", function(net)
      return reach.sensitivity(net, test.x, p.eps, { domain = "interval" }):mean()
    end),
    fgsm = atlas:annotate("fgsm", function(net)
      return attack.fgsm(net, test.x, test.y, { eps = p.eps }).accuracy
    end),
    pgd = atlas:annotate("pgd", function(net)
      local options = { eps = p.eps, steps = p.pgd_steps, seed = p.seed }
      return attack.pgd(net, test.x, test.y, options).accuracy
    end),
  }
end

local function correlations(atlas, label, p)
  local rows = {}
  for _, column in ipairs { "sensitivity", "fgsm", "pgd" } do
    local row = { label, column, #atlas, "fewer than ten minima" }
    if #atlas >= 10 then
      local ok, c = pcall(atlas.correlate, atlas, "energy", column, { seed = p.seed })
      row[4] = ok and c.spearman or "all values are equal"
      if ok then
        row[5], row[6], row[7] = c.low, c.high, c.p
      end
    end
    rows[#rows + 1] = row
  end
  return rows
end

local function append(list, items)
  for _, item in ipairs(items) do
    list[#list + 1] = item
  end
end

local function run(p)
  local train, test = data.iris({ dtype = "float64" }):split(p.fraction, { seed = p.seed })
  train, test = train:standardize(), test:standardize { like = train }
  local net = nn.Sequential { nn.Linear(4, p.hidden), nn.Tanh(), nn.Linear(p.hidden, 3) }
  local minima, correlated = {}, {}
  local energy, sensitivity, group = {}, {}, {}

  for _, lambda in ipairs(p.lambdas) do
    local label = string.format("%.0e", lambda)
    local energy_of = loss.cross_entropy() + loss.l2(lambda)
    local atlas = landscape.open(p.out .. "_" .. label .. ".atlas",
      { net = net, loss = energy_of, data = train })
    search(atlas, p)
    local m = measure(atlas, train, test, p)

    local lowest
    for k, minimum in ipairs(atlas:minima {}) do
      lowest = lowest or minimum.energy
      energy[#energy + 1] = 100 * (minimum.energy / lowest - 1)
      sensitivity[#sensitivity + 1] = m.sensitivity[k]
      group[#group + 1] = "lambda " .. label
      if k <= p.show then
        minima[#minima + 1] = { label, k, string.format("%.9f", minimum.energy), minimum.hits,
          m.train_error[k], m.test_error[k], m.sensitivity[k], m.fgsm[k], m.pgd[k] }
      end
    end
    if #atlas > p.show then
      minima[#minima + 1] = { label, string.format("+ %d more", #atlas - p.show) }
    end
    append(correlated, correlations(atlas, label, p))
    atlas:close()
  end

  print("Minima in order of energy. Sensitivity (log-volume of the interval reachable set, mean")
  print(string.format("over samples) and attacked accuracy at eps %g, on the %d test samples;",
    p.eps, #test))
  print(string.format("%d samples for training.", #train))
  print(stats.table(minima, { columns = { "lambda", "minimum", "energy", "hits", "train error",
    "test error", "sensitivity", "FGSM acc.", "PGD acc." } }))
  print()
  print("Spearman correlation of the energy with each, within a lambda; 95 % bootstrap interval")
  print("over the minima. It speaks of this split alone: other seeds may give either sign.")
  local columns = { "lambda", "with", "n", "spearman", "low", "high", "p" }
  print(stats.table(correlated, { columns = columns }))

  local figure = p.out .. ".svg"
  plot.scatter(energy, sensitivity, {
    group = group,
    title = "Minima of the Iris landscape, 4-" .. p.hidden .. "-3 tanh",
    xlabel = "energy above the lowest minimum of the same lambda, %",
    ylabel = "sensitivity (log-volume, eps " .. p.eps .. ")",
  }):save(figure)
  print()
  print("Saved " .. figure .. " and an atlas for each lambda beside it.")
end

return {
  name = "iris_landscape",
  summary = "Minima of the Iris landscape: are lower ones more robust?",
  params = {
    lambdas = { { 1e-3, 1e-4, 1e-5, 1e-6 }, "strengths of L2 regularisation" },
    eps = { 0.1, "l-infinity radius, in standard deviations" },
    hidden = { 10, "hidden units" },
    steps = { 200, "steps of each chain of basin hopping" },
    chains = { 4, "chains for each lambda" },
    fraction = { 0.67, "share of the samples for training" },
    pgd_steps = { 40, "steps of PGD" },
    show = { 12, "minima listed for each lambda" },
    seed = { 0, "seed of everything random" },
    out = { "iris_landscape", "beginning of the names of the files written" },
  },
  run = run,
}

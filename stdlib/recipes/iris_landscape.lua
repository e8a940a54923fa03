-- The experiment of "Towards Robust Deep Neural Networks" (Wang et al. 2018, arXiv 1810.11726) on
-- Iris: do lower minima of the training landscape belong to more robust networks?
--
-- For several strengths of L2 regularisation, the minima of the cross-entropy of a small tanh
-- network are searched by basin hopping and kept in an atlas file each. Every minimum is then
-- measured on the test part: error, sensitivity (log-volume of the reachable set), and accuracy
-- under attack.

-- An atlas that an earlier call has finished is used as it is; an interrupted one is continued.
local function search(atlas, p)
  for _, run in ipairs(atlas:runs()) do
    if run.finished and run.steps == p.steps and run.chains == p.chains and run.seed == p.seed then
      return
    end
  end
  atlas:basin_hop { steps = p.steps, chains = p.chains, seed = p.seed, temperature = 0.01 }
end

local function error_of(part)
  return function(net)
    return 1 - net:accuracy(part.x, part.y)
  end
end

local function run(p)
  local train, test = data.iris({ dtype = "float64" }):split(p.fraction, { seed = p.seed })
  train, test = train:standardize(), test:standardize { like = train }
  local net = nn.Sequential { nn.Linear(4, p.hidden), nn.Tanh(), nn.Linear(p.hidden, 3) }
  local rows, correlations = {}, {}
  local x, y, group = {}, {}, {}

  for _, lambda in ipairs(p.lambdas) do
    local label = string.format("%.0e", lambda)
    local atlas = landscape.open(p.out .. "_" .. label .. ".atlas",
      { net = net, loss = loss.cross_entropy() + loss.l2(lambda), data = train })
    search(atlas, p)

    local train_error = atlas:annotate("train_error", error_of(train))
    local test_error = atlas:annotate("test_error", error_of(test))
    local sensitivity = atlas:annotate("sensitivity", function(network)
      return reach.sensitivity(network, test.x, p.eps, { domain = "interval" }):mean()
    end)
    local fgsm = atlas:annotate("fgsm", function(network)
      return attack.fgsm(network, test.x, test.y, { eps = p.eps }).accuracy
    end)
    local pgd = atlas:annotate("pgd", function(network)
      local options = { eps = p.eps, steps = p.pgd_steps, seed = p.seed }
      return attack.pgd(network, test.x, test.y, options).accuracy
    end)

    for k, m in ipairs(atlas:minima {}) do
      x[#x + 1], y[#y + 1], group[#group + 1] = m.energy, sensitivity[k], "lambda " .. label
      if k <= p.show then
        rows[#rows + 1] = { label, k, m.energy, m.hits, train_error[k], test_error[k],
          sensitivity[k], fgsm[k], pgd[k] }
      end
    end
    if #atlas > p.show then
      rows[#rows + 1] = { label, string.format("… %d more", #atlas - p.show) }
    end

    for _, column in ipairs { "sensitivity", "fgsm", "pgd" } do
      local row = { label, column, #atlas }
      if #atlas < 10 then
        row[4] = "fewer than ten minima"
      else
        local ok, c = pcall(atlas.correlate, atlas, "energy", column, { seed = p.seed })
        if ok then
          row[4], row[5], row[6], row[7] = c.spearman, c.low, c.high, c.p
        else
          row[4] = "undefined: one value for all"
        end
      end
      correlations[#correlations + 1] = row
    end
    atlas:close()
  end

  print(string.format("Minima in order of energy (%d training and %d test samples, eps %g; error, "
    .. "sensitivity and attacked accuracy on the test part):", #train, #test, p.eps))
  print(stats.table(rows, { columns = { "lambda", "minimum", "energy", "hits", "train error",
    "test error", "log-volume", "fgsm accuracy", "pgd accuracy" } }))
  print()
  print("Spearman correlation of the energy with the other columns, 95 % bootstrap interval:")
  print(stats.table(correlations,
    { columns = { "lambda", "column", "n", "spearman", "low", "high", "p" } }))

  local figure = p.out .. ".svg"
  plot.scatter(x, y, {
    group = group,
    title = "Iris 4-" .. p.hidden .. "-3: sensitivity of minima against their energy",
    xlabel = "energy (training loss)", xlog = true,
    ylabel = "log-volume of the reachable set, eps " .. p.eps,
  }):save(figure)
  print()
  print("saved " .. figure .. " and an atlas for each lambda beside it")
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

-- One network, one data set, several losses: what each buys in accuracy, in accuracy under attack,
-- in certified accuracy and in sensitivity (log-volume of the reachable set), over several seeds.

local function losses(p)
  local plain = loss.cross_entropy()
  return {
    { "cross-entropy", plain },
    { "+ l2", plain + loss.l2(p.lambda) },
    { "+ sensitivity", plain + p.weight * loss.sensitivity { eps = p.eps } },
    { "adversarial", loss.adversarial { eps = p.eps, steps = 5 } },
    { "interval bound", loss.interval_bound { eps = p.eps, kappa = 0.5 } },
  }
end

local function measured(objective, p, seed)
  local train, test = data[p.data]():split(0.7, { seed = seed })
  train, test = train:standardize(), test:standardize { like = train }
  local net = nn.Sequential {
    nn.Linear(train.x:size(2), p.hidden), nn.ReLU(), nn.Linear(p.hidden, #train.classes),
  }
  net:initialize { seed = seed }
  optim.fit(net, train, { loss = objective, optimizer = optim.adam { lr = p.lr },
    epochs = p.epochs, batch_size = 32, seed = seed })
  return {
    net:accuracy(test.x, test.y),
    attack.pgd(net, test.x, test.y, { eps = p.eps, seed = seed }).accuracy,
    reach.certified_accuracy(net, test.x, test.y, p.eps, { domain = "crown" }),
    reach.sensitivity(net, test.x, p.eps, { domain = "interval" }):mean():item(),
  }
end

local columns = { "loss", "accuracy", "attacked", "certified", "sensitivity" }

local function run(p)
  local rows = {}
  for _, entry in ipairs(losses(p)) do
    local row = { entry[1], 0, 0, 0, 0 }
    for k = 1, p.seeds do
      for c, value in ipairs(measured(entry[2], p, p.seed + k - 1)) do
        row[c + 1] = row[c + 1] + value / p.seeds
      end
    end
    rows[#rows + 1] = row
  end
  print(stats.table(rows, { columns = columns }))
  local result = {}
  for _, row in ipairs(rows) do
    result[row[1]] = { accuracy = row[2], attacked = row[3], certified = row[4],
      sensitivity = row[5] }
  end
  return result
end

return {
  name = "compare_losses",
  summary = "What five losses buy in accuracy, robustness and sensitivity.",
  params = {
    data = { "iris", "the data set", choices = { "iris", "wine", "breast_cancer" } },
    eps = { 0.2, "l-infinity radius, in standard deviations", range = { 0, 10 } },
    lambda = { 1e-3, "strength of l2", range = { 0, 1000 } },
    weight = { 0.05, "weight of the sensitivity term", range = { 0, 1000 } },
    hidden = { 16, "hidden units", range = { 1, 10000 } },
    epochs = { 60, "passes over the samples", range = { 1, 100000 } },
    lr = { 0.01, "learning rate of Adam", range = { 1e-6, 1 } },
    seeds = { 3, "seeds that are averaged over", range = { 1, 1000 } },
    seed = { 0, "the first seed" },
  },
  run = run,
}

-- Trains a small network with bounds in the loss, then asks three questions of it at a radius: how
-- many test samples are right, how many stay right under attack, how many provably stay right.
--
-- Without the bounds (kappa = 1) the accuracy is a little higher, and next to nothing is proved.

local files = require "recipe_files"

local function run(p)
  local network = files.network(p.save, p.seed)
  local train, test = data[p.data]():split(0.7, { seed = p.seed })
  train, test = train:standardize(), test:standardize { like = train }
  local net = nn.Sequential {
    nn.Linear(train.x:size(2), p.hidden), nn.ReLU(),
    nn.Linear(p.hidden, p.hidden), nn.ReLU(), nn.Linear(p.hidden, #train.classes),
  }
  net:initialize { seed = p.seed }
  optim.fit(net, train, {
    loss = loss.interval_bound { eps = optim.ramp(0, p.eps, p.epochs // 2), kappa = p.kappa },
    optimizer = optim.adam { lr = p.lr }, epochs = p.epochs, batch_size = 32, seed = p.seed,
  })

  local result = {
    accuracy = net:accuracy(test.x, test.y),
    attacked = attack.pgd(net, test.x, test.y, { eps = p.eps, seed = p.seed }).accuracy,
    certified = reach.certified_accuracy(net, test.x, test.y, p.eps, { domain = "crown" }),
  }
  print(stats.table({ { p.eps, result.accuracy, result.attacked, result.certified } },
    { columns = { "eps", "accuracy", "attacked", "certified" } }))
  if network then net:save(network) end
  return result
end

return {
  name = "certify",
  summary = "Train with bounds in the loss, then attack and certify.",
  params = {
    data = { "wine", "the data set", choices = { "iris", "wine", "breast_cancer", "digits" } },
    eps = { 0.2, "l-infinity radius, in standard deviations", range = { 0, 10 } },
    kappa = { 0.5, "share of plain cross-entropy in the loss", range = { 0, 1 } },
    hidden = { 32, "hidden units of a layer", range = { 1, 10000 } },
    epochs = { 60, "passes over the samples", range = { 2, 100000 } },
    lr = { 0.01, "learning rate of Adam", range = { 1e-6, 1 } },
    seed = { 0, "seed of everything random" },
    save = { "", "file for the trained network; empty for none" },
  },
  run = run,
}

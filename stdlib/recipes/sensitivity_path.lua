-- How sensitivity grows while a network learns: after each few epochs the mean log-volume of the
-- reachable set of the test samples, next to the accuracy, with and without a sensitivity term in
-- the loss. Accuracy stops changing early; sensitivity does not.

local files = require "recipe_files"

local function path(train, test, objective, p)
  local net = nn.Sequential {
    nn.Linear(train.x:size(2), p.hidden), nn.Tanh(), nn.Linear(p.hidden, #train.classes),
  }
  net:initialize { seed = p.seed }
  local result = { epoch = {}, accuracy = {}, sensitivity = {} }
  optim.fit(net, train, {
    loss = objective, optimizer = optim.adam { lr = p.lr }, epochs = p.epochs, batch_size = 32,
    seed = p.seed,
    on_epoch = function(s)
      if s.epoch % p.every ~= 0 then return end
      local k = #result.epoch + 1
      result.epoch[k] = s.epoch
      result.accuracy[k] = net:accuracy(test.x, test.y)
      result.sensitivity[k] =
        reach.sensitivity(net, test.x, p.eps, { domain = "interval" }):mean():item()
    end,
  })
  return result
end

local function run(p)
  local figure = files.figure(p.figure, p.seed)
  local train, test = data[p.data]():split(0.7, { seed = p.seed })
  train, test = train:standardize(), test:standardize { like = train }
  local plain = path(train, test, loss.cross_entropy(), p)
  local term = loss.sensitivity { eps = p.eps, measure = "mean_width" }
  local flat = path(train, test, loss.cross_entropy() + p.weight * term, p)
  if #plain.epoch == 0 then error("epochs must be at least every") end
  local rows = {}
  for k, epoch in ipairs(plain.epoch) do
    rows[k] = { epoch, plain.accuracy[k], plain.sensitivity[k], flat.accuracy[k],
      flat.sensitivity[k] }
  end
  print(stats.table(rows, { columns = { "epoch", "accuracy", "sensitivity", "accuracy (term)",
    "sensitivity (term)" } }))
  if figure then
    local x, y, group = {}, {}, {}
    for name, found in pairs { plain = plain, ["with the term"] = flat } do
      for k, epoch in ipairs(found.epoch) do
        x[#x + 1], y[#y + 1], group[#group + 1] = epoch, found.sensitivity[k], name
      end
    end
    plot.scatter(x, y, { group = group, xlabel = "epoch", ylabel = "sensitivity" }):save(figure)
  end
  return { plain = plain, with_term = flat }
end

return {
  name = "sensitivity_path",
  summary = "Sensitivity along training, with and without a term against it.",
  params = {
    data = { "iris", "the data set", choices = { "iris", "wine", "breast_cancer" } },
    eps = { 0.1, "l-infinity radius, in standard deviations", range = { 0, 10 } },
    weight = { 0.5, "weight of the sensitivity term", range = { 0, 1000 } },
    hidden = { 16, "hidden units", range = { 1, 10000 } },
    epochs = { 100, "passes over the samples", range = { 1, 100000 } },
    every = { 10, "epochs between two measurements", range = { 1, 100000 } },
    lr = { 0.01, "learning rate of Adam", range = { 1e-6, 1 } },
    seed = { 0, "seed of everything random" },
    figure = { "sensitivity_path-{seed}.svg", "file for the figure; empty for none" },
  },
  run = run,
}

-- A share of the training labels is wrong. The mean of the loss listens to all samples; the median
-- of means (Lecue and Lerasle 2020) splits them into blocks and follows the block in the middle,
-- which few wrong labels cannot move. What remains of the accuracy on clean test samples?

-- The data set with a share of its labels moved on to the next class.
local function corrupted(set, share, seed)
  local draw = tensor.rand(#set, { seed = seed }):totable()
  local classes, labels, wrong = #set.classes, {}, 0
  for k = 1, #set do
    local class = math.tointeger(set.y[k])
    if draw[k] < share then
      class = class % classes + 1
      wrong = wrong + 1
    end
    labels[k] = class
  end
  return data.dataset { x = set.x, y = tensor(labels, { dtype = "int32" }) }, wrong
end

local function accuracy(train, test, objective, p)
  local net = nn.Sequential {
    nn.Linear(train.x:size(2), p.hidden), nn.Tanh(), nn.Linear(p.hidden, #test.classes),
  }
  net:initialize { seed = p.seed }
  optim.fit(net, train, { loss = objective, optimizer = optim.adam { lr = p.lr },
    epochs = p.epochs, batch_size = p.batch, seed = p.seed })
  return net:accuracy(test.x, test.y)
end

local function run(p)
  local train, test = data[p.data]():split(0.7, { seed = p.seed })
  train, test = train:standardize(), test:standardize { like = train }
  local noisy, wrong = corrupted(train, p.share, p.seed)
  local mean = loss.cross_entropy()
  local median = loss.median_of_means { blocks = p.blocks, of = loss.cross_entropy() }
  local result = {
    wrong = wrong,
    clean = accuracy(train, test, mean, p),
    mean = accuracy(noisy, test, mean, p),
    median = accuracy(noisy, test, median, p),
  }
  print(string.format("%d of %d labels are wrong", wrong, #train))
  print(stats.table({ { result.clean, result.mean, result.median } },
    { columns = { "clean labels", "mean", "median of means" } }))
  return result
end

return {
  name = "corrupt_labels",
  summary = "Median of means against wrong labels.",
  params = {
    data = { "wine", "the data set", choices = { "iris", "wine", "breast_cancer", "digits" } },
    share = { 0.2, "share of the labels that are wrong", range = { 0, 1 } },
    blocks = { 9, "blocks of a batch", range = { 1, 1000 } },
    hidden = { 32, "hidden units", range = { 1, 10000 } },
    epochs = { 60, "passes over the samples", range = { 1, 100000 } },
    batch = { 64, "samples a step", range = { 1, 100000 } },
    lr = { 0.01, "learning rate of Adam", range = { 1e-6, 1 } },
    seed = { 0, "seed of everything random" },
  },
  run = run,
}

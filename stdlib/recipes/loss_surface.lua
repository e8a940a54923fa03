-- The loss around a trained network, on a plane through two random directions whose parts have the
-- length of the network's filters (Li et al. 2018, arXiv 1712.09913). How far the loss rises at the
-- edge is a crude measure of how flat the minimum is.

local files = require "recipe_files"

local function run(p)
  local figure = files.figure(p.figure, p.seed)
  local train = data[p.data]():standardize()
  local net = nn.Sequential {
    nn.Linear(train.x:size(2), p.hidden), nn.ReLU(), nn.Linear(p.hidden, #train.classes),
  }
  net:initialize { seed = p.seed }
  local objective = loss.cross_entropy()
  optim.fit(net, train, { loss = objective, optimizer = optim.adam { lr = p.lr },
    epochs = p.epochs, batch_size = p.batch, seed = p.seed })
  local slice = landscape.slice(net, objective, train,
    { dims = 2, steps = p.steps, range = { -p.range, p.range }, seed = p.seed, progress = false })
  local values = slice.loss
  local centre = objective(net, train.x, train.y):item()
  local result = { centre = centre, lowest = values:min():item(), highest = values:max():item() }
  print(string.format("loss %.4f at the network, %.4f to %.4f on the plane", result.centre,
    result.lowest, result.highest))
  if figure then slice:plot():save(figure) end
  return result
end

return {
  name = "loss_surface",
  summary = "The loss on a plane through a trained network.",
  params = {
    data = { "wine", "the data set", choices = { "iris", "wine", "breast_cancer", "digits" } },
    hidden = { 16, "hidden units", range = { 1, 10000 } },
    epochs = { 30, "passes over the samples", range = { 1, 100000 } },
    batch = { 32, "samples a step", range = { 1, 100000 } },
    lr = { 0.01, "learning rate of Adam", range = { 1e-6, 1 } },
    steps = { 31, "points along each direction", range = { 2, 1001 } },
    range = { 1.0, "how far to both sides, in lengths of the filters", range = { 1e-3, 100 } },
    seed = { 0, "seed of everything random" },
    figure = { "loss_surface-{seed}.svg", "file for the figure; empty for none" },
  },
  run = run,
}

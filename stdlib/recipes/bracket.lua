-- The true robustness of a network lies between what attacks break and what bounds prove. This
-- closes in on it from both sides, for a range of radii: the gap is what nobody knows.

local files = require "recipe_files"

local function run(p)
  local figure = files.figure(p.figure, p.seed)
  local train, test = data[p.data]():split(0.7, { seed = p.seed })
  train, test = train:standardize(), test:standardize { like = train }
  local net = nn.Sequential {
    nn.Linear(train.x:size(2), p.hidden), nn.ReLU(), nn.Linear(p.hidden, #train.classes),
  }
  net:initialize { seed = p.seed }
  optim.fit(net, train, { loss = loss.cross_entropy(), optimizer = optim.adam { lr = 0.02 },
    epochs = p.epochs, batch_size = 32, seed = p.seed })
  test = test:take(math.min(p.samples, #test))
  local bracket = attack.bracket(net, test.x, test.y, { eps = p.eps, timeout = p.timeout })
  local rows, result = {}, {}
  for k, row in ipairs(bracket.table) do
    rows[k] = { row.eps, row.clean, row.certified, row.attacked, row.gap }
    result[k] = { eps = row.eps, certified = row.certified, attacked = row.attacked }
  end
  print(stats.table(rows, { columns = { "eps", "clean", "certified", "attacked", "gap" } }))
  if figure then bracket:plot():save(figure) end
  return { rows = result, samples = #test }
end

return {
  name = "bracket",
  summary = "Robust accuracy between attacks and proofs, over radii.",
  params = {
    data = { "iris", "the data set", choices = { "iris", "wine", "breast_cancer" } },
    eps = { { 0.1, 0.2, 0.4 }, "l-infinity radii, in standard deviations", range = { 0, 100 } },
    hidden = { 8, "hidden units", range = { 1, 10000 } },
    epochs = { 40, "passes over the samples", range = { 1, 100000 } },
    samples = { 20, "test samples that are looked at", range = { 1, 100000 } },
    timeout = { 2.0, "seconds a sample", range = { 0.01, 100000 } },
    seed = { 0, "seed of everything random" },
    figure = { "bracket-{seed}.svg", "file for the figure; empty for none" },
  },
  run = run,
}

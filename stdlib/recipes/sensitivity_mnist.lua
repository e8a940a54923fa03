-- Training with the sensitivity of the network in the loss (Wang et al. 2018, arXiv 1810.11726),
-- on MNIST: one pass over the images, and how robust the network is then.
--
-- Cross-entropy plus a sensitivity of full strength from the first step ends in a network that
-- predicts one class for everything. The pass is therefore made in pieces, from one to the next
-- of which the radius grows; the network learns first, and is then made less sensitive.
-- `--candidates` compares settings on images held out of the training, which shows the front
-- between accuracy and robustness; the defaults were chosen so.

local function network()
  local half = { stride = 2, padding = 1 }
  return nn.Sequential { nn.Conv2d(1, 16, 4, half), nn.ReLU(), nn.Conv2d(16, 32, 4, half),
    nn.ReLU(), nn.Flatten(), nn.Linear(32 * 7 * 7, 100), nn.ReLU(), nn.Linear(100, 10) }
end

local function range(first, last)
  local list = {}
  for k = first, last do list[#list + 1] = k end
  return list
end

-- The network after one pass: measure and weight of the sensitivity, and its radius, which grows
-- from the first piece to the one at `full` of the pass.
local function trained(train, setting, p, seed)
  local net = network()
  net:initialize { seed = seed }
  local size = #train // p.pieces
  for piece = 1, p.pieces do
    local last = piece == p.pieces and #train or piece * size
    local part = train:subset(range((piece - 1) * size + 1, last))
    local eps = p.eps * math.min(1, (piece - 1) / math.max(1, p.full * p.pieces - 1))
    local sensitivity = loss.sensitivity { eps = eps, measure = setting.measure }
    optim.fit(net, part, { loss = loss.cross_entropy() + setting.weight * sensitivity,
      optimizer = optim.adam { lr = p.lr }, epochs = 1, batch_size = p.batch, seed = seed })
  end
  return net
end

local function figures(net, test, p, seed)
  local part = test:take(math.min(p.attacked, #test))
  local clip = { 0, 1 }
  local pgd = { eps = p.eps, steps = p.pgd_steps, clip = clip, seed = seed }
  local bounds = { domain = "crown", clip = clip }
  return {
    clean = net:accuracy(test.x, test.y),
    pgd = attack.pgd(net, part.x, part.y, pgd).accuracy,
    certified = reach.certified_accuracy(net, part.x, part.y, p.eps, bounds),
  }
end

local columns = { "measure", "weight", "seed", "clean", "PGD", "certified" }

local function row(setting, seed, f)
  return { setting.measure, setting.weight, seed, f.clean, f.pgd, f.certified }
end

-- Settings on images held out of the training.
local function compare(train, p)
  local kept = #train - math.min(5000, #train // 5)
  local fit, held = train:subset(range(1, kept)), train:subset(range(kept + 1, #train))
  local rows = {}
  for _, measure in ipairs { "mean_width", "geometric_width", "relative_width" } do
    for _, weight in ipairs { 0.01, 0.03, 0.1 } do
      local setting = { measure = measure, weight = weight }
      local net = trained(fit, setting, p, p.seed)
      rows[#rows + 1] = row(setting, p.seed, figures(net, held, p, p.seed))
    end
  end
  return rows
end

local function run(p)
  local mnist = data.mnist(p.data ~= "" and p.data or nil)
  local train, test = mnist.train, mnist.test
  if p.samples > 0 then train = train:take(math.min(p.samples, #train)) end
  local rows = {}
  if p.candidates then
    rows = compare(train, p)
  else
    local setting = { measure = p.measure, weight = p.weight }
    for seed = p.seed, p.seed + p.seeds - 1 do
      local net = trained(train, setting, p, seed)
      rows[#rows + 1] = row(setting, seed, figures(net, test, p, seed))
    end
  end
  print(stats.table(rows, { columns = columns }))
  return { rows = rows }
end

return {
  name = "sensitivity_mnist",
  summary = "One pass over MNIST with the sensitivity in the loss: how robust the network is.",
  params = {
    data = { "", "folder with the files of MNIST; $TARN_DATA/mnist unless given" },
    eps = { 0.1, "l-infinity radius of training and test", range = { 0, 1 } },
    measure = { "mean_width", "what the sensitivity measures",
      choices = { "mean_width", "geometric_width", "relative_width", "max_width", "log_volume" } },
    weight = { 0.03, "weight of the sensitivity", range = { 0, 1000 } },
    candidates = { false, "compares settings on images held out instead" },
    pieces = { 12, "parts of the pass, from one to the next of which the radius grows",
      range = { 1, 1000 } },
    full = { 0.7, "part of the pass after which the radius is whole", range = { 0, 1 } },
    lr = { 1e-3, "learning rate of Adam", range = { 1e-6, 1 } },
    batch = { 128, "images a step", range = { 1, 100000 } },
    seeds = { 3, "networks, with seeds from seed on", range = { 1, 1000 } },
    samples = { 0, "training images that are used; 0 for all", range = { 0, 1000000 } },
    attacked = { 1000, "test images that are attacked and certified", range = { 1, 1000000 } },
    pgd_steps = { 40, "steps of PGD", range = { 1, 10000 } },
    seed = { 1, "seed of everything random" },
  },
  run = run,
}

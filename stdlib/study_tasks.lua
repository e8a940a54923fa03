-- Data sets in three parts, with a small network and a way of training for each: what studies of
-- terms in the loss share.

local study = require "study"

local tasks = {}

-- eps: radius of the perturbations, in standard deviations for measures, in units of the range of a
-- pixel for images. hidden: units of the one hidden layer; none: two convolutions. exact: the
-- network is small enough for exact distances.
local image = { eps = 0.1, epochs = 8, batch = 64, lr = 0.002, clip = { 0, 1 } }
local list = {
  iris = { eps = 0.3, hidden = 16, epochs = 60, batch = 16, lr = 0.01, exact = true },
  wine = { eps = 0.3, hidden = 16, epochs = 40, batch = 16, lr = 0.01, exact = true },
  digits = { eps = 0.1, hidden = 32, epochs = 30, batch = 32, lr = 0.005, clip = { 0, 1 } },
  mnist = { files = "mnist", hidden = 64 },
  ["mnist-conv"] = { files = "mnist" },
  ["fashion-mnist"] = { files = "fashion_mnist", hidden = 64 },
}
for _, task in pairs(list) do
  if task.files then
    for key, value in pairs(image) do task[key] = value end
  end
end

-- The names of some tasks, for `choices`.
tasks.names = { "iris", "wine", "digits", "mnist", "mnist-conv", "fashion-mnist" }

-- Every twelfth image from one of the first twelve on: ten splits share no image. Parts 5 and 6 are
-- for trials, with splits from 10,000 on.
local function every_twelfth(images, split, first, last)
  local part, rows = (split - 1) % 10 + 1, {}
  if part > 4 then part = part + 2 end
  if split >= 10000 then part = 5 + (split - 1) % 2 end
  for k = first, last do rows[#rows + 1] = part + 12 * (k - 1) end
  return images:subset(rows)
end

-- The task of a name for a split: its settings, and train, validation, test (what clean accuracy is
-- measured on) and attacked (what is attacked and certified: of images fewer).
function tasks.load(name, split)
  local task = {}
  for key, value in pairs(assert(list[name], "no such data set")) do task[key] = value end
  if task.files then
    local images, reason = study.images(task.files)
    if not images then error(reason:match "data%.[^\n]*" or reason, 0) end
    task.train = every_twelfth(images.train, split, 1, 2000)
    task.validation = every_twelfth(images.train, split, 2001, 2500)
    task.test = every_twelfth(images.test, split, 1, 833)
    task.attacked = task.test:take(200)
    return task
  end
  if name == "digits" then
    -- In units of the range of a pixel, and not standardised, as images are.
    local raw = data.digits()
    local all = data.dataset { x = raw.x / 16, y = raw.y, classes = raw.classes }
    local train, rest = all:split(0.5, { seed = split })
    task.train, task.validation, task.test = train, rest:split(0.4, { seed = split })
  else
    task.train, task.validation, task.test = study.parts(data[name](), split, { 0.5, 0.2 })
  end
  task.attacked = task.test
  return task
end

-- A network with the initial parameters of the split.
function tasks.network(task, split)
  local features, classes = task.train.x:numel() // #task.train, #task.train.classes
  local net
  if task.hidden then
    net = nn.Sequential { nn.Flatten(), nn.Linear(features, task.hidden), nn.ReLU(),
      nn.Linear(task.hidden, classes) }
  else
    local half = { stride = 2, padding = 1 }
    -- 28 x 28 pixels become 7 x 7 places of 16 channels: as many features.
    net = nn.Sequential { nn.Conv2d(1, 8, 4, half), nn.ReLU(), nn.Conv2d(8, 16, 4, half), nn.ReLU(),
      nn.Flatten(), nn.Linear(features, classes) }
  end
  return net:initialize { seed = split }
end

-- Trains it with a term of a weight beside cross-entropy; weight 0: without. The weight grows over
-- the first half: at full weight from the first step on networks may end in one class for all.
-- Result: the network and the processor time in seconds.
function tasks.train(task, split, epochs, weight, term)
  local net = tasks.network(task, split)
  local objective = loss.cross_entropy()
  if weight > 0 then
    objective = objective + optim.ramp(0, weight, math.max(1, epochs // 2)) * term
  end
  local start = os.clock()
  optim.fit(net, task.train, { loss = objective, optimizer = optim.adam { lr = task.lr },
    epochs = epochs, batch_size = task.batch, seed = split })
  return net, os.clock() - start
end

-- AutoAttack in a small form: accuracy, adversarial samples, and which are right all the same.
function tasks.attack(task, net, eps, split)
  local found = attack.auto(net, task.attacked.x, task.attacked.y, { eps = eps, clip = task.clip,
    seed = split, steps = 20, targets = 3, queries = 200 })
  return { accuracy = found.accuracy, adversarial = found.adversarial, right = 1 - found.success }
end

function tasks.certified(task, net, eps)
  return reach.certified_accuracy(net, task.attacked.x, task.attacked.y, eps,
    { domain = "crown", clip = task.clip })
end

-- Accuracy under PGD on the validation part, by which settings are chosen.
function tasks.validated(task, net, eps, split)
  local part = task.validation
  return attack.pgd(net, part.x, part.y, { eps = eps, steps = 10, clip = task.clip, seed = split })
    .accuracy
end

-- For other programs: a network, the samples that it was tested on, what the attack found (tested:
-- adversarial, right, and distances where they are exact) and outcomes.
function tasks.keep(key, net, task, tested, outcomes)
  study.keep(key, net, { x = task.attacked.x, y = task.attacked.y, test_x = task.test.x,
    test_y = task.test.y, eps = tensor { task.eps }, adversarial = tested.adversarial,
    right = tested.right, distances = tested.distances or tensor {},
    numbers = tensor(outcomes, { dtype = "float64" }) })
end

-- Rows with these values.
function tasks.only(rows, values)
  local kept = {}
  for _, row in ipairs(rows) do
    local fits = true
    for name, value in pairs(values) do fits = fits and row[name] == value end
    if fits then kept[#kept + 1] = row end
  end
  return kept
end

return tasks

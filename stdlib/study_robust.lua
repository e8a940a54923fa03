-- What the recipe compare-robust compares: data sets of images, networks, and training methods,
-- each with one knob.

local study = require "study"

local clip = { 0, 1 }

-- What differs between the data sets: passes, step length, batch, radii, splits, the weights of the
-- sensitivity, and images of each part.
local tasks = {
  digits = { epochs = 40, lr = 5e-3, batch = 50, eps = { 0.1 }, splits = 10,
    weights = { 0.1, 0.3, 1, 3 } },
  mnist = { epochs = 12, lr = 1e-3, batch = 20, eps = { 0.1, 0.3 }, splits = 3,
    weights = { 0.01, 0.03, 0.1, 0.3 }, images = 3000, validation = 500, tested = 150 },
}

-- Each method: the knob, its four values (of the sensitivity: by data set), and the loss. `eps` is
-- the radius of the test. `ramp(a, b)` goes from a to b in the first half of the epochs: none of
-- these methods learns at eps = .3 from the first step on.
local radius, radii, kappas = "eps of training / eps", { 0.5, 1, 1.25, 1.5 }, { 0.75, 0.5, 0.25, 0 }
local betas, shrinks = { 1, 6, 12, 24 }, { 0.1, 0.2, 0.4, 0.8 }
local alphas, taus = { 0.02, 0.1, 0.3, 0.6 }, { 0.03, 0.1, 0.3, 0.6 }

local function sensitivity(measure)
  return function(k, eps, ramp)
    local size = loss.sensitivity { eps = ramp(0, eps), measure = measure }
    return loss.cross_entropy() + k * size
  end
end

-- A loss that takes `eps` and `clip`: at `scale` times the radius, and what `more` gives.
local function around(name, more)
  return function(k, eps, ramp, epochs)
    local options, scale = more(k, ramp, epochs)
    options.eps, options.clip = ramp(0, (scale or 1) * eps), clip
    return loss[name](options)
  end
end

local methods = {
  { "plain", "lambda of l2", { 0, 1e-5, 1e-4, 1e-3 },
    function(k) return loss.cross_entropy() + loss.l2(k) end },
  { "sensitivity", "weight", nil, sensitivity "geometric_width" },
  { "mean width", "weight", nil, sensitivity "mean_width" },
  { "adversarial", radius, radii, around("adversarial", function(k) return { steps = 7 }, k end) },
  { "fgsm_rs", radius, radii, around("fgsm_rs", function(k) return {}, k end) },
  { "trades", "beta", betas, around("trades", function(k) return { steps = 7, beta = k } end) },
  { "mart", "beta", betas, around("mart", function(k) return { steps = 7, beta = k } end) },
  { "interval_bound", "kappa", kappas,
    around("interval_bound", function(k, ramp) return { kappa = ramp(1, k) } end) },
  -- The share of CROWN, whose pass is far dearer than that of intervals, falls in a quarter.
  { "crown_interval", "kappa", kappas, around("crown_interval", function(k, ramp, epochs)
    return { kappa = ramp(1, k), beta = optim.ramp(1, 0, math.max(1, epochs // 4)) }
  end) },
  { "sabr", "shrink", shrinks, around("sabr", function(k) return { steps = 7, shrink = k } end) },
  { "mtl_ibp", "alpha", alphas,
    around("mtl_ibp", function(k) return { steps = 7, alpha = k } end) },
  { "set_based", "tau", taus,
    around("set_based", function(k, ramp) return { tau = ramp(0, k) } end) },
}
local by_name, names = {}, {}
for k, method in ipairs(methods) do
  method.name, method.knob, method.values, method.loss = table.unpack(method, 1, 4)
  by_name[method.name], names[k] = method, method.name
end

-- ## Images and networks

local function drawn(set, first, last, seed)
  local order = tensor.rand(#set, { seed = seed }):argsort()
  return set:subset(order:slice(1, first, last))
end

local function limit_samples(n, most)
  if n > most then
    error(string.format("parameter 'samples' must be at most %d, got %d", most, n), 0)
  end
end

-- Training, validation and test part, and those of the test part that are attacked.
local function parts(p)
  local train, validation, test, attacked
  if p.data == "mnist" then
    local images, reason = study.images "mnist"
    if not images then error(reason, 0) end
    local task = tasks.mnist
    local n = p.samples > 0 and p.samples or task.images
    limit_samples(n, #images.train - task.validation)
    train = drawn(images.train, 1, n, p.split)
    validation = drawn(images.train, n + 1, n + task.validation, p.split)
    test, attacked = images.test, drawn(images.test, 1, task.tested, p.split)
  else
    local all = data.digits()
    all = data.dataset { x = all.x / 16, y = all.y, classes = all.classes }
    limit_samples(p.samples, #all)
    if p.samples > 0 then all = drawn(all, 1, p.samples, p.split) end
    local rest
    train, rest = all:split(0.6, { seed = 1000 + p.split })
    validation, test = rest:split(0.5, { seed = 2000 + p.split })
    attacked = test
  end
  for k, part in ipairs { train, validation, attacked } do
    for class, name in ipairs(test.classes) do
      if part.y:eq(class):sum():item() == 0 then
        error(string.format("split %d: part %d of %d samples has none of class '%s'", p.split, k,
          #part, name), 0)
      end
    end
  end
  return train, validation, test, attacked
end

local function network(p)
  local net
  if p.data == "mnist" then
    local half = { stride = 2, padding = 1 }
    net = nn.Sequential { nn.Conv2d(1, 8, 4, half), nn.ReLU(), nn.Conv2d(8, 16, 4, half), nn.ReLU(),
      nn.Flatten(), nn.Linear(16 * 7 * 7, 50), nn.ReLU(), nn.Linear(50, 10) }
  else
    net = nn.Sequential { nn.Linear(64, 50), nn.ReLU(), nn.Linear(50, 50), nn.ReLU(),
      nn.Linear(50, 10) }
  end
  net:initialize { seed = p.split }
  return net
end

return { tasks = tasks, methods = methods, by_name = by_name, names = names, clip = clip,
  parts = parts, network = network }

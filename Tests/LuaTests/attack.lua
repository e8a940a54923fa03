-- The module attack: adversarial examples stay where they are allowed, and none is found where
-- none is.

local checks = require "support.checks"
local fails, distance = checks.fails, checks.distance

local double = { dtype = "float64" }

local function exact_fixture()
  local folder = debug.getinfo(1, "S").source:match("^@(.*/)") or ""
  local parts, part = { parameters = {}, distances = {} }, nil
  for line in io.lines(folder .. "../Fixtures/iris_exact.txt") do
    if parts[line] then
      part = parts[line]
    elseif part then
      part[#part + 1] = tonumber(line)
    end
  end
  return parts
end

local d = data.iris(double)
local x, y = d:scale().x, d.y
local exact = exact_fixture()
local net = nn.Sequential { nn.Linear(4, 10), nn.ReLU(), nn.Linear(10, 3) }:to("float64")
assert(#exact.parameters == 83 and #exact.distances == 150)
net:set_parameters(tensor(exact.parameters, double))
assert(net:accuracy(x, y) == 0.98)

local attacks = {
  fgsm = function(options) return attack.fgsm(net, x, y, options) end,
  bim = function(options) return attack.bim(net, x, y, options) end,
  pgd = function(options)
    options.steps, options.seed = 40, options.seed or 1
    return attack.pgd(net, x, y, options)
  end,
}
local listed = {}
for _, name in ipairs(attack.names()) do listed[name] = true end
for name in pairs(attacks) do assert(listed[name], name .. " is not among the names") end
local distances = tensor(exact.distances, double)
assert(distances:eq(0):sum():item() == 3, "three samples are wrong already")

for name, run in pairs(attacks) do
  for _, eps in ipairs { 0, 0.02, 0.05, 0.1, 0.2 } do
    local r = run { eps = eps, clip = { 0, 1 } }
    -- Inside the ball and the range, and success means what it says.
    assert((r.adversarial - x):abs():max():item() <= eps + 1e-15, name)
    assert(r.adversarial:min():item() >= 0 and r.adversarial:max():item() <= 1, name)
    local wrong = net:predict(r.adversarial):ne(y)
    assert((r.success - wrong):abs():max():item() == 0, name .. ": success is a wrong prediction")
    assert(math.abs(r.accuracy - (1 - wrong:to("float64"):mean():item())) < 1e-12)
    -- No success below the exact distance.
    for i = 1, 150 do
      assert(r.success[i] == 0 or distances[i] <= eps + 1e-7,
        name .. " at eps " .. eps .. " beats the exact distance of sample " .. i)
    end
    -- and robust accuracy is no lower than the exact one, and not far above for PGD.
    local robust = distances:gt(eps):mean():item()
    assert(r.accuracy >= robust - 1e-12)
    if name == "pgd" and eps <= 0.05 then assert(r.accuracy <= robust + 0.021, "PGD is weak at "
      .. eps) end
  end
  -- Unclipped unless asked.
  local free = run { eps = 2 }
  assert((free.adversarial - x):abs():max():item() <= 2 + 1e-15)
  assert(free.adversarial:min():item() < 0)
  -- The 2-norm.
  local round = run { eps = 0.2, norm = "2" }
  assert((round.adversarial - x):norm(2):max():item() <= 0.2 + 1e-12, name)
  local both = run { eps = 0.4, norm = "2", clip = { 0, 1 } }
  assert((both.adversarial - x):norm(2):max():item() <= 0.4 + 1e-12, name)
  assert(both.adversarial:min():item() >= 0 and both.adversarial:max():item() <= 1, name)
end

-- Bounds may be tensors, one for each feature or one for each sample.
local low, high = x:min(1), x:max(1)
local by_feature = attack.pgd(net, x, y, { eps = 0.1, clip = { low, high } }).adversarial
assert(by_feature:ge(low):min():item() == 1 and by_feature:le(high):min():item() == 1)
local by_sample = attack.pgd(net, x, y, { eps = 0.1, clip = { x - 0.05, x + 0.1 } }).adversarial
assert((by_sample - x):min():item() >= -0.05 - 1e-15)

-- FGSM is one signed step.
local step = attack.fgsm(net, x, y, { eps = 0.05 })
local gradient = tarn.grad(function(v) return loss.cross_entropy()(net, v, y) end)(x)
local right = net:predict(x):eq(y):reshape(150, 1)
assert(distance(step.adversarial * right, (x + 0.05 * gradient:sign()) * right) < 1e-12)

-- PGD's loss is never below FGSM's.
local function losses(v)
  local l = net(v):log_softmax(2)
  local values = {}
  for i = 1, 150 do values[i] = -l:at(i, math.tointeger(y[i])) end
  return tensor(values, double)
end
local strong = attack.pgd(net, x, y, { eps = 0.05, steps = 40, random_start = false,
  compact = false })
assert(strong.accuracy <= step.accuracy)
local by_steps, by_step = losses(strong.adversarial), losses(step.adversarial)
for i = 1, 150 do
  assert(strong.success[i] == 1 or by_steps[i] >= by_step[i] - 1e-9, "PGD is weaker on sample "
    .. i)
end

-- Seeds repeat; restarts do not weaken.
local function pgd(options)
  options.eps, options.steps = 0.1, 10
  return attack.pgd(net, x, y, options)
end
assert(pgd { seed = 1, random_start = true }.adversarial
  == pgd { seed = 1, random_start = true }.adversarial)
assert(pgd { seed = 1, random_start = true }.adversarial ~= pgd { seed = 2,
  random_start = true }.adversarial)
assert(pgd { seed = 1, restarts = 5 }.accuracy <= pgd { seed = 1, restarts = 1 }.accuracy)
local r = pgd { seed = 1 }
assert(r.gradients > 0 and r.forwards >= 0 and #r.distance == 150)
assert(math.abs(r.success_rate - r.success:to("float64"):mean():item()) < 0.05)

-- Any function of one tensor; float32 as well.
local by_function = attack.fgsm(function(v) return net(v) end, x, y, { eps = 0.05 })
assert(distance(by_function.adversarial, step.adversarial) < 1e-12)
local single = attack.pgd(net:to("float32"), x:to("float32"), y, { eps = 0.1, steps = 5 })
assert(single.adversarial.dtype == "float32")

-- What is refused.
fails("eps", attack.fgsm, net, x, y)
fails("eps", attack.fgsm, net, x, y, {})
fails("eps", attack.fgsm, net, x, y, { eps = -1 })
fails("eps", attack.pgd, net, x, y, { eps = 0 / 0 })
fails("did you mean 'eps'?", attack.fgsm, net, x, y, { epss = 1 })
fails("did you mean 'steps'?", attack.pgd, net, x, y, { eps = 0.1, step = 1 })
fails("steps", attack.pgd, net, x, y, { eps = 0.1, steps = -1 })
fails("norm", attack.fgsm, net, x, y, { eps = 0.1, norm = "3" })
fails("clip", attack.fgsm, net, x, y, { eps = 0.1, clip = { 1, 0 } })
fails("clip", attack.fgsm, net, x, y, { eps = 0.1, clip = 3 })
fails("classes start at 1", attack.fgsm, net, x, y - 1, { eps = 0.1 })
fails("3", attack.fgsm, net, x, y + 1, { eps = 0.1 })
fails("150", attack.fgsm, net, x, y:slice(1, 1, 3), { eps = 0.1 })
fails("net[1] Linear(4 -> 10)", attack.fgsm, net, x:slice(2, 1, 3), y, { eps = 0.1 })
fails("NaN", attack.fgsm, net, x / 0 - x / 0, y, { eps = 0.1 })
fails("did you mean 'pgd'?", function() return attack.pdg end)

fails("did you mean 'pgd'?", loss.adversarial, { eps = 0.1, attack = "pdg" })
fails("option 'restarts' belongs to the attack \"pgd\"", loss.adversarial,
  { eps = 0.1, attack = "bim", restarts = 2 })

-- One evaluation a step, none wasted.
local counted = attack.fgsm(net, x, net:predict(x), { eps = 1e-6 })
assert(counted.gradients == 150 and counted.forwards == 300)

-- A radius for each row, or for each feature.
local rows = tensor.linspace(0, 0.1, 150, double):reshape(150, 1)
local by_row = attack.pgd(net, x, y, { eps = rows, steps = 5 })
assert((by_row.distance - rows:flatten()):max():item() <= 1e-15)

-- An attack written in Lua gives attack.pgd's points to the bit.
local mine = attack.custom("mine", {
  options = { steps = 40 },
  start = function(p) return p.project(p.x + p.eps * (2 * p.rand(p.x.shape) - 1)) end,
  step = function(p, v, slope)
    return p.project(v + 2.5 * p.eps / p.steps * p.ascend(slope))
  end,
})
for _, dtype in ipairs { "float64", "float32" } do
  local n, v = net:to(dtype), x:to(dtype)
  for _, options in ipairs {
    { eps = 0.1, steps = 7 }, { eps = 0.07, steps = 5, clip = { 0, 1 }, seed = 3 },
    { eps = 0.1, steps = 3, restarts = 2, compact = false },
  } do
    local a, b = attack.pgd(n, v, y, options), mine(n, v, y, options)
    assert(a.adversarial == b.adversarial and a.success == b.success, dtype)
    assert(a.gradients == b.gradients and a.forwards == b.forwards)
  end
end
fails("did you mean 'steps'?", mine, net, x, y, { eps = 0.1, stpes = 1 })
fails("eps", mine, net, x, y)
fails("samples' shape", attack.custom("bad", { step = function(_, v) return v:sum(1) end }), net, x, y,
  { eps = 0.1 })
fails("taken", attack.custom, "bad", { step = function(_, v) return v end, options = { eps = 1 } })

-- Adversarial training: points of an attack inside of a loss, unrolled or found first.
local small = d:take(40)
local function trained(term, seed)
  local student = nn.Sequential { nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3) }:initialize { seed = 1 }
  optim.fit(student, small, { loss = term, epochs = 2, batch_size = 16, seed = seed or 1 })
  return student:parameters()
end
local plain = trained(loss.cross_entropy())
local hardened = trained(loss.adversarial { eps = 0.1, attack = "pgd", steps = 5 })
assert(hardened ~= plain and hardened == trained(loss.adversarial { eps = 0.1, steps = 5 }))
assert(trained(loss.adversarial { eps = 0.1, attack = "bim", steps = 2, step_size = 0.01 }) ~= hardened)
assert(trained(loss.adversarial { eps = 0 }) ~= hardened)
-- Long attacks run before the step, short ones inside of it: the same points.
local function first_five(steps)
  return attack.custom("five", {
    options = { steps = steps },
    start = function(p) return p.project(p.x + p.eps * (2 * p.rand(p.x.shape) - 1)) end,
    step = function(p, v, slope, k)
      return k > 5 and v or p.project(v + 0.01 * p.ascend(slope))
    end,
  })
end
local short = trained(loss.adversarial { eps = 0.1, attack = first_five(6) })
local long = trained(loss.adversarial { eps = 0.1, attack = first_five(51) })
assert(distance(short, long) < 1e-6 and distance(short, hardened) > 1e-6)
-- Passes of the attack leave the running statistics where they are.
local function statistics(term)
  local normal = nn.Sequential { nn.Linear(4, 8), nn.BatchNorm(8), nn.ReLU(), nn.Linear(8, 3) }
  normal:initialize { seed = 1 }
  optim.fit(normal, small, { loss = term, epochs = 1, batch_size = 20, seed = 1,
    optimizer = optim.sgd { lr = 1e-12 } })
  return normal:buffers()
end
local once = statistics(loss.cross_entropy())
for name, buffer in pairs(statistics(loss.adversarial { eps = 0, steps = 3 })) do
  assert(distance(buffer, once[name]) < 1e-6, name)
end
local by_mine = attack.custom("mine", {
  options = { steps = 5 },
  start = function(p) return p.project(p.x + p.eps * (2 * p.rand(p.x.shape) - 1)) end,
  step = function(p, v, slope)
    return p.project(v + 2.5 * p.eps / p.steps * p.ascend(slope))
  end,
})
assert(distance(trained(loss.adversarial { eps = 0.1, attack = by_mine }), hardened) < 1e-5)
-- A radius of 0 is cross-entropy.
local term = loss.adversarial { eps = 0, steps = 3 }
assert(math.abs((term(net, x, y) - loss.cross_entropy()(net, x, y)):item()) < 1e-12)
assert(loss.adversarial { eps = 0.1, attack = "bim", steps = 3 }:describe()
  == 'adversarial{attack = "bim", steps = 3, eps = 0.1}')

-- What a script's attack gives must lie in the ball and the range to count; what is no number is an error.
local outside = attack.custom("outside", {
  step = function(p, v, slope) return v + 10 * p.eps * p.ascend(slope) end, options = { steps = 2 } })
local far = outside(net, x, net:predict(x), { eps = 0.05, clip = { 0, 1 } })
assert(far.success_rate == 0 and far.distance:max():item() == 0)
assert(trained(loss.adversarial { eps = 0.1, attack = outside }) ~= plain)
fails("attack 'broken': step 1 gave points that contain NaN", attack.custom("broken", {
  step = function(_, v) return v * (0 / 0) end }), net, x, y, { eps = 0.1 })

-- A default that is written out changes nothing, and is the one that help tells.
local default = loss.adversarial { eps = 0.1 }
local written = loss.adversarial { eps = 0.1, attack = "pgd", steps = 10, restarts = 1, random_start = true }
assert(default:describe() == written:describe() and default(net, x, y) == written(net, x, y))
assert(loss.adversarial { eps = 0.1, steps = 40 }:describe():find("steps = 40", 1, true))

-- Of several runs the best counts.
local function hardness(restarts)
  return loss.adversarial { eps = 0.3, steps = 1, step_size = 1e-6, restarts = restarts }(net, x, y):item()
end
assert(hardness(2) >= hardness(1) - 1e-12 and hardness(8) >= hardness(2) and hardness(8) > hardness(1))

-- One radius for each row or feature, never one in the place of the other.
local four, ones = tensor.zeros(4, 4, double), tensor { 0.01, 0.02, 0.03, 0.04 }
local square = nn.Linear(4, 3)
local narrow = nn.Sequential { square }:to("float64")
assert(attack.fgsm(narrow, four, tensor { 1, 2, 3, 1 }, { eps = ones }).distance:max():item() <= 0.04 + 1e-7)
fails("4x1", attack.fgsm, narrow, four, tensor { 1, 2, 3, 1 }, { eps = ones, norm = "2" })
local pictures = nn.Sequential { nn.Flatten(), nn.Linear(8, 3) }
local shown = tensor.rand(3, 2, 2, 2, { seed = 1 })
local by_picture = attack.fgsm(pictures, shown, tensor { 1, 2, 3 }, { eps = tensor { { 0 }, { 0.1 }, { 0.2 } } })
assert(by_picture.distance[1] == 0 and by_picture.distance[3] <= 0.2 + 1e-6)
fails("low must not be above high", attack.fgsm, net, x, y, { eps = 0.1, clip = { 1, 0 } })
fails("clip: got a bound of 3", attack.fgsm, net, x, y, { eps = 0.1, clip = { tensor { 0, 0, 0 }, 1 } })
fails("the attack is \"mine\"", loss.adversarial, { eps = 0.1, attack = by_mine, steps = 3 })

-- Attacks that look for the nearest point need no radius; with one, success is at no more than that distance.
local rightly = distances:gt(0)
for name, options in pairs {
  deepfool = {}, fab = { steps = 50 }, cw = { iterations = 100, step_size = 0.1 },
} do
  options.clip = { 0, 1 }
  local free = attack[name](net, x, y, options)
  assert(free.accuracy == 0, name)
  assert((free.distance - distances):min():item() > -1e-6, name .. " beats the exact distance")
  assert((free.distance * rightly):gt(2 * distances):sum():item() < 40, name)
  options.eps = 0.1
  local near = attack[name](net, x, y, options)
  assert(near.distance:max():item() <= 0.1 + 1e-9 and near.accuracy >= 0.58 - 1e-12 and near.accuracy < 0.6, name)
end
fails("norm", attack.deepfool, net, x, y, { norm = "1" })
fails("norm", attack.cw, net, x, y, { norm = "1" })
fails("weight is that of the margin", attack.cw, net, x, y, { weight = 1 })
fails("eps", attack.square, net, x, y, {})
assert(attack.fab(net, x, y, { norm = "1", steps = 5, targets = 1 }).distance:max():item() > 0)

-- Square asks for no gradients, and is reproduced by its seed.
local squared = attack.square(net, x, y, { eps = 0.1, queries = 300, seed = 1, clip = { 0, 1 } })
assert(squared.gradients == 0 and squared.accuracy >= 0.58 - 1e-12 and squared.accuracy < 0.62)
assert(squared.adversarial == attack.square(net, x, y, { eps = 0.1, queries = 300, seed = 1,
  clip = { 0, 1 } }).adversarial)

-- A checkpoint compares the contents of tensors among the settings of a loss.
local path = os.tmpname()
os.remove(path)
local function resumed(least, epochs)
  local student = nn.Sequential { nn.Linear(4, 3) }:initialize { seed = 1 }
  return optim.fit(student, small, { epochs = epochs, seed = 1, checkpoint = path, loss = loss.adversarial {
    eps = 0.01, steps = 2, clip = { tensor.full({ 4 }, least), 9 } } })
end
resumed(-9, 1)
fails("settings of the loss is", resumed, -1.9, 2)
assert(#resumed(-9, 2) == 2)
os.remove(path)

-- A number is the class to reach for all samples; one class in a tensor is a mistake.
assert(#attack.pgd(net, x, y, { eps = 0.1, targeted = true, target = 2, steps = 1 }).success == #x)
fails("expected one class for each of", attack.pgd, net, x, y,
  { eps = 0.1, targeted = true, target = tensor { 2 } })

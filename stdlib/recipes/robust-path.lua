-- Study: is there a robustness barrier between minima where there is no loss barrier? After
-- "Bridging mode connectivity in loss landscapes and adversarial robustness" (Zhao, Chen, Das,
-- Ramamurthy and Lin, ICLR 2020). Plan and results: docs/results/robust-path*.md.

local study = require "study"
local shared = require "study_attacked"

local kinds = { "standard-standard", "standard-adversarial", "adversarial-adversarial" }
local paths = { "segment", "standard", "robust" }
local names = { "train", "clean", "adversarial", "accuracy", "attacked", "certified", "log_volume",
  "eigenvalue" }
-- Where more is better the lowest point of a path is its barrier, else the highest.
local signs = { accuracy = -1, attacked = -1, certified = -1 }

-- ## Networks at the ends

local function network(train, p, seed)
  return nn.Sequential {
    nn.Linear(train.x:size(2), p.hidden), nn.Tanh(), nn.Linear(p.hidden, #train.classes),
  }:to("float64"):initialize { seed = seed }
end

-- A minimum of the regularised cross-entropy.
local function standard(train, objective, p, seed)
  local net = network(train, p, seed)
  local m = optim.minimize(function(w)
    return objective(net:with_parameters(w), train.x, train.y)
  end, net:parameters())
  if m.status ~= "converged" then error("the training of an end: " .. m.status, 0) end
  return net:set_parameters(m.x)
end

local function adversarial(train, p, seed)
  local net = network(train, p, seed)
  optim.fit(net, train, {
    loss = loss.adversarial { eps = p.eps, steps = 5 } + loss.l2(p.lambda),
    optimizer = optim.adam { lr = optim.cosine(0.01, 0, p.epochs) },
    epochs = p.epochs, batch_size = 50, seed = seed,
  })
  return net
end

local function ends(train, objective, p)
  local seed = 10 * p.split
  local first = p.pair == kinds[3] and adversarial(train, p, seed + 3)
    or standard(train, objective, p, seed + 1)
  local last = p.pair == kinds[1] and standard(train, objective, p, seed + 2)
    or adversarial(train, p, seed + 4)
  return first, last
end

local function connect(train, objective, first, last, p)
  local options = { kind = "bezier", nodes = 16, max_steps = 200 }
  if p.path == "segment" then
    options = { kind = "segment" }
  elseif p.path == "robust" then
    -- The loss at attacked samples has kinks in the parameters, which end L-BFGS early in any case.
    options.nodes, options.max_steps = 12, 50
    objective = loss.adversarial { eps = p.eps, steps = 3, random_start = false }
      + loss.l2(p.lambda)
  end
  options.points, options.workers, options.progress = p.points, 1, false
  local atlas = landscape.open(":memory:", { net = first, loss = objective, data = train })
  return atlas:curve(first, last, options)
end

-- ## What is measured

-- Largest eigenvalue of the Hessian of each sample's loss in the input. The input acts through the
-- first layer alone: all other eigenvalues than those in the span of its rows are 0.
local function eigenvalues(net, x, y)
  local basis = tensor.qr(net[1].weight:transpose()).q
  local k = basis:size(2)
  local hessians = tarn.compile(tarn.batch(function(sample, class)
    return tarn.hessian(function(u)
      local z = (sample + basis:matmul(u)):reshape(1, -1)
      return shared.losses(net, z, class:reshape(1)):sum()
    end)(tensor.zeros(k, { dtype = "float64" }))
  end))(x, y)
  -- Of samples that are classified beyond doubt the Hessian is rounding, and need not be symmetric.
  local symmetric = hessians / 2 + hessians:transpose(2, 3) / 2
  return tensor.eigh(symmetric).values:slice(2, k, k):relu()
end

-- Means over test samples by name, then each sample's loss, clean and attacked, and its attack.
local function measured(net, test, few, p)
  local x, y = test.x, test.y
  local clean = shared.losses(net, x, y)
  local attacked = shared.losses(net, shared.worst(net, x, y, p.eps, p.steps), y)
  local pgd = attack.pgd(net, x, y, { eps = p.eps, steps = p.steps, seed = p.split })
  return {
    clean = clean:mean():item(),
    adversarial = attacked:mean():item(),
    accuracy = net:accuracy(x, y),
    attacked = pgd.accuracy,
    -- At half the radius: at the whole one few samples of standard networks are certified.
    certified = reach.certified_accuracy(net, x, y, p.eps / 2, { domain = "crown" }),
    log_volume = reach.sensitivity(net, x, p.eps, { domain = "interval" }):mean():item(),
    eigenvalue = eigenvalues(net, few.x, few.y):mean():item(),
  }, clean, attacked, pgd.adversarial
end

-- Logarithm of the highest point of each column over its higher end.
local function rise(profiles)
  return (profiles:max(1) / profiles[1]:maximum(profiles[profiles:size(1)])):log()
end

-- The rise of the adversarial loss less that of the clean loss of the same samples, and its
-- standard deviation when these are drawn again.
local function excess(clean, attacked, seed)
  local points, n, draws = clean:size(1), clean:size(2), 200
  local pick = tensor.randint(1, n, draws * n, { seed = seed })
  local function mean(l) return l:mean(2, { keepdim = true }) end
  local function drawn(l) return l:index_select(2, pick):reshape(points, draws, n):mean(3) end
  local value = rise(mean(attacked)) - rise(mean(clean))
  return value:item(), (rise(drawn(attacked)) - rise(drawn(clean))):std():item()
end

local function double(list) return tensor(list, { dtype = "float64" }) end

-- One path.
local function row(p)
  local train, test = study.parts(data[p.data] { dtype = "float64" }, p.split, { p.share })
  local objective = loss.cross_entropy() + loss.l2(p.lambda)
  local first, last = ends(train, objective, p)
  local curve = connect(train, objective, first, last, p)
  -- Samples stand in the order of the file: every n-th, not the first ones.
  local chosen = {}
  for k = 1, p.samples do chosen[k] = 1 + (k - 1) * #test // p.samples end
  local few = test:subset(chosen)
  local profile, clean, attacked, points, hard, gap = {}, {}, {}, {}, {}, {}
  for _, name in ipairs(names) do profile[name] = {} end
  for k, t in ipairs(curve.t:totable()) do
    local net = curve:network(t)
    local m, c, a, x = measured(net, test, few, p)
    m.train = objective(net, train.x, train.y):item()
    points[k], clean[k], attacked[k], hard[k] = net:parameters(), c, a, x
    gap[k] = m.adversarial - m.clean
    for _, name in ipairs(names) do profile[name][k] = m[name] end
  end
  local result = { test = #test, status = curve.status or "-", distance = curve.distance }
  local all = {}
  for c, name in ipairs(names) do
    local v, sign = profile[name], signs[name] or 1
    all[c] = double(v)
    result["first_" .. name], result["last_" .. name] = v[1], v[#v]
    result["barrier_" .. name] = (sign * all[c]):max():item() - math.max(sign * v[1], sign * v[#v])
  end
  for _, name in ipairs { "clean", "adversarial", "attacked" } do
    local words = {}
    for k, value in ipairs(profile[name]) do words[k] = string.format("%.4g", value) end
    result["profile_" .. name] = table.concat(words, " ")
  end
  result.relative = result.barrier_train / math.max(result.first_train, result.last_train)
  result.excess, result.noise =
    excess(tensor.stack(clean, 1), tensor.stack(attacked, 1), p.split)
  -- Accuracies do not depend on the scale of the logits.
  result.excess_accuracy = result.barrier_attacked - result.barrier_accuracy
  result.rho = stats.pearson(profile.eigenvalue, profile.adversarial).value
  result.rho_gap = stats.pearson(profile.eigenvalue, gap).value
  study.keep(table.concat({ "robust-path", p.data, p.pair, p.path, p.split }, "_"), first, {
    x = test.x, y = test.y, train_x = train.x, train_y = train.y, chosen = tensor(chosen),
    points = tensor.stack(points, 1), measured = tensor.stack(all, 1),
    middle = hard[(#hard + 1) // 2],
    settings = double { p.eps, p.lambda, p.steps, result.excess, result.rho, result.rho_gap },
  })
  return result
end

-- ## The page

local function mean_profile(rows, name)
  local sum, n = {}, 0
  for _, r in ipairs(rows) do
    n = 0
    for word in r["profile_" .. name]:gmatch "%S+" do
      n = n + 1
      sum[n] = (sum[n] or 0) + tonumber(word) / #rows
    end
  end
  return tensor.linspace(0, 1, n), sum
end

local function draw(groups)
  local panels
  for _, g in ipairs(groups) do
    if g.data == "digits" and g.path == "standard" then
      local color = ({ [kinds[1]] = "blue", [kinds[2]] = "vermilion", [kinds[3]] = "teal" })[g.pair]
      local function line(name, options)
        local t, values = mean_profile(g.rows, name)
        options.color, options.xlabel, options.legend = color, "t", "below"
        return plot.line(t, values, options)
      end
      local new = {
        line("adversarial", { label = g.pair, ylog = true,
          ylabel = "test loss: attacked (solid), clean (dashed)" })
          :add(line("clean", { dashed = true })),
        line("attacked", { label = g.pair, ylabel = "accuracy under attack" }),
      }
      for k, figure in ipairs(panels or {}) do figure:add(new[k]) end
      panels = panels or new
    end
  end
  return panels and plot.panels(panels, { width = 1000, height = 480 })
end

local function report(rows, page)
  local groups, result, lines = study.groups(rows, { "data", "path", "pair" }), {}, {}
  for _, g in ipairs(groups) do
    local function shown(name) return study.shown(study.interval(study.column(g.rows, name))) end
    local main = study.interval(study.column(g.rows, "excess"), study.column(g.rows, "noise"))
    local rho = study.interval(study.column(g.rows, "rho"))
    local low = 0
    for _, r in ipairs(g.rows) do low = low + (r.relative <= 0.01 and 1 or 0) end
    result[table.concat({ g.data, g.path, g.pair }, " ")] = { excess = main, rho = rho }
    lines[#lines + 1] = { g.data, g.path, g.pair, low .. " of " .. #g.rows, study.shown(main),
      study.verdict(main, 1), shown "barrier_clean", shown "barrier_adversarial",
      shown "barrier_accuracy", shown "barrier_attacked", shown "excess_accuracy",
      shown "barrier_certified", shown "barrier_log_volume", study.shown(rho), shown "rho_gap" }
  end
  local primary = result["digits standard standard-adversarial"]
  if primary then
    page:verdict("A robustness barrier beyond that of the loss (digits, from standard to "
      .. "adversarially trained, curve of low training loss): **%s**, excess %s. That the largest "
      .. "eigenvalue of the input Hessian follows the adversarial loss along it (secondary): "
      .. "%s, r = %s.", study.verdict(primary.excess, 1), study.shown(primary.excess),
      study.verdict(primary.rho, 1), study.shown(primary.rho))
  end
  page:text("Barrier: how far the highest point of a path lies above its higher end; of "
    .. "accuracies, how far the lowest lies below the lower end; on test samples. Without "
    .. "loss barrier: paths on which the training loss rises by at most 1 % of its higher "
    .. "end. Excess: logarithm of the highest adversarial loss over its higher end, less "
    .. "the same of the clean loss; its interval also draws each split's test samples; "
    .. "excess of accuracy: barrier of the attacked less that of the clean accuracy. r: "
    .. "Pearson's correlation, over the points of a path, of the mean largest eigenvalue of "
    .. "the input Hessian with the adversarial loss; r of gap: with the adversarial less "
    .. "the clean loss. Means over splits and 95 % intervals.")
  page:table(lines, { "data", "path", "ends", "paths without loss barrier", "excess",
    "verdict on excess", "barrier: clean loss", "barrier: adversarial loss", "barrier: accuracy",
    "barrier: attacked accuracy", "excess of accuracy", "barrier: certified accuracy",
    "barrier: log-volume", "r", "r of gap" })
  local figure = draw(groups)
  if figure then
    page:figure(figure, "Digits, curves of low training loss: means over splits along the curve")
  end
  return result
end

local S = { name = "robust-path", title = "Robustness barriers between minima", row = row,
  report = report }

function S.small()
  return study.grid({ { "split", { 1, 2 } }, { "path", { "segment", "standard" } },
    { "pair", { kinds[1], kinds[2] } } },
    { data = "wine", hidden = 4, epochs = 60, points = 7, samples = 20 })
end

function S.full()
  local axes = { { "split", study.count(24) }, { "path", paths }, { "pair", kinds } }
  return study.join(study.grid(axes, { data = "digits", hidden = 16 }),
    study.grid(axes, { data = "breast_cancer", hidden = 8 }))
end

return {
  name = "robust-path",
  summary = "Loss and robustness on paths between standard and adversarially trained minima.",
  params = study.params {
    data = { "digits", "data set", choices = { "digits", "breast_cancer", "wine", "iris" } },
    pair = { kinds[2], "how the networks at the ends were trained", choices = kinds },
    path = { "standard", "segment, or a Bezier curve of low training loss (standard) or of low "
      .. "adversarial training loss (robust)", choices = paths },
    share = { 0.5, "share of the samples for training", range = { 0, 1 } },
    hidden = { 16, "hidden units", range = { 1, 1000 } },
    lambda = { 1e-4, "strength of L2 regularisation" },
    eps = { 0.2, "l-infinity radius, in standard deviations" },
    steps = { 20, "steps of gradient ascent in the measurements" },
    epochs = { 200, "passes of adversarial training" },
    points = { 21, "places at which a path is looked at", range = { 3, 1000 } },
    samples = { 100, "test samples whose Hessians are computed", range = { 1, 10000 } },
  },
  run = function(p) return study.run(p, S) end,
}

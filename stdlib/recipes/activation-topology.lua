-- Study: does the topology of activation graphs tell attacked inputs from clean ones better than
-- plain statistics of activations? After "Adversary detection in neural networks via persistent
-- homology" (Gebhart and Schrater 2017) and "Characterizing the shape of activation space in deep
-- neural networks" (Gebhart, Schrater and Hylton 2019).
-- Plan and results: docs/results/activation-topology*.md.

local study = require "study"
local shared = require "study_attacked"
local topology = require "study_topology"

-- What a detector has to tell apart, and the features that it has for it.
local tasks = { { "attack", "clean", "attacked" }, { "noise", "clean", "noisy" },
  { "kind", "noisy", "attacked" } }
local sets = { "topology", "plain", "edges", "both" }

local function double(list) return tensor(list, { dtype = "float64" }) end

-- ## Features, one row an input

-- Sum, largest, norm and entropy of the sizes of numbers.
local function sizes(a)
  local m = a:abs()
  local share = m / (m:sum(2, { keepdim = true }) + 1e-300)
  return tensor.stack({ m:sum(2), m:max(2), a:norm(2), -(share * (share + 1e-300):log()):sum(2) },
    2)
end

-- The same of nonnegative numbers, how many there are, and quantiles.
local function summary(m)
  local n = m:size(2)
  local places = {}
  for k, q in ipairs { 0.1, 0.25, 0.5, 0.75, 0.9 } do places[k] = 1 + math.floor(q * (n - 1)) end
  return tensor.cat({ sizes(m), m:gt(1e-9):sum(2, { keepdim = true }):to "float64",
    m:sort(2).values:index_select(2, places) }, 2)
end

local function features(net, x)
  local g = topology.graphs(net, 2, x)
  local joins, lives = topology.diagrams(g)
  local logits = g.activations[3]
  local top, p = logits:topk(2, 2).values, logits:softmax(2)
  local f = {
    topology = tensor.cat({ summary(joins), summary(lives) }, 2),
    plain = tensor.cat({ sizes(x), sizes(g.activations[2]), sizes(logits), tensor.stack({
      top:slice(2, 1, 1):flatten() - top:slice(2, 2, 2):flatten(),
      -(p * (p + 1e-300):log()):sum(2), logits:logsumexp(2),
    }, 2) }, 2),
    edges = summary(g.weights),
  }
  f.both = tensor.cat({ f.plain, f.topology }, 2)
  return f
end

-- ## Detection

-- Shares of pairs of a positive and a negative input in which the score of the first is higher.
local function wins(positive, negative)
  local a, b = positive:reshape(-1, 1), negative:reshape(1, -1)
  return a:gt(b):to "float64" + 0.5 * a:eq(b):to "float64"
end

-- Logistic regression on features and their squares, standardised: function from features to
-- scores.
local function detector(negative, positive, strength)
  local all = tensor.cat({ negative, positive }, 1)
  local mean, deviation = all:mean(1), all:std(1) + 1e-9
  local function design(f)
    local z = (f - mean) / deviation
    return tensor.cat({ z, z * z }, 2)
  end
  local n, x = #negative, design(all)
  local signs = tensor.cat({ -tensor.ones(n), tensor.ones(#positive) }):to "float64"
  local k = x:size(2)
  local m = optim.minimize(function(w)
    local scores = x:matmul(w:slice(1, 1, k)) + w[k + 1]
    return (-(signs * scores)):softplus():mean() + strength * w:slice(1, 1, k):square():sum()
  end, tensor.zeros(k + 1), { tolerance = 1e-6, max_steps = 2000 })
  return function(f) return design(f):matmul(m.x:slice(1, 1, k)) + m.x:at(k + 1) end
end

-- Pairs that the detector orders rightly on the test part; its strength of L2 is the best of a list
-- on the validation part.
local function detected(parts, negative, positive, set, strengths)
  local best, chosen, score = -1, nil, nil
  for _, strength in ipairs(strengths) do
    local f = detector(parts[1][negative][set], parts[1][positive][set], strength)
    local auc = wins(f(parts[2][positive][set]), f(parts[2][negative][set])):mean():item()
    if auc > best then best, chosen, score = auc, strength, f end
  end
  local high, low = score(parts[3][positive][set]), score(parts[3][negative][set])
  return wins(high, low), chosen, tensor.stack({ low, high }, 1)
end

-- Standard deviation of the mean of an array of pairs when samples are drawn again, each with both
-- of its inputs (DeLong, DeLong and Clarke-Pearson 1988).
local function noise(wins_)
  return (wins_:mean(1) + wins_:mean(2)):std():item() / math.sqrt(#wins_)
end

-- ## A row

-- Features that are constant in training would show any change at all.
local function varying(parts)
  local kept, deviation = {}, parts[1].x:std(1)
  for j = 1, #deviation do
    if deviation[j] > 0 then kept[#kept + 1] = j end
  end
  local list = {}
  for k, part in ipairs(parts) do list[k] = { x = part.x:index_select(2, kept), y = part.y } end
  return list
end

local function row(p)
  local dataset = data[p.data] { dtype = "float64" }
  local parts = varying { study.parts(dataset, p.split, { 0.5, 0.2, 0.1 }) }
  local train, test = parts[1], parts[4]
  local net = nn.Sequential {
    nn.Linear(train.x:size(2), p.hidden), nn.Tanh(), nn.Linear(p.hidden, #dataset.classes),
  }:to("float64"):initialize { seed = p.split }
  optim.fit(net, train, { loss = loss.cross_entropy() + loss.l2(p.lambda),
    optimizer = optim.adam { lr = optim.cosine(0.01, 0, p.epochs) }, epochs = p.epochs,
    batch_size = 50, seed = p.split })
  local found, inputs = {}, nil
  for k = 1, 3 do
    local x, y = parts[k + 1].x, parts[k + 1].y
    local attacked = shared.worst(net, x, y, p.eps, p.steps)
    -- The attack's own steps with random signs: as large in every feature.
    local flips = tensor.randn(x.shape, { seed = 10 * p.split + k, dtype = "float64" }):sign()
    inputs = { clean = x, attacked = attacked, noisy = x + (attacked - x):abs() * flips }
    found[k] = {}
    for name, z in pairs(inputs) do found[k][name] = features(net, z) end
  end
  local result = { inputs = #test.x, accuracy = net:accuracy(test.x, test.y),
    attacked = net:accuracy(inputs.attacked, test.y), noisy = net:accuracy(inputs.noisy, test.y) }
  local kept = { y = test.y, clean = inputs.clean, attacked = inputs.attacked,
    noisy = inputs.noisy, eps = double { p.eps } }
  for _, task in ipairs(tasks) do
    local name, orders = task[1], {}
    for _, set in ipairs(sets) do
      local key = name .. "_" .. set
      orders[set], result["strength_" .. key], kept["scores_" .. key] =
        detected(found, task[2], task[3], set, p.strengths)
      result["auc_" .. key] = orders[set]:mean():item()
      kept["auc_" .. key] = double { result["auc_" .. key], result["strength_" .. key] }
    end
    local function compare(key, a, b)
      local difference = orders[a] - orders[b]
      result[key .. "_" .. name] = difference:mean():item()
      result[key .. "_sd_" .. name] = noise(difference)
    end
    compare("gain", "topology", "plain")
    compare("added", "both", "plain")
    compare("structure", "topology", "edges")
  end
  for part, name in pairs { "train", "validation", "test" } do
    for input, f in pairs(found[part]) do
      for _, set in ipairs { "topology", "plain", "edges" } do
        kept[table.concat({ name, input, set }, "_")] = f[set]
      end
    end
  end
  study.keep(string.format("activation-topology_%s_%g_%d", p.data, p.eps, p.split), net, kept)
  return result
end

-- ## The page

local function report(rows, page)
  local aucs, tests, result, figure = {}, {}, {}, nil
  local groups = study.groups(rows, { "data", "eps" })
  for _, g in ipairs(groups) do
    local function interval(name, spread)
      return study.interval(study.column(g.rows, name), spread and study.column(g.rows, spread))
    end
    for _, task in ipairs(tasks) do
      local line = { g.data, g.eps, task[3] .. " from " .. task[2] }
      local test = { g.data, g.eps, line[3] }
      for _, set in ipairs(sets) do
        line[#line + 1] = study.shown(interval("auc_" .. task[1] .. "_" .. set))
      end
      aucs[#aucs + 1] = line
      for _, key in ipairs { "gain", "added", "structure" } do
        local i = interval(key .. "_" .. task[1], key .. "_sd_" .. task[1])
        result[string.format("%s %g %s %s", g.data, g.eps, task[1], key)] = i
        test[#test + 1] = study.shown(i, 3) .. " " .. study.verdict(i, 1)
      end
      tests[#tests + 1] = test
    end
    aucs[#aucs][8] = study.shown(interval "accuracy")
    aucs[#aucs][9] = study.shown(interval "attacked")
    aucs[#aucs][10] = study.shown(interval "noisy")
    if g.data == "digits" then
      local points = plot.scatter(study.column(g.rows, "auc_attack_plain"),
        study.column(g.rows, "auc_attack_topology"), { label = string.format("eps %g", g.eps),
          xlabel = "AUC, plain statistics", ylabel = "AUC, topology", equal = true,
          xrange = { 0.5, 1 }, yrange = { 0.5, 1 },
          legend = "bottom right", width = 520, height = 480 })
      figure = figure and figure:add(points) or points
    end
  end
  local primary = result["digits 0.1 attack gain"]
  if primary then
    local added = result["digits 0.1 attack added"]
    page:verdict("Topology of activation graphs detects attacked inputs better than plain "
      .. "statistics of activations (digits, eps 0.1): **%s**, AUC differs by %s. That it adds to "
      .. "them (secondary): %s, %s.", study.verdict(primary, 1), study.shown(primary, 3),
      study.verdict(added, 1), study.shown(added, 3))
  end
  page:text("AUC of logistic regressions on the test inputs, means over splits and 95 % intervals. "
    .. "Last three columns: accuracy of the network on the clean, attacked and noisy inputs.")
  for _, line in ipairs(aucs) do
    for k = #line + 1, 10 do line[k] = "" end
  end
  page:table(aucs, { "data", "eps", "task", "topology", "plain", "edges", "plain + topology",
    "clean", "attacked", "noisy" })
  page:text("Differences of AUC, paired by split; each draw of a split also draws its test inputs. "
    .. "Gain: topology less plain; added: both less plain; structure: topology less the same "
    .. "summary of all edge weights.")
  page:table(tests, { "data", "eps", "task", "gain", "added", "structure" })
  if figure then
    page:figure(figure:diagonal { dash = "dashed" },
      "Digits, detection of attacked inputs: one point a split and radius")
  end
  return result
end

local S = { name = "activation-topology", title = "Topology of activation graphs under attack",
  row = row, report = report }

function S.small()
  return study.grid({ { "split", { 1, 2 } } }, { data = "wine", hidden = 4, eps = 0.3,
    epochs = 30 })
end

function S.full()
  local axes = { { "split", study.count(40) }, { "eps", { 0.1, 0.2 } } }
  return study.join(study.grid(axes, { data = "digits", hidden = 32 }),
    study.grid(axes, { data = "breast_cancer", hidden = 16 }))
end

return {
  name = "activation-topology",
  summary = "Persistence of activation graphs against plain statistics, as detectors of attacks.",
  params = study.params {
    data = { "digits", "data set", choices = { "digits", "breast_cancer", "wine", "iris" } },
    hidden = { 32, "hidden units", range = { 1, 1000 } },
    lambda = { 1e-4, "strength of L2 regularisation of the network" },
    epochs = { 60, "passes over the training samples" },
    eps = { 0.1, "l-infinity radius, in standard deviations" },
    steps = { 20, "steps of the attack" },
    strengths = { { 1e-6, 1e-5, 1e-4, 1e-3, 1e-2 }, "strengths of L2 of detectors that are tried" },
  },
  run = function(p) return study.run(p, S) end,
}

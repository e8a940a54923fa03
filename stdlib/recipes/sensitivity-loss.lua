-- Does a sensitivity term in the loss make networks more robust, and at what price? For each split
-- and each kind of term (domain and measure) networks are trained over a grid of radii and weights;
-- one of them is chosen on a validation part and compared with the network of the plain loss, on
-- test samples that no choice has seen. Both have the same initial parameters and batches.

local study = require "study"
local tasks = require "study_tasks"

-- Radii of training, in units of that of the attacks, and weights.
local function grid(task, measure)
  if not task.files then return { 0.5, 1, 2 }, { 0.01, 0.03, 0.1, 0.3, 1 } end
  return { 0.5, 2 }, measure == "relative_width" and { 0.03, 0.1, 0.3 } or { 0.01, 0.03, 0.1 }
end

-- Mean sensitivity by intervals, whatever domain was trained with, so that all have one scale.
local function sensitivity(net, part, task, measure)
  local options = { domain = "interval", measure = measure }
  return reach.sensitivity(net, part.x, task.eps, options):mean():item()
end

-- What is chosen by, on the validation part.
local function validated(net, task, p)
  local part = task.validation
  local measure = p.measure == "relative_width" and "relative_width" or "log_volume"
  return {
    test_error = 1 - net:accuracy(part.x, part.y),
    sensitivity = sensitivity(net, part, task, measure),
    attacked = tasks.validated(task, net, task.eps, p.split),
  }
end

local outcomes = { "test_error", "attacked", "log_volume", "relative", "certified", "exact" }

local function tested(net, task, p)
  local test, result = task.test, tasks.attack(task, net, task.eps, p.split)
  result.test_error = 1 - net:accuracy(test.x, test.y)
  result.attacked = result.accuracy
  result.log_volume = sensitivity(net, test, task, "log_volume")
  result.relative = sensitivity(net, test, task, "relative_width")
  result.certified = tasks.certified(task, net, task.eps)
  if task.exact then
    result.distances = attack.exact(net, test.x, test.y, { tolerance = 1e-4 }).upper
    result.exact = result.distances:mean():item()
  end
  return result
end

local function keep(name, candidate, task, p)
  local t = candidate.tested
  local key = table.concat({ "sensitivity-loss", p.data, p.domain, p.measure, p.split, name }, "_")
  tasks.keep(key, candidate.net, task, t,
    { t.test_error, t.attacked, t.log_volume, t.relative, t.certified })
end

local function row(p)
  local task = tasks.load(p.data, p.split)
  local epochs = math.max(1, task.epochs // p.shorter)
  local function candidate(factor, weight)
    local eps = factor * task.eps
    local term = loss.sensitivity { eps = eps, domain = p.domain, measure = p.measure }
    local net = tasks.train(task, p.split, epochs, weight, term)
    return { net = net, factor = factor, weight = weight, validated = validated(net, task, p),
      tested = tested(net, task, p) }
  end
  local result = { samples = #task.attacked }
  local plain = candidate(0, 0)
  -- The network of the plain loss is a candidate, too.
  local chosen, by_attack = plain, plain
  local factors, weights = grid(task, p.measure)
  for _, factor in ipairs(factors) do
    for _, weight in ipairs(weights) do
      local c, name = candidate(factor, weight), string.format("_%g_%g", factor, weight)
      result["test_error" .. name], result["attacked" .. name] =
        c.tested.test_error, c.tested.attacked
      local v = c.validated
      if v.test_error <= plain.validated.test_error + 0.01 + 1e-9 then
        if v.sensitivity < chosen.validated.sensitivity then chosen = c end
        if v.attacked > by_attack.validated.attacked then by_attack = c end
      end
    end
  end
  for _, name in ipairs(outcomes) do
    result["plain_" .. name], result[name] = plain.tested[name], chosen.tested[name]
  end
  result.factor, result.weight = chosen.factor, chosen.weight
  result.by_attack_factor, result.by_attack_weight = by_attack.factor, by_attack.weight
  result.by_attack_test_error = by_attack.tested.test_error
  result.by_attack_attacked = by_attack.tested.attacked
  -- Of the difference in attacked accuracy, from which test samples there are.
  local differences = chosen.tested.right - plain.tested.right
  result.noise = differences:std():item() / math.sqrt(#task.attacked)
  if p.split % 10000 <= 2 and task.hidden then
    keep("plain", plain, task, p)
    keep("chosen", chosen, task, p)
  end
  return result
end

-- Difference of an outcome from that of the plain loss, over rows of splits.
local function change(rows, name)
  local values, noise = {}, study.column(rows, "noise")
  local plain = study.column(rows, "plain_" .. name:gsub("by_attack_", ""))
  for k, value in ipairs(study.column(rows, name)) do values[k] = value - plain[k] end
  return study.interval(values, name == "attacked" and noise or nil)
end

-- A figure of clean error and attacked accuracy, a point a setting: means over splits.
local function fronts(rows, title)
  local x, y, group = {}, {}, {}
  local function add(from, suffix, prefix, label)
    x[#x + 1] = 100 * study.interval(study.column(from, prefix .. "test_error" .. suffix)).mean
    y[#y + 1] = 100 * study.interval(study.column(from, prefix .. "attacked" .. suffix)).mean
    group[#group + 1] = label
  end
  add(rows, "", "plain_", "plain loss")
  for _, g in ipairs(study.groups(rows, { "domain", "measure" })) do
    local names = {}
    for name in pairs(g.rows[1]) do names[#names + 1] = name:match "^attacked(_.*)" end
    table.sort(names)
    for _, name in ipairs(names) do
      add(g.rows, name, "", g.domain .. ", " .. g.measure:gsub("_", " "))
    end
  end
  return plot.scatter(x, y, { group = group, title = title, xlabel = "clean test error (%)",
    ylabel = "attacked accuracy (%)", width = 720, height = 380 })
end

local function report(rows, page)
  local primary = tasks.only(rows, { domain = "interval", measure = "geometric_width" })
  local attacked, volume = change(primary, "attacked"), change(primary, "log_volume")
  local gains, sets = {}, study.groups(primary, { "data" })
  for _, g in ipairs(sets) do
    local verdict = study.verdict(change(g.rows, "attacked"), 1)
    if verdict == "supported" then gains[#gains + 1] = g.data end
  end
  page:verdict("The claim that the sensitivity loss (intervals, geometric width) raises attacked "
    .. "accuracy is %s: %s against the plain loss, at a validation error within one point, mean "
    .. "over %d splits of %d data sets; supported by itself on: %s. Log-volume: %s.",
    study.verdict(attacked, 1), study.shown(attacked, 3), attacked.n, #sets,
    #gains > 0 and table.concat(gains, ", ") or "none", study.shown(volume, 1))
  page:text("Chosen network less that of the plain loss, on test samples: mean over splits and "
    .. "95 % interval from resampling them. Chosen on the validation part by least sensitivity "
    .. "(last two columns: by PGD); none: splits without any. exact: mean exact distance.")
  local lines = {}
  for k, g in ipairs(study.groups(rows, { "data", "domain", "measure" })) do
    local function shown(name, digits) return study.shown(change(g.rows, name), digits) end
    lines[k] = { g.data, g.domain, g.measure, #g.rows,
      study.interval(study.column(g.rows, "plain_attacked")).mean, shown("test_error", 3),
      shown("attacked", 3), shown("certified", 3), shown("log_volume", 1), shown("relative", 2),
      shown("exact", 3), #tasks.only(g.rows, { weight = 0 }), shown("by_attack_test_error", 3),
      shown("by_attack_attacked", 3) }
  end
  page:table(lines, { "data", "domain", "measure", "splits", "plain attacked", "clean error",
    "attacked", "certified", "log-volume", "relative width", "exact", "none",
    "PGD: clean error", "PGD: attacked" })
  local figure
  for _, name in ipairs { "digits", "mnist", "fashion-mnist" } do
    local found = tasks.only(rows, { data = name })
    if #found > 0 then
      local panel = fronts(found, name)
      figure = figure and figure:below(panel) or panel
    end
  end
  if figure then page:figure(figure, "Clean error and attacked accuracy, a point a setting") end
  return { attacked = attacked, log_volume = volume }
end

local measures = { "geometric_width", "relative_width" }

local function full()
  local function settings(names, splits, domains)
    return study.grid({ { "data", names }, { "split", study.count(splits) },
      { "domain", domains }, { "measure", measures } }, { shorter = 1 })
  end
  return study.join(settings({ "iris", "wine" }, 16, { "interval", "zonotope", "crown" }),
    settings({ "digits" }, 8, { "interval", "zonotope", "crown" }),
    settings({ "mnist-conv" }, 5, { "interval" }),
    settings({ "fashion-mnist" }, 5, { "interval", "crown" }),
    settings({ "mnist" }, 5, { "interval", "crown", "zonotope" }))
end

local function small()
  return study.grid({ { "data", { "iris", "wine" } }, { "split", { 10001, 10002 } } },
    { domain = "interval", measure = "geometric_width", shorter = 2 })
end

local S = { name = "sensitivity-loss", title = "The sensitivity loss works", row = row, full = full,
  small = small, report = report }

return {
  name = "sensitivity-loss",
  summary = "Whether a sensitivity term in the loss makes networks more robust, at which price.",
  params = study.params {
    data = { "iris", "the data set", choices = tasks.names },
    domain = { "interval", "how sets are carried", choices = { "interval", "zonotope", "crown" } },
    measure = { "geometric_width", "how large a set is", choices = measures },
    shorter = { 1, "divides the epochs", range = { 1, 1000 } },
  },
  run = function(p) return study.run(p, S) end,
}

-- The sensitivity loss against other training that makes outputs change little with inputs. Each
-- method has nine weights; for each split one of them is chosen on a validation part: the most
-- accurate under PGD of those whose clean accuracy is within one point of the best plain network's.
-- So methods are compared at equal clean accuracy, and by equal numbers of networks.

local study = require "study"
local tasks = require "study_tasks"

-- The term of weight 1, by the radius of the attacks, and the middle of the weights, which lie half
-- a decade apart. Without a term what is tried is the length of training.
local function sensitivity(domain)
  return function(eps) return loss.sensitivity { eps = eps, domain = domain } end
end

local methods = {
  plain = {},
  l2 = { term = function() return loss.l2(1) end, middle = 1e-3 },
  jacobian = { term = function() return loss.jacobian {} end, middle = 0.01 },
  input_gradient = { term = function() return loss.input_gradient() end, middle = 1 },
  curvature = { term = function() return loss.curvature {} end, middle = 0.1 },
  parseval = { term = function() return loss.parseval(1) end, middle = 0.01 },
  spectral_norm = { term = function() return loss.spectral_norm(1) end, middle = 0.1 },
  output_sensitivity = { term = function() return loss.output_sensitivity {} end, middle = 1 },
  interval = { term = sensitivity "interval", middle = 0.1 },
  zonotope = { term = sensitivity "zonotope", middle = 0.1 },
}
local names = { "plain", "l2", "jacobian", "input_gradient", "curvature", "parseval",
  "spectral_norm", "output_sensitivity", "interval", "zonotope" }

-- The networks of a method, from the least weight (or the shortest training) on: net, seconds (of
-- training), setting, and accuracy on the validation part.
local function candidates(task, p, name)
  local method, epochs, list = methods[name], math.max(9, task.epochs // p.shorter), {}
  for k = 1, 9 do
    local c = {}
    if method.term then
      c.setting = method.middle * 10 ^ ((k - 5) / 2)
      c.net, c.seconds = tasks.train(task, p.split, epochs, c.setting, method.term(task.eps))
    else
      c.setting = math.max(1, epochs * k // 9)
      c.net, c.seconds = tasks.train(task, p.split, c.setting, 0)
    end
    c.accuracy = c.net:accuracy(task.validation.x, task.validation.y)
    list[k] = c
  end
  return list
end

local function best_accuracy(list)
  local best = 0
  for _, c in ipairs(list) do best = math.max(best, c.accuracy) end
  return best
end

local function row(p)
  local task = tasks.load(p.data, p.split)
  local list = candidates(task, p, p.method)
  local best = best_accuracy(p.method == "plain" and list or candidates(task, p, "plain"))
  local result = { samples = #task.attacked, best_plain = best }
  local chosen, chosen_attack
  for k, c in ipairs(list) do
    c.equal = c.accuracy >= best - 0.01 - 1e-9
    c.validated = tasks.validated(task, c.net, task.eps, p.split)
    -- Where no weight keeps the accuracy, the most accurate network.
    local better = not chosen or c.equal and not chosen.equal
    if chosen and c.equal == chosen.equal then
      local by = c.equal and "validated" or "accuracy"
      better = c[by] > chosen[by]
    end
    local auto = tasks.attack(task, c.net, task.eps, p.split)
    result["accuracy_" .. k] = c.net:accuracy(task.test.x, task.test.y)
    result["attacked_" .. k] = auto.accuracy
    if better then
      chosen, chosen_attack = c, auto
      result.accuracy, result.attacked = result["accuracy_" .. k], auto.accuracy
    end
  end
  local half = task.eps / 2
  result.attacked_half = tasks.attack(task, chosen.net, half, p.split).accuracy
  result.certified = tasks.certified(task, chosen.net, task.eps)
  result.certified_half = tasks.certified(task, chosen.net, half)
  result.equal = chosen.equal and 1 or 0
  result.setting, result.training_seconds = chosen.setting, chosen.seconds
  if p.split % 10000 <= 2 then
    tasks.keep(string.format("compare-sensitivity_%s_%s_%d", p.data, p.method, p.split), chosen.net,
      task, chosen_attack, { 1 - result.accuracy, result.attacked, result.certified })
  end
  return result
end

-- Sensitivity loss less another method, split by split; the noise is that of independent test
-- samples, which overstates that of the same ones.
local function difference(rows, name, method, other)
  local by_split, values, noise = {}, {}, {}
  for _, r in ipairs(tasks.only(rows, { method = other })) do by_split[r.data .. r.split] = r end
  for _, r in ipairs(tasks.only(rows, { method = method })) do
    local o = by_split[r.data .. r.split]
    if o then
      values[#values + 1] = r[name] - o[name]
      noise[#noise + 1] =
        math.sqrt((r[name] * (1 - r[name]) + o[name] * (1 - o[name])) / r.samples)
    end
  end
  return study.interval(values, noise)
end

local function mean(rows, name) return study.interval(study.column(rows, name)).mean end

-- Processor time as a multiple of that with l2, whose term costs next to nothing, in equal epochs.
-- The plain networks that are chosen were trained in fewer.
local function times_l2(rows, name)
  local l2 = mean(tasks.only(rows, { method = "l2" }), "training_seconds")
  local ratio = mean(tasks.only(rows, { method = name }), "training_seconds") / l2
  return name ~= "plain" and ratio == ratio and string.format("%.3g", ratio) or "-"
end

-- Clean error and attacked accuracy over the weights of each method, means over splits.
local function fronts(rows, title)
  local figure
  for _, g in ipairs(study.groups(rows, { "method" })) do
    local x, y = {}, {}
    for k = 1, 9 do
      x[k], y[k] = 100 - 100 * mean(g.rows, "accuracy_" .. k), 100 * mean(g.rows, "attacked_" .. k)
    end
    local line = plot.line(x, y, { label = g.method:gsub("_", " "), points = true, line_width = 1.2,
      xrange = { 0, 30 }, title = title, xlabel = "clean test error (%)",
      ylabel = "attacked accuracy (%)", width = 720, height = 380 })
    figure = figure and figure:add(line) or line
  end
  return figure
end

local function report(rows, page)
  local primary = difference(rows, "attacked", "interval", "jacobian")
  page:verdict("The claim that the sensitivity loss (intervals) gives a higher attacked "
    .. "accuracy than Jacobian regularisation, at equal clean accuracy and equal numbers of "
    .. "networks, is %s: %s, mean over %d splits.", study.verdict(primary, 1),
    study.shown(primary, 3), primary.n)
  local lines, against = {}, {}
  for _, set in ipairs(study.groups(rows, { "data" })) do
    for _, name in ipairs(names) do
      local found = tasks.only(set.rows, { method = name })
      if #found > 0 then
        local line = { set.data, name, #found }
        for _, column in ipairs { "accuracy", "attacked_half", "attacked", "certified_half",
          "certified", "training_seconds" } do line[#line + 1] = mean(found, column) end
        line[#line + 1] = times_l2(set.rows, name)
        line[#line + 1] = stats.median(study.column(found, "setting"))
        line[#line + 1] = #tasks.only(found, { equal = 0 })
        lines[#lines + 1] = line
      end
      local gain = difference(set.rows, "attacked", "interval", name)
      if name ~= "interval" and gain.n > 0 then
        against[#against + 1] = { set.data, name, study.shown(gain, 3), study.verdict(gain, 1),
          study.shown(difference(set.rows, "attacked_half", "interval", name), 3),
          study.shown(difference(set.rows, "certified", "interval", name), 3),
          study.shown(difference(set.rows, "accuracy", "interval", name), 3) }
      end
    end
  end
  page:heading "Networks chosen"
  page:text("Means over splits, on test samples; half: at half the radius. seconds: processor time "
    .. "of one training; times l2: as a multiple of that with l2, in equal epochs (plain networks "
    .. "were chosen by their number of epochs, and have fewer). weight: the median of those chosen "
    .. "(of plain: epochs). unequal: splits in which no weight kept the clean accuracy.")
  page:table(lines, { "data", "method", "splits", "clean", "attacked, half", "attacked",
    "certified, half", "certified", "seconds", "times l2", "weight", "unequal" })
  page:heading "Sensitivity loss less each other method"
  page:text "Sensitivity loss with intervals; claim: its attacked accuracy is higher."
  page:table(against, { "data", "other", "attacked", "claim", "attacked, half", "certified",
    "clean" })
  local figure
  for _, name in ipairs { "digits", "mnist" } do
    local found = tasks.only(rows, { data = name })
    if #found > 0 then
      local panel = fronts(found, name)
      figure = figure and figure:below(panel) or panel
    end
  end
  if figure then page:figure(figure, "Clean error and attacked accuracy over the weights") end
  return { attacked = primary }
end

local function full()
  local function settings(data_set, splits)
    return study.grid({ { "split", study.count(splits) }, { "method", names } },
      { data = data_set, shorter = 1 })
  end
  return study.join(settings("wine", 16), settings("digits", 8), settings("mnist", 8))
end

local function small()
  return study.grid({ { "split", { 10001, 10002 } }, { "method", { "plain", "jacobian",
    "interval" } } }, { data = "wine", shorter = 2 })
end

local S = { name = "compare-sensitivity", title = "The sensitivity loss against its relatives",
  row = row, full = full, small = small, report = report }

return {
  name = "compare-sensitivity",
  summary = "The sensitivity loss against other training that makes outputs change little.",
  params = study.params {
    data = { "wine", "the data set", choices = tasks.names },
    method = { "interval", "what is added to cross-entropy", choices = names },
    shorter = { 1, "divides the epochs", range = { 1, 1000 } },
  },
  run = function(p) return study.run(p, S) end,
}

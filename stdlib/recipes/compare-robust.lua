-- The sensitivity in the loss (Wang et al. 2018, arXiv 1810.11726) against adversarial and
-- certified training: clean, attacked and certified accuracy, and processor time, for four
-- settings of each method's one knob. Pixels lie in [0, 1]. A row is one network: data, radius,
-- method, knob, split. Validation images choose the knob, by the mean over the splits; test images
-- only measure.

local robust = require "study_robust"
local study = require "study"
local tasks, methods, clip = robust.tasks, robust.methods, robust.clip

-- How far the clean accuracy may lie below the best, for a knob to be chosen, at each radius.
local allowed = { [0.1] = 0.03, [0.3] = 0.1 }

-- ## A row

local function row(p)
  local train, validation, test, attacked = robust.parts(p)
  local task, net = tasks[p.data], robust.network(p)
  local epochs = p.epochs > 0 and p.epochs or task.epochs
  local function ramp(from, to) return optim.ramp(from, to, math.max(1, epochs // 2)) end
  local start = os.clock()
  optim.fit(net, train, { loss = robust.by_name[p.method].loss(p.knob, p.eps, ramp, epochs),
    optimizer = optim.adam { lr = optim.cosine(task.lr, task.lr / 50, epochs) }, epochs = epochs,
    batch_size = task.batch, clip_gradient = 10, seed = p.split })
  local training = os.clock() - start

  local x, y = attacked.x, attacked.y
  local held = attack.pgd(net, validation.x, validation.y,
    { eps = p.eps, steps = 20, clip = clip, seed = p.split })
  local auto = attack.auto(net, x, y, { eps = p.eps, clip = clip, seed = p.split, queries = 500 })
  -- Neither bound is always the better one.
  local interval = reach.margin(net, x, y, p.eps, { domain = "interval", clip = clip })
  local crown = reach.margin(net, x, y, p.eps, { domain = "crown", clip = clip })
  local key = string.format("%s_%g_%s_%g_%d", p.data, p.eps, p.method, p.knob, p.split)
  study.keep("compare-robust_" .. key:gsub(" ", "-"), net, { x = x, y = y,
    adversarial = auto.adversarial, success = auto.success, interval = interval, crown = crown,
    eps = tensor(p.eps) })
  return {
    validation_clean = net:accuracy(validation.x, validation.y),
    validation_attacked = held.accuracy, clean = net:accuracy(test.x, test.y),
    attacked = auto.accuracy, tested = #attacked,
    certified = interval:maximum(crown):gt(0):mean():item(),
    certified_interval = interval:gt(0):mean():item(), training = training,
    warnings = auto.warnings and #auto.warnings or 0,
  }
end

-- ## The page

local function mean(rows, name) return study.interval(study.column(rows, name)).mean end

-- The points of one task: the means of each method and knob, in the order of the methods.
local function points(rows)
  local list = {}
  for _, method in ipairs(methods) do
    for _, group in ipairs(study.groups(rows, { "method", "knob" })) do
      if group.method == method.name then
        for _, name in ipairs { "validation_clean", "validation_attacked", "clean", "attacked",
          "certified", "certified_interval", "training" } do
          group[name] = mean(group.rows, name)
        end
        list[#list + 1] = group
      end
    end
  end
  return list
end

-- Marks the points at the end of a method's values, where a better one may lie beyond.
local function mark_ends(list)
  for _, group in ipairs(study.groups(list, { "method" })) do
    local low, high = math.huge, -math.huge
    for _, point in ipairs(group.rows) do
      low, high = math.min(low, point.knob), math.max(high, point.knob)
    end
    for _, point in ipairs(group.rows) do
      point.last = #group.rows > 2 and (point.knob == low or point.knob == high)
    end
  end
end

-- Of each method the knob of highest attacked accuracy among those of enough clean accuracy, else
-- that of highest clean accuracy: on validation images.
local function chosen(list, eps)
  local best, found = 0, {}
  for _, point in ipairs(list) do best = math.max(best, point.validation_clean) end
  local floor = best - (allowed[eps] or 0.03)
  for _, point in ipairs(list) do
    point.below = point.validation_clean < floor
    local other = found[point.method]
    local better = other == nil or (other.below and not point.below)
    if other and other.below == point.below then
      local what = point.below and "validation_clean" or "validation_attacked"
      better = point[what] > other[what]
    end
    if better then found[point.method] = point end
  end
  return found, floor
end

-- Of MNIST all test images measure the clean accuracy.
local function measured_on(r, name)
  return name == "clean" and r.data == "mnist" and 10000 or r.tested
end

-- One number's difference between two points, over the splits that both have; the noise is that of
-- drawing the images that it is measured on.
local function difference(a, b, name)
  local values, noise, other = {}, {}, {}
  if not (a and b) then return study.interval(values) end
  for _, r in ipairs(b.rows) do other[r.split] = r end
  for _, r in ipairs(a.rows) do
    local s = other[r.split]
    if s then
      values[#values + 1] = r[name] - s[name]
      local variance = r[name] * (1 - r[name]) / measured_on(r, name)
        + s[name] * (1 - s[name]) / measured_on(s, name)
      noise[#noise + 1] = math.sqrt(variance)
    end
  end
  return study.interval(values, noise)
end

local function percent(value) return string.format("%.1f", 100 * value) end

local columns = { "method", "knob", "splits", "clean", "attacked", "certified", "by intervals",
  "PGD, validation", "CPU s", "sensitivity less it: attacked", "sensitivity less it: certified",
  "sensitivity less it: clean" }

local function compared(found)
  local list = {}
  for _, method in ipairs(methods) do
    local point = found[method.name]
    if point then
      local own = method.name == "sensitivity"
      local function less(name)
        return own and "-" or study.shown(difference(found.sensitivity, point, name), 3)
      end
      list[#list + 1] = { method.name,
        string.format("%s %g%s", method.knob, point.knob, point.last and " (end)" or ""),
        #point.rows, percent(point.clean) .. (point.below and " (below)" or ""),
        percent(point.attacked), percent(point.certified), percent(point.certified_interval),
        percent(point.validation_attacked), string.format("%.3g", point.training),
        less "attacked", less "certified", less "clean" }
    end
  end
  return list
end

-- How many of the methods beside the sensitivity have their knob at an end. The small form has no
-- values between ends.
local function ends(found, form)
  if form == "small" then return "" end
  local last, all = 0, 0
  for name, point in pairs(found) do
    if name ~= "sensitivity" then last, all = last + (point.last and 1 or 0), all + 1 end
  end
  return string.format(" %d of %d methods beside the sensitivity have theirs at an end of its "
    .. "values (end): what lies beyond was not tried.", last, all)
end

local function front(list, title, name, legend)
  local figure
  for k, method in ipairs(methods) do
    local x, y = {}, {}
    for _, point in ipairs(list) do
      if point.method == method.name then x[#x + 1], y[#y + 1] = point.clean, point[name] end
    end
    if #x > 0 then
      -- Twelve lines: the second six are dashed.
      local line = plot.line(x, y, { title = title, xlabel = "clean accuracy", points = true,
        ylabel = name .. " accuracy", label = method.name, legend = legend, dashed = k > 6 })
      figure = figure and figure:add(line) or line
    end
  end
  return figure
end

local published = {
  { 0.1, "interval_bound (Gowal et al. 2018)", 98.94, "98.0 (PGD)", 97.08 },
  { 0.1, "crown_interval (Zhang et al. 2020)", 99.03, "98.3 (PGD)", 97.75 },
  { 0.3, "adversarial (Madry et al. 2018)", 98.53, "88.5", "-" },
  { 0.3, "trades (Zhang et al. 2019)", 99.48, "92.8", "-" },
  { 0.3, "interval_bound (Gowal et al. 2018)", 98.34, "92.8", 91.79 },
  { 0.3, "crown_interval (Zhang et al. 2020)", 98.38, "94.0", 93.32 },
}

local function report(rows, page, p)
  local panels, result, warned = { {}, {} }, {}, 0
  for _, r in ipairs(rows) do warned = warned + (r.warnings > 0 and 1 or 0) end
  page:text("Attacked: what attack.auto leaves of test images; it warned in %d of %d rows (column "
    .. "warnings). Certified: by intervals or CROWN; by intervals: by these alone. PGD, "
    .. "validation: accuracy under PGD-20 on validation images, by which knobs are chosen. "
    .. "CPU s: processor time of one training.", warned, #rows)
  for _, name in ipairs { "digits", "mnist" } do
    local has = false
    for _, group in ipairs(study.groups(rows, { "data", "eps" })) do
      if group.data == name then
        has = true
        local list = points(group.rows)
        mark_ends(list)
        local found, floor = chosen(list, group.eps)
        local title = string.format("%s, eps %g", name, group.eps)
        page:heading(title)
        page:text("Accuracies in %%, means over the splits; each method at the knob that "
          .. "validation images chose among those of a clean accuracy of at least %s there "
          .. "(below: no knob has it; equal clean accuracy is no more than this).%s Differences "
          .. "with their 95 %% intervals%s.", percent(floor), ends(found, p.form),
          name == "mnist" and ", which three splits make rough: no verdict is drawn from them"
          or "")
        page:table(compared(found), columns)
        for k, what in ipairs { "attacked", "certified" } do
          -- The first of the lower row has all methods, and room below.
          panels[k][#panels[k] + 1] = front(list, title, what, k == 2 and #panels[2] == 0
            and "below")
        end
        if name == "digits" then
          local primary = difference(found.sensitivity, found.adversarial, "attacked")
          result.primary, result.found = primary, found
          page:verdict("%s: at equal clean accuracy the sensitivity loss leaves more accuracy "
            .. "under attack than adversarial training. Difference on digits, eps %g: %s.",
            study.verdict(primary, 1), group.eps, study.shown(primary, 3))
        end
      end
    end
    if name == "mnist" and (has or p.form ~= "small") then
      page:heading "Published, MNIST"
      page:text("Of released models, in %, attacked by AutoAttack unless another is named, "
        .. "trained on 60,000 images in 80 to 200 passes. Ours: 3,000 images, 12 passes, 41,960 "
        .. "parameters, one processor thread; 150 test images a split are attacked."
        .. (has and "" or " There are no rows of MNIST."))
      page:table(published, { "eps", "method", "clean", "attacked", "certified" })
    end
  end
  page:figure(plot.panels(study.join(panels[1], panels[2]),
    { columns = #panels[1], width = 550 * #panels[1], height = 1000 }),
    "Fronts over each method's knob: accuracy under attack and certified, against clean")
  return result
end

-- ## Forms

-- The rows of a data set: `knobs` by method, in place of all four values.
local function settings(name, list, splits, knobs, fixed)
  local all = {}
  for _, method in ipairs(list) do
    -- The set of an image of MNIST has 784 generators and more: one pass costs minutes.
    if not (name == "mnist" and method == "set_based") then
      local values = knobs and knobs[method] or robust.by_name[method].values or tasks[name].weights
      local own = study.grid({ { "data", { name } }, { "eps", tasks[name].eps },
        { "method", { method } }, { "knob", values }, { "split", splits } }, fixed)
      all = study.join(all, own)
    end
  end
  return all
end

local S = {
  name = "compare-robust",
  title = "The sensitivity loss against adversarial and certified training",
  row = row,
  small = function()
    -- Splits that the full form has not.
    local knobs = { plain = { 0 }, sensitivity = { 0.1, 0.3 }, adversarial = { 1 },
      interval_bound = { 0.5 } }
    return settings("digits", { "plain", "sensitivity", "adversarial", "interval_bound" },
      { 10001, 10002 }, knobs, { epochs = 10, samples = 600 })
  end,
  full = function()
    local function all(name)
      return settings(name, robust.names, study.count(tasks[name].splits))
    end
    return study.join(all "digits", all "mnist")
  end,
  report = report,
}

return {
  name = "compare-robust",
  summary = "Sensitivity loss, adversarial and certified training at equal clean accuracy.",
  params = study.params {
    data = { "digits", "the data set", choices = { "digits", "mnist" } },
    eps = { 0.1, "l-infinity radius; pixels lie in [0, 1]", range = { 0, 1 } },
    method = { "sensitivity", "the loss", choices = robust.names },
    knob = { 0.1, "value of the method's knob", range = { 0, 1e6 } },
    epochs = { 0, "passes over the images; 0 for those of the full form", range = { 0, 1e6 } },
    samples = { 0, "training images (MNIST) or images (digits) used; 0 for those of the full form",
      range = { 0, 60000 } },
  },
  run = function(p) return study.run(p, S) end,
}

-- Median of means (Lecue and Lerasle 2020; DeepMoM, Huang and Lederer 2021) against corrupt
-- training data: some labels are wrong, or some inputs are outliers. Does the median over blocks
-- of a batch keep more accuracy, clean and under attack, than the mean with l2 does, and than two
-- other robust losses? Each has one knob with five values, chosen on validation samples that are
-- as corrupt as those for training; test samples are clean. A row is one draw of parts, and all
-- that is trained on it.

local study = require "study"

-- The loss of each sample.
local function each(net, x, y)
  return -net(x):log_softmax(2):gather(2, y:reshape(#y, 1)):reshape(#y)
end

-- Each method: the knob, its values, and the loss. Blocks are to be more than twice as many as the
-- wrong samples of a batch, which has 32: 7 for a tenth, 13 for a fifth, 21 and more beyond.
local methods = {
  { "plain", "lambda of l2", { 0, 1e-4, 1e-3, 1e-2, 3e-2 },
    function(lambda) return loss.cross_entropy() + loss.l2(lambda) end },
  { "median", "blocks", { 3, 7, 13, 21, 31 }, function(blocks)
    return loss.median_of_means { blocks = blocks, of = loss.cross_entropy() }
  end },
  -- The mean of the smallest losses of a batch.
  { "trimmed", "share left out", { 0.1, 0.2, 0.3, 0.4, 0.5 }, function(share)
    return loss.custom("trimmed", function(net, x, y)
      local kept = math.max(1, math.ceil((1 - share) * #y))
      return each(net, x, y):sort(1).values:slice(1, 1, kept):mean()
    end)
  end },
  -- Between cross-entropy (q = 0) and the absolute error (q = 1): Zhang and Sabuncu 2018.
  { "generalized", "q", { 0.1, 0.3, 0.5, 0.7, 1 }, function(q)
    return loss.custom("generalized", function(net, x, y)
      return ((1 - (-q * each(net, x, y)):exp()) / q):mean()
    end)
  end },
}

-- ## Corruption

-- A share of the samples, exactly, with another class each (labels), or with normal noise of five
-- standard deviations in place of all features (inputs).
local function corrupted(set, p, seed)
  local n, classes = #set, #set.classes
  local count = math.floor(p.share * n + 0.5)
  if count == 0 then return set end
  local order = tensor.rand(n, { seed = seed }):argsort():totable()
  local wrong = {}
  for k = 1, count do wrong[math.tointeger(order[k])] = true end
  local shift = tensor.randint(1, classes - 1, n, { seed = seed + 1 }):totable()
  local labels, mask = {}, {}
  for k = 1, n do
    local class = math.tointeger(set.y[k])
    labels[k], mask[k] = class, { wrong[k] and 1 or 0 }
    if wrong[k] and p.corrupt == "labels" then
      labels[k] = (class - 1 + math.tointeger(shift[k])) % classes + 1
    end
  end
  local x = set.x
  if p.corrupt == "inputs" then
    local outliers = 5 * tensor.randn(x.shape, { seed = seed + 2 })
    x = tensor.where(tensor(mask):expand(x.shape), outliers, x)
  end
  return data.dataset { x = x, y = tensor(labels, { dtype = "int32" }), classes = set.classes }
end

-- ## A row

local function trained(train, objective, p)
  local net = nn.Sequential { nn.Linear(train.x:size(2), 32), nn.Tanh(),
    nn.Linear(32, #train.classes) }
  net:initialize { seed = p.split }
  optim.fit(net, train, { loss = objective, optimizer = optim.adam { lr = 0.01 },
    epochs = p.epochs, batch_size = 32, drop_last = true, seed = p.split })
  return net
end

-- The network of the knob of highest accuracy on validation samples, the first of equals.
local function best(method, train, validation, p)
  local highest, net, knob = -1, nil, nil
  for _, value in ipairs(method[3]) do
    local other = trained(train, method[4](value), p)
    local accuracy = other:accuracy(validation.x, validation.y)
    if accuracy > highest then highest, net, knob = accuracy, other, value end
  end
  return net, knob
end

-- Standard deviation, from drawing test samples, of the mean difference of two 0/1 tensors.
local function noise(a, b)
  local difference = (a - b):totable()
  return stats.std(difference, { population = true }) / math.sqrt(#difference)
end

local function row(p)
  local train, validation, test = study.parts(data[p.data](), p.split, { 0.6, 0.2 })
  train, validation = corrupted(train, p, 10 * p.split), corrupted(validation, p, 10 * p.split + 5)
  local result, plain = { tested = #test }, nil
  for _, method in ipairs(methods) do
    local name = method[1]
    local net, knob = best(method, train, validation, p)
    local pgd = attack.pgd(net, test.x, test.y, { eps = p.eps, restarts = 2, seed = p.split })
    local right = net:predict(test.x):eq(test.y):to "float64"
    local robust = 1 - pgd.success:to "float64"
    local own = { clean = right, attacked = robust }
    plain = plain or own
    result[name .. "_knob"] = knob
    for what, values in pairs(own) do
      result[name .. "_" .. what] = values:mean():item()
      if own ~= plain then
        result[string.format("%s_%s_noise", name, what)] = noise(values, plain[what])
      end
    end
    local x, y = train.x:slice(1, 1, 32), train.y:slice(1, 1, 32)
    study.keep(string.format("median-of-means_%s_%s_%g_%d_%s", p.data, p.corrupt, p.share, p.split,
      name), net, { x = test.x, y = test.y, adversarial = pgd.adversarial, right = right,
      robust = robust, eps = tensor(p.eps), batch_x = x, batch_y = y, knob = tensor(knob),
      batch_loss = method[4](knob)(net, x, y) })
  end
  return result
end

-- ## The page

-- How far a method lies above plain, with the noise of the test samples.
local function gain(rows, name, what)
  local values, noises = {}, {}
  for k, r in ipairs(rows) do
    values[k] = r[name .. "_" .. what] - r["plain_" .. what]
    noises[k] = r[name .. "_" .. what .. "_noise"]
  end
  return study.interval(values, noises)
end

local function mean(rows, name) return study.interval(study.column(rows, name)).mean end

local columns = { "corrupt", "share", "splits", "plain", "median", "median less plain",
  "trimmed less plain", "generalized less plain", "blocks" }

local function compared(rows, what)
  local list = {}
  for _, group in ipairs(study.groups(rows, { "corrupt", "share" })) do
    local own = group.rows
    local function less(name) return study.shown(gain(own, name, what), 3) end
    list[#list + 1] = { group.share == 0 and "nothing" or group.corrupt, group.share, #own,
      mean(own, "plain_" .. what), mean(own, "median_" .. what), less "median", less "trimmed",
      less "generalized", stats.median(study.column(own, "median_knob")) }
  end
  return list
end

-- Gain of the median against the share of wrong labels, a line for each data set.
local function drawn(rows)
  local figure
  for _, set in ipairs(study.groups(rows, { "data" })) do
    local x, y, low, high = {}, {}, {}, {}
    for _, group in ipairs(study.groups(set.rows, { "corrupt", "share" })) do
      local g = gain(group.rows, "median", "clean")
      if group.corrupt == "labels" and g.n > 1 then
        local k = #x + 1
        x[k], y[k], low[k], high[k] = group.share, g.mean, g.low, g.high
      end
    end
    if #x > 0 then
      local line = plot.line(x, y, { band = { low, high }, points = true, label = set.data,
        xlabel = "share of wrong labels", ylabel = "accuracy of median of means less plain" })
      figure = figure and figure:add(line) or line
    end
  end
  return figure and figure:hline(0)
end

local function report(rows, page)
  local primary
  for _, set in ipairs(study.groups(rows, { "data" })) do
    for _, what in ipairs { "clean", "attacked" } do
      page:heading(string.format("%s, %s accuracy", set.data, what))
      page:table(compared(set.rows, what), columns)
    end
    for _, group in ipairs(study.groups(set.rows, { "corrupt", "share" })) do
      if set.data == "digits" and group.corrupt == "labels" and group.share == 0.2 then
        primary = gain(group.rows, "median", "clean")
      end
    end
  end
  page:text("Differences are means over the splits, with 95 % intervals. Blocks: the median of "
    .. "those that validation samples chose, of a batch of 32.")
  if primary then
    page:verdict("%s: with a fifth of the labels wrong, median of means keeps more accuracy than "
      .. "the mean with l2. Difference on digits: %s.", study.verdict(primary, 1),
      study.shown(primary, 3))
  end
  local figure = drawn(rows)
  if figure then page:figure(figure, "What median of means gains, with 95 % intervals") end
  return { primary = primary }
end

-- ## Forms

local function settings(sets, labels, inputs, splits, fixed)
  local function all(corrupt, shares)
    return study.grid({ { "data", sets }, { "corrupt", { corrupt } }, { "share", shares },
      { "split", splits } }, fixed)
  end
  return study.join(all("labels", labels), all("inputs", inputs))
end

local S = {
  name = "median-of-means",
  title = "Median of means against corrupt training data",
  row = row,
  -- Splits that the full form has not.
  small = function()
    return study.join(settings({ "digits" }, { 0.2 }, {}, { 10001, 10002 }, { epochs = 5 }),
      settings({ "iris" }, { 0, 0.4 }, { 0.2 }, { 10001, 10002 }, { epochs = 20 }))
  end,
  full = function()
    return settings({ "digits", "iris", "wine", "breast_cancer" }, { 0, 0.1, 0.2, 0.3, 0.4 },
      { 0.1, 0.2, 0.3, 0.4 }, study.count(40), { epochs = 40 })
  end,
  report = report,
}

return {
  name = "median-of-means",
  summary = "Median of means and other robust losses under wrong labels and outliers.",
  params = study.params {
    data = { "digits", "the data set", choices = { "digits", "iris", "wine", "breast_cancer" } },
    corrupt = { "labels", "what is wrong in the training data", choices = { "labels", "inputs" } },
    share = { 0.2, "share of the samples that are wrong", range = { 0, 1 } },
    eps = { 0.2, "l-infinity radius of attacks, in standard deviations", range = { 0, 10 } },
    epochs = { 40, "passes over the samples", range = { 1, 1e6 } },
  },
  run = function(p) return study.run(p, S) end,
}

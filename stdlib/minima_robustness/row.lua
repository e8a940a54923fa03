-- One row of the study minima-robustness: the landscape of one split, net and lambda.

local names = require "minima_robustness.names"
local of_minima = require "minima_robustness.statistics"
local study = require "study"

local eps = 0.1 -- standard deviations of a feature
local least = 5 -- fewer minima have no coefficient

-- Log-volumes with sides of 1e-4 at least, in the mean: samples at which a network is constant
-- would outweigh all others.
local function log_volume(net, x, domain, classes)
  return reach.sensitivity(net, x, eps, { domain = domain }):clamp(classes * math.log(1e-4))
end

-- The sizes that "4-10-3" names, from features to classes.
local function sizes_of(p)
  local sizes = {}
  for size in (p.net .. "-"):gmatch "([^-]*)-" do
    sizes[#sizes + 1] = size:match "^%d+$" and math.tointeger(size) or 0
  end
  if #sizes < 2 or math.min(table.unpack(sizes)) < 1 then
    error(string.format("parameter 'net' must be the units of layers, such as 4-10-3, got '%s'",
      p.net), 0)
  end
  return sizes
end

-- Fails where the network does not fit the data, or the shares leave nothing for tests.
local function check(p, all)
  local sizes, features, classes = sizes_of(p), all.x:size(2), #all.classes
  if sizes[1] ~= features or sizes[#sizes] ~= classes then
    error(string.format("parameter 'net' must go from the %d features of %s to its %d classes, "
      .. "got '%s'", features, p.data, classes, p.net), 0)
  end
  for _, name in ipairs { "train", "validation" } do
    if p[name] <= 0 then error(string.format("parameter '%s' must be above 0", name), 0) end
  end
  if p.train + p.validation >= 1 then
    error(string.format("parameters 'train' and 'validation' must leave samples for tests: their "
      .. "sum must be below 1, got %g", p.train + p.validation), 0)
  end
end

local function network(p)
  local sizes, layers = sizes_of(p), {}
  for k = 1, #sizes - 1 do
    if k > 1 then layers[#layers + 1] = p.activation == "relu" and nn.ReLU() or nn.Tanh() end
    layers[#layers + 1] = nn.Linear(sizes[k], sizes[k + 1])
  end
  return nn.Sequential(layers):to "float64"
end

-- One number for each test sample; radius and distance of wrong ones are 0.
local function measured(net, test, p)
  local x, y = test.x, test.y
  local function radius(domain)
    return reach.certified_radius(net, x, y, { domain = domain, max_eps = 2 })
  end
  local attacked = attack.auto(net, x, y, { eps = eps, steps = 20, queries = 50, seed = p.split,
    targets = math.min(3, #test.classes - 1) })
  local classes = #test.classes
  local few = test:take(math.min(p.distances, #test))
  local exact = attack.exact(net, few.x, few.y, { timeout = 10, max_eps = 2, tolerance = 1e-5 })
  local m = {
    -- What is proved; the distance itself where the search ended below max_eps.
    distance = exact.lower, nearest = exact.adversarial,
    interval_radius = radius "interval", crown_radius = radius "crown",
    attacked = 1 - attacked.success:to "float64", adversarial = attacked.adversarial,
    interval = log_volume(net, x, "interval", classes),
    zonotope = log_volume(net, x, "zonotope", classes),
    relative = reach.sensitivity(net, x, eps, { domain = "interval", measure = "relative_width" }),
    wrong = net:predict(x):ne(y):to "float64",
  }
  m.radius = m.interval_radius:maximum(m.crown_radius)
  if p.ranges > 0 then
    local ball = reach.ball(test:take(math.min(p.ranges, #test)).x, eps)
    local r = reach.range(net, ball, { timeout = 10, tolerance = 1e-5 })
    m.range = (r.upper - r.lower):log():sum(2):clamp(classes * math.log(1e-4))
  end
  local solved = 0
  for k, status in ipairs(exact.status) do
    if status == "solved" or exact.lower:at(k) >= 2 then solved = solved + 1 / #few end
  end
  return m, solved
end

-- Every minimum: a tensor by name, [n, samples …] of test samples, else [n …].
local function measured_minima(atlas, minima, train, validation, test, p)
  local columns, solved = {}, 0
  for k, minimum in ipairs(minima) do
    local net = atlas:network(minimum)
    local m, share = measured(net, test, p)
    m.parameters, m.energy, m.hits = minimum.x, minimum.energy, minimum.hits
    m.norm = minimum.x:norm()
    m.sensitivity = log_volume(net, train.x, "interval", #train.classes):mean()
    m.validation_error = 1 - net:accuracy(validation.x, validation.y)
    m.validation_radius = -reach.certified_radius(net, validation.x, validation.y,
      { domain = "interval", max_eps = 2 }):mean()
    for name, value in pairs(m) do
      columns[name] = columns[name] or {}
      columns[name][k] = tensor(value, { dtype = "float64" })
    end
    solved = solved + share / #minima
  end
  for name, list in pairs(columns) do columns[name] = tensor.stack(list) end
  return columns, solved
end

local function correlate(row, m, p)
  local once, norm = m.hits * 0 + 1, m.norm:reshape(-1, 1)
  for _, measure in ipairs(names.measures) do
    local name, values, c = measure[1], m[measure[1]], {}
    if values and #m.energy >= least then
      local count = of_minima.counts(values:size(2), p.split)
      local sums = values:matmul(count)
      c[""] = of_minima.spearman(m.energy, sums, once)
      c._norm = of_minima.spearman(m.energy, sums, once, norm)
      c._hits = of_minima.spearman(m.energy, sums, m.hits)
      if name ~= "wrong" then
        local wrong = m.wrong:slice(2, 1, values:size(2)):matmul(count)
        c._error = of_minima.spearman(m.energy, sums, once, wrong)
      end
    end
    for _, variant in ipairs(names.variants) do
      local key = name .. variant[1]
      row[key], row[key .. "_sd"] = of_minima.with_noise(c[variant[1]])
    end
  end
end

-- What picking gains over the minimum of one quench, in the mean of the test samples.
local function pick(row, m)
  local share = m.hits / m.hits:sum()
  for _, outcome in ipairs(names.outcomes) do
    local means = m[outcome]:mean(2)
    local random = (share * means):sum()
    row["random_" .. outcome] = random:item()
    row["spread_" .. outcome] = (share * (means - random):square()):sum():sqrt():item()
    for _, criterion in ipairs(names.criteria) do
      for _, k in ipairs(names.draws) do
        local more = of_minima.chance(m[criterion], share, k[2]) - share
        local gain = more:reshape(1, -1):matmul(m[outcome]):flatten()
        local key = table.concat({ "pick", criterion, k[1], outcome }, "_")
        row[key], row[key .. "_sd"] = gain:mean():item(), gain:std():item() / math.sqrt(#gain)
      end
    end
  end
end

-- Where training ends, after a quench: its place among all minima that are known by then, in order
-- of energy from 0 to 1, beside that of the search's own quenches.
local function place_trained(row, atlas, minima, train, objective, p)
  local methods = { { "adam", optim.adam { lr = 0.01 } },
    { "sgd", optim.sgd { lr = 0.1, momentum = 0.9 } } }
  local ends = {}
  for _, method in ipairs(methods) do
    local ids, new, drop = {}, 0, 0
    for k = 1, p.trainings do
      local seed = 100 * p.split + k
      local net = network(p):initialize { seed = seed }
      optim.fit(net, train, { loss = objective, optimizer = method[2], epochs = 300,
        batch_size = 32, seed = seed })
      local quench = atlas:quench(net:parameters())
      if quench.minimum then
        ids[#ids + 1] = quench.minimum
        new = new + (quench.is_new and 1 or 0)
        drop = drop + objective(net, train.x, train.y):item() - quench.energy
      end
    end
    ends[method[1]] = ids
    row[method[1] .. "_ends"] = #ids
    row[method[1] .. "_new"], row[method[1] .. "_drop"] = new / #ids, drop / #ids
  end
  local place, all = {}, atlas:minima {}
  for k, m in ipairs(all) do place[m.id] = (k - 1) / (#all - 1) end
  for name, ids in pairs(ends) do
    local sum, lowest = 0, 0
    for _, id in ipairs(ids) do
      sum, lowest = sum + place[id], lowest + (id == all[1].id and 1 or 0)
    end
    row[name .. "_place"], row[name .. "_lowest"] = sum / #ids, lowest / #ids
  end
  local sum, hits = 0, 0
  for _, m in ipairs(minima) do sum, hits = sum + m.hits * place[m.id], hits + m.hits end
  row.search_place = sum / hits
end

return function(p)
  tarn.threads(1)
  local all = data[p.data] { dtype = "float64" }
  check(p, all)
  local train, validation, test = study.parts(all, p.split, { p.train, p.validation })
  test = test:take(math.min(p.samples, #test))
  local objective = loss.cross_entropy() + loss.l2(p.lambda)
  local atlas = landscape.open(":memory:", { net = network(p), loss = objective, data = train })
  local search = atlas:multistart { points = p.starts, seed = p.split, progress = false }
  local minima = atlas:minima {}
  if #minima == 0 then error("no quench led to a minimum", 0) end
  local coverage = atlas:coverage()
  local m, solved = measured_minima(atlas, minima, train, validation, test, p)
  local row = { minima = #minima, lowest = minima[1].energy, quenches = search.quenches,
    failed = search.failed, coverage = coverage.coverage, at_least = coverage.at_least,
    tested = #test, solved = solved }
  correlate(row, m, p)
  pick(row, m)
  place_trained(row, atlas, minima, train, objective, p)
  for name, part in pairs { train = train, validation = validation, test = test } do
    m["x_" .. name], m["y_" .. name] = part.x, part.y
  end
  for name, value in pairs(row) do m["row_" .. name] = tensor({ value }, { dtype = "float64" }) end
  m.row_lambda = tensor({ p.lambda }, { dtype = "float64" })
  local key = { "minima-robustness", p.data, p.net, p.activation, string.format("%g", p.lambda),
    p.split }
  study.keep(table.concat(key, "_"), atlas:network(minima[1]), m)
  return row
end

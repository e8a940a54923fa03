-- How the number of minima, and the way they are connected, change with the width of a network and
-- the strength of L2. Verpoort, Lee and Wales ("Archetypal landscapes for deep neural networks",
-- PNAS 2020) found one funnel in shallow networks with many data, and many minima of similar energy
-- behind low barriers with few data or more layers. Minima are proved, transition states as well;
-- what was not found is estimated from how often each minimum was hit.

local study = require "study"
local shared = require "study_landscape"

-- XOR with noise is drawn anew for each repetition, Iris is split; all of a draw is trained on.
local function samples(p)
  if p.data == "xor" then
    return data.xor { n = math.floor(200 * p.fraction + 0.5), noise = 0.25, seed = p.split,
      dtype = "float64" }
  end
  return (shared.parts(study, p))
end

local function row(p)
  local train = samples(p)
  local sizes = { train.x:size(2) }
  for _ = 1, p.layers do sizes[#sizes + 1] = p.hidden end
  sizes[#sizes + 1] = #train.classes
  local net = shared.network(sizes)
  local atlas = shared.open(net, loss.cross_entropy() + loss.l2(p.lambda), train)
  local ends, failed = shared.quench(atlas, shared.starts(net, p.starts, p.split))
  local _, energy, id = shared.minima(atlas)
  local seen = atlas:coverage()
  local result = { parameters = net:num_parameters(), samples = #train, quenched = #id,
    failed = failed, basins = (shared.effective(ends)), coverage = seen.coverage,
    at_least = seen.at_least, lowest = energy[1],
    -- How far above the lowest minimum a start ends, on average: what a blind search loses.
    excess = shared.excess(atlas, ends, energy[1]),
    curve = shared.curve_barrier(atlas, id, 8) }
  atlas:connect { attempts = p.bands, untrap = 10, seed = 1, workers = 1, progress = false }
  atlas:search_saddles { searches = p.searches, patience = p.searches, seed = 1, workers = 1,
    progress = false }
  local m = atlas:metrics()
  for _, name in ipairs { "minima", "saddles", "components", "funnels", "frustration", "smad" } do
    result[name] = m[name]
  end
  result.largest_funnel = math.max(table.unpack(m.funnel_sizes)) / m.minima
  result.barrier_ratio, result.persistence = m.barrier_ratio, m.mean_persistence
  local x, energies = shared.minima(atlas)
  local saddles, heights = {}, {}
  for k, s in ipairs(atlas:saddles {}) do saddles[k], heights[k] = s.x, s.energy end
  study.keep(string.format("archetypes_%s_%d_%d_%g_%g_%d", p.data, p.hidden, p.layers, p.lambda,
    p.fraction, p.split), net, { x = tensor.stack(x, 1),
      energy = tensor(energies, { dtype = "float64" }), train_x = train.x, train_y = train.y,
      saddles = #saddles > 0 and tensor.stack(saddles, 1) or tensor.zeros(0, net:num_parameters()),
      heights = tensor(heights, { dtype = "float64" }) })
  return result
end

local columns = { "parameters", "minima", "at_least", "basins", "coverage", "saddles", "components",
  "funnels", "largest_funnel", "barrier_ratio", "frustration", "excess", "persistence", "curve" }

local at = { "data", "layers", "fraction", "hidden", "lambda" }

-- Values of a column at one setting, by repetition.
local function by_split(rows, wanted, column)
  local values = {}
  for _, r in ipairs(rows) do
    local same = true
    for name, value in pairs(wanted) do
      same = same and (r[name] == value or type(value) == "number"
        and math.abs(r[name] - value) < 1e-9)
    end
    if same and type(r[column]) == "number" then values[r.split] = r[column] end
  end
  return values
end

-- log of the ratio of a column at two settings, for each repetition that has both.
local function change(rows, from, to, column)
  local before, after = by_split(rows, from, column), by_split(rows, to, column)
  local splits, list = {}, {}
  for split in pairs(before) do splits[#splits + 1] = split end
  table.sort(splits)
  for _, split in ipairs(splits) do
    local ratio = after[split] and math.log(after[split] / before[split]) or 0 / 0
    list[#list + 1] = math.abs(ratio) < math.huge and ratio or 0 / 0
  end
  return study.interval(list)
end

local function setting(source, hidden, lambda, layers, fraction)
  return { data = source, hidden = hidden, lambda = lambda, layers = layers or 1,
    fraction = fraction or 0.67 }
end

-- The mean of a column, "-" where no row has it. There are no fewer minima than were found, which
-- may be after those that Chao's bound was computed from.
local function shown_mean(rows, name)
  local values = study.column(rows, name)
  if name == "at_least" then
    local found = study.column(rows, "minima")
    for k, value in ipairs(values) do values[k] = math.max(value, found[k]) end
  end
  local mean = study.interval(values).mean
  return mean == mean and mean or "-"
end

local function report(rows, page)
  local primary = change(rows, setting("xor", 2, 1e-4), setting("xor", 8, 1e-4), "curve")
  page:verdict("The claim that "
    .. "barriers get lower as a network gets wider (XOR, lambda 1e-4, width 8 "
    .. "against 2: log ratio of the mean barrier on curves from the lowest minimum < 0) is %s: "
    .. "%s over %d draws.", study.verdict(primary, -1), study.shown(primary), primary.n)
  local means = {}
  for _, g in ipairs(study.groups(rows, at)) do
    local line = { repetitions = #g.rows }
    for _, name in ipairs(at) do line[name] = g[name] end
    for _, name in ipairs(columns) do line[name] = shown_mean(g.rows, name) end
    means[#means + 1] = line
  end
  page:text("Means over splits (Iris) or draws (XOR). At least: Chao's lower bound of all minima, "
    .. "or the number found where that is larger. Basins: exp of the entropy of where equal "
    .. "starts end. Components: sets between which no path was found. Excess: of the energy where "
    .. "starts end, over the lowest. Curve: mean barrier of Bezier curves from the lowest minimum, "
    .. "an upper bound. -: there is none, as where all landscapes have one minimum.")
  page:table(means, study.join(at, { "repetitions" }, columns))
  local changes = {}
  local function compare(text, from, to)
    local line = { change = text }
    for _, name in ipairs { "minima", "basins", "excess", "curve", "persistence" } do
      line[name] = study.shown(change(rows, from, to, name))
    end
    changes[#changes + 1] = line
  end
  for _, source in ipairs { "xor", "iris" } do
    compare(source .. ", width 2 to 8", setting(source, 2, 1e-4), setting(source, 8, 1e-4))
    compare(source .. ", lambda 1e-2 to 1e-4", setting(source, 4, 1e-2), setting(source, 4, 1e-4))
  end
  compare("iris, 1 to 2 layers", setting("iris", 4, 1e-4), setting("iris", 4, 1e-4, 2))
  compare("iris, 2/3 to 1/5 of samples", setting("iris", 4, 1e-4),
    setting("iris", 4, 1e-4, 1, 0.2))
  page:heading "log of the ratio [95 % interval from resampling repetitions]"
  page:text "Width and layers at lambda 1e-4, lambda and samples at width 4."
  page:table(changes, { "change", "minima", "basins", "excess", "curve", "persistence" })
  local x, y, group = {}, {}, {}
  for k, r in ipairs(rows) do
    -- Where all starts end at one minimum the excess is 0, up to rounding.
    x[k], y[k] = r.basins, math.max(r.excess, 1e-8)
    group[k] = string.format("%s, lambda %g", r.data, r.lambda)
  end
  page:figure(shared.scatter(x, y, group, { xlog = true, ylog = true, width = "14cm",
    height = "10cm", xlabel = "effective number of basins",
    ylabel = "mean energy above the lowest minimum" }), "Each point is one landscape.")
  return { estimate = primary.mean, low = primary.low, high = primary.high }
end

return {
  name = "archetypes",
  summary = "How minima and their tree change with width, depth, data and L2.",
  params = study.params {
    data = { "iris", "data set", choices = { "iris", "xor" } },
    hidden = { 4, "units of a hidden layer", range = { 1, 1000 } },
    layers = { 1, "hidden layers", range = { 1, 10 } },
    lambda = { 1e-4, "strength of L2 regularisation", range = { 0, 1 } },
    fraction = { 0.67, "share of the samples, of XOR of 200", range = { 0.01, 0.99 } },
    starts = { 200, "quenches", range = { 1, 1e6 } },
    bands = { 30, "bands between minima", range = { 1, 1e6 } },
    searches = { 20, "further searches of transition states", range = { 1, 1e6 } },
  },
  run = function(p)
    return study.run(p, {
      name = "archetypes", title = "Width, L2 and the shape of landscapes", row = row,
      report = report,
      small = function()
        return study.grid({ { "data", { "xor", "iris" } }, { "hidden", { 2 } } }, { lambda = 1e-2,
          layers = 1, fraction = 0.67, split = 10001, starts = 20, bands = 5, searches = 5 })
      end,
      full = function()
        local splits = { "split", study.count(16) }
        local grid = study.grid({ { "data", { "xor", "iris" } }, { "hidden", { 2, 4, 8 } },
          { "lambda", { 1e-2, 1e-3, 1e-4 } }, splits }, { layers = 1, fraction = 0.67 })
        return study.join(grid,
          study.grid({ splits }, setting("iris", 4, 1e-4, 2)),
          study.grid({ splits }, setting("iris", 4, 1e-4, 1, 0.2)))
      end,
    })
  end,
}

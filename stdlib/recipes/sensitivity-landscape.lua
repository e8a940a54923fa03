-- The landscape of the loss with sensitivity in it: cross-entropy + lambda l2 + weight * mean
-- geometric width of the reachable set, with |w| as sqrt(w^2 + delta^2). How many minima has it,
-- how are they connected, are its lower minima more robust, and are the minima of the plain loss
-- that it keeps the robust ones?
--
-- A minimum of the plain loss is *kept* at a weight if, quenched in one landscape after another as
-- the weight grows step by step, and then back as it falls, it ends where it began. Where its
-- branch ends on the way, it falls into another minimum, and does not come back. So at most one
-- minimum of the plain loss is kept by each one of the new loss.
local study, shared = require "study", require "study_landscape"
local nets = { iris = { 4, 5, 3 }, wine = { 13, 5, 3 } }
local growing = { 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1 }
local robustness = { "distance", "radius", "attacked" }

local function objective(p, weight, delta)
  local plain = loss.cross_entropy() + loss.l2(p.lambda)
  if weight == 0 then return plain end
  return plain + weight * loss.sensitivity { eps = p.eps, smooth = delta }
end

-- Searches minima at the largest delta and follows them to p.delta, where the starts are quenched
-- as well; then on to a tenth of it, for their numbers only. Without the term delta is nothing.
local function search(net, train, starts, p)
  local result, points = {}, table.move(starts, 1, math.min(#starts, p.followed), 1, {})
  local atlas
  for k, delta in ipairs { 10 * p.delta, 3 * p.delta, p.delta, 0.3 * p.delta, 0.1 * p.delta } do
    local here = shared.open(net, objective(p, p.weight, delta), train)
    local _, failed = shared.quench(here, points)
    points = shared.minima(here)
    result["followed_" .. k], result["failed_" .. k] = #points, failed
    if k == 3 then atlas = here end
  end
  local ends, failed = shared.quench(atlas, starts)
  result.basins = shared.effective(ends)
  result.failed, result.minima, result.coverage = failed, #atlas, atlas:coverage().coverage
  return atlas, result
end

-- For each minimum of the plain loss whether it is kept, and how many ends there are.
local function follow(net, train, plain, id, p)
  local weights, points, lost, ends = { 0 }, {}, {}, {}
  for _, w in ipairs(growing) do
    if w < 0.999 * p.weight then weights[#weights + 1] = w end
  end
  weights[#weights + 1] = p.weight
  for k, one in ipairs(id) do points[k] = plain:minimum(one).x end
  -- The atlas gives one place for each minimum, so that what has merged stays merged.
  local function pass(weight)
    local here = weight == 0 and plain
      or shared.open(net, objective(p, weight, p.delta), train)
    ends = shared.quench(here, points)
    for k, one in ipairs(ends) do
      if one then points[k] = here:minimum(one).x else lost[k] = true end
    end
  end
  for k = 2, #weights do pass(weights[k]) end
  local count = shared.different(ends)
  for k = #weights - 1, 1, -1 do pass(weights[k]) end
  local kept = {}
  for k, one in ipairs(ends) do kept[k] = one == id[k] and not lost[k] end
  return kept, count
end

local function row(p)
  local train, test = shared.parts(study, p)
  local net = shared.network(nets[p.data])
  local starts = shared.starts(net, p.starts, p.split)
  local plain = shared.open(net, objective(p, 0), train)
  shared.quench(plain, starts)
  local _, plain_energy, plain_id = shared.minima(plain)
  local plain_robust = shared.robustness(plain, test, p)

  local atlas, result = search(net, train, starts, p)
  local x, energy, id = shared.minima(atlas)
  local robust = shared.robustness(atlas, test, p)
  result.lowest, result.curve = energy[1], shared.curve_barrier(atlas, id, 6)
  result.accuracy = atlas:network(id[1]):accuracy(test.x, test.y)
  for _, r in ipairs(robustness) do
    local values = shared.means(robust[r])
    result["lowest_" .. r], result["mean_" .. r] = values[1], stats.mean(values)
    result["energy_" .. r] = shared.spearman(energy, values)
  end

  local kept, ends = follow(net, train, plain, plain_id, p)
  local function gain(values) return shared.advantage(values, kept) end
  result.plain, result.ends, result.kept = #plain_id, ends, 0
  for _, is in ipairs(kept) do result.kept = result.kept + (is and 1 or 0) end
  result.kept_energy = gain(plain_energy)
  for _, r in ipairs(robustness) do
    result["kept_" .. r] = gain(shared.means(plain_robust[r]))
  end
  result.noise = shared.noise(plain_robust.distance, gain)

  study.keep(string.format("sensitivity-landscape_%s_%g_%g_%d", p.data, p.lambda, p.weight,
    p.split), net, shared.kept(net, x, energy, train, test, robust))
  -- Transition states add minima that no start led to: all above is counted before.
  shared.connect(atlas, p.bands, result)
  return result
end

local at = { "data", "lambda", "weight" }
local numbers = { "minima", "basins", "coverage", "lowest", "saddles", "joined", "funnels",
  "barrier_ratio", "persistence", "curve" }
local names = { ".3", ".09", ".03", ".009", ".003" }

local function report(rows, page)
  local primary, landscapes, deltas, ranks, kept = study.interval({}), {}, {}, {}, {}
  local weight, value, group = {}, {}, {}
  for _, g in ipairs(study.groups(rows, at)) do
    local function of(name) return study.interval(study.column(g.rows, name)) end
    local function line(list, fields)
      for _, name in ipairs(at) do fields[name] = g[name] end
      list[#list + 1] = fields
    end
    local means = { splits = #g.rows }
    for _, name in ipairs(numbers) do means[name] = of(name).mean end
    line(landscapes, means)
    local rank = { accuracy = of("accuracy").mean, ["of all"] = of("mean_distance").mean,
      ["distance of lowest"] = of("lowest_distance").mean }
    for _, r in ipairs(robustness) do rank[shared.words[r]] = study.shown(of("energy_" .. r)) end
    line(ranks, rank)
    for _, r in ipairs(g.rows) do
      weight[#weight + 1], value[#value + 1] = math.max(r.weight, 1e-3), r.energy_distance
      group[#group + 1] = string.format("%s, %g", g.data, g.lambda)
    end
    if g.weight > 0 then
      local counts = { ["failed at .003"] = of("failed_5").mean }
      for k, delta in ipairs(names) do counts[delta] = of("followed_" .. k).mean end
      line(deltas, counts)
      local shown = { plain = of("plain").mean, ends = of("ends").mean, kept = of("kept").mean,
        energy = study.shown(of "kept_energy") }
      for _, r in ipairs(robustness) do shown[shared.words[r]] = study.shown(of("kept_" .. r)) end
      line(kept, shown)
      if g.data == "iris" and g.weight == 0.1 and math.abs(g.lambda - 1e-4) < 1e-9 then
        primary = study.interval(study.column(g.rows, "kept_distance"),
          study.column(g.rows, "noise"))
      end
    end
  end
  page:verdict("The claim that the minima which the sensitivity term keeps are the robust ones "
    .. "(Iris, lambda 1e-4, weight .1; probability that a kept minimum has the larger mean exact "
    .. "distance than a lost one, less 1/2, > 0) is %s: %s over %d splits.",
    study.verdict(primary, 1), study.shown(primary), primary.n)
  local function show(list, columns) page:table(list, study.join(at, columns)) end
  show(landscapes, study.join({ "splits" }, numbers))
  page:text("Means over splits. Basins: exp of the entropy of where equal starts end. Coverage: "
    .. "estimated share of such starts whose minima are known. Lowest: the least energy. Joined: "
    .. "minima that known transition states (saddles) join with a lower one; ratio and "
    .. "persistence are of these, and mean over the splits that have any, which are few where few "
    .. "are joined. Curve: barrier of Bezier curves from the lowest minimum to the next, an upper "
    .. "bound. With the term minima that were followed in delta count, too.")
  page:heading "Are lower minima more robust? Spearman of the energy within a landscape"
  show(ranks, { "exact distance", "certified radius", "attacked accuracy", "accuracy",
    "distance of lowest", "of all" })
  page:text("The raw sign: that lower minima are more robust asks for numbers below zero. Last two "
    .. "columns: mean exact distance of the lowest minimum, and of all.")
  if #kept > 0 then
    page:heading "Minima of the plain loss, followed as the weight grows and falls"
    show(kept, { "plain", "ends", "kept", "energy", "exact distance", "certified radius",
      "attacked accuracy" })
    page:text("Ends: minima of the new loss in which they end. The last columns: probability that "
      .. "a kept minimum has the larger value than a lost one, less 1/2.")
    page:heading "Minima followed from larger to smaller delta"
    show(deltas, study.join(names, { "failed at .003" }))
  end
  page:figure(shared.scatter(weight, value, group, { xlog = true, width = "14cm",
    height = "9cm", xlabel = "weight of the sensitivity term (0 stands at .001)",
    ylabel = "Spearman, energy and exact distance" }), "Each point is one split.")
  return { estimate = primary.mean, low = primary.low, high = primary.high }
end

return {
  name = "sensitivity-landscape",
  summary = "Minima of the loss with a sensitivity term: numbers, barriers, robustness, origin.",
  params = study.params {
    data = { "iris", "data set", choices = { "iris", "wine" } },
    lambda = { 1e-4, "strength of L2 regularisation", range = { 0, 1 } },
    weight = { 0.1, "of the sensitivity term", range = { 0, 1e3 } },
    delta = { 0.03, "smoothing of absolute values of weights", range = { 0, 10 } },
    eps = { 0.1, "radius of the term and the attack, in standard deviations", range = { 0, 10 } },
    starts = { 100, "quenches", range = { 1, 1e6 } },
    followed = { 40, "starts that are quenched at the largest delta", range = { 1, 1e6 } },
    bands = { 20, "bands between minima", range = { 1, 1e6 } },
    fraction = { 0.67, "share of the samples for training", range = { 0.01, 0.99 } },
  },
  run = function(p)
    return study.run(p, {
      name = "sensitivity-landscape", title = "The landscape of the loss with sensitivity",
      row = row, report = report,
      small = function()
        return study.grid({ { "weight", { 0, 0.1 } } }, { data = "iris", lambda = 1e-4,
          split = 10001, starts = 20, followed = 10, bands = 2 })
      end,
      full = function()
        local function grid(splits, fixed)
          local weights = { "weight", { 0, 0.01, 0.1, 1 } }
          return study.grid({ weights, { "split", study.count(splits) } }, fixed)
        end
        return study.join(grid(20, { data = "iris", lambda = 1e-4, bands = 20 }),
          grid(20, { data = "iris", lambda = 1e-5, bands = 20 }),
          grid(14, { data = "wine", lambda = 1e-5, bands = 2 }))
      end,
    })
  end,
}

-- Are flat minima robust ones? The minima of the regularised loss of small tanh networks, their
-- exact Hessians, and their robustness on test samples; ranks within one landscape, then over
-- splits. Two tanh networks that compute one function differ by exchanges and signs of hidden units
-- alone, so that eigenvalues are a property of the function (there is no rescaling as of rectified
-- networks, which makes any minimum as sharp as one likes); but which coordinates count as the
-- parameters, and in what units the inputs are, is still a choice.

local study = require "study"
local shared = require "study_landscape"

local nets = { iris = { 4, 5, 3 }, wine = { 13, 8, 3 } }
local flatness = { "trace", "highest", "log_det" }
local robustness = { "distance", "radius", "attacked" }

-- Numbers of the Hessian of each minimum, all of which are computed with the term of l2: within one
-- lambda it adds the same to all eigenvalues.
local function hessians(atlas, id)
  local columns = { trace = {}, highest = {}, log_det = {} }
  for k, one in ipairs(id) do
    local s = atlas:spectrum(one)
    columns.trace[k], columns.highest[k] = s.trace, s.highest
    columns.log_det[k] = s.log_determinant
  end
  return columns
end

local function norms(x)
  local list = {}
  for k, one in ipairs(x) do list[k] = one:norm():item() end
  return list
end

local function row(p)
  local train, test = shared.parts(study, p)
  local net = shared.network(nets[p.data])
  local atlas = shared.open(net, loss.cross_entropy() + loss.l2(p.lambda), train)
  local _, failed = shared.quench(atlas, shared.starts(net, p.starts, p.split))
  local x, energy, id = shared.minima(atlas)
  local norm, sharp, robust = norms(x), hessians(atlas, id), shared.robustness(atlas, test, p)
  local result = { minima = #x, failed = failed, coverage = atlas:coverage().coverage,
    lowest = energy[1], lowest_trace = sharp.trace[1],
    lowest_distance = robust.distance[1]:mean():item(),
    norm_energy = shared.spearman(norm, energy),
    trace_energy = shared.spearman(sharp.trace, energy),
    distance_spread = #x > 1 and stats.std(shared.means(robust.distance)) or 0 }
  for _, r in ipairs(robustness) do
    local values = shared.means(robust[r])
    result["energy_" .. r] = shared.spearman(energy, values)
    for _, f in ipairs(flatness) do
      local name = f .. "_" .. r
      result[name] = shared.spearman(sharp[f], values)
      result[name .. "_given_energy"] = shared.partial(sharp[f], values, energy)
      result[name .. "_given_norm"] = shared.partial(sharp[f], values, norm)
    end
  end
  result.noise = shared.noise(robust.distance, function(means)
    return shared.partial(sharp.trace, means, energy)
  end)
  local kept = shared.kept(net, x, energy, train, test, robust)
  for _, f in ipairs(flatness) do kept[f] = tensor(sharp[f], { dtype = "float64" }) end
  kept.given_energy = tensor({ result.trace_distance_given_energy }, { dtype = "float64" })
  study.keep(string.format("flatness_%s_%g_%d", p.data, p.lambda, p.split), net, kept)
  return result
end

local words = { trace = "trace", highest = "largest eigenvalue", log_det = "log-determinant" }

local function report(rows, page)
  local groups = study.groups(rows, { "data", "lambda" })
  local main
  for _, g in ipairs(groups) do
    if g.data == "iris" and math.abs(g.lambda - 1e-4) < 1e-9 then main = g end
  end
  local primary, other = study.interval({}), study.interval({})
  if main then
    other = study.interval(study.column(main.rows, "log_det_distance_given_energy"))
    primary = study.interval(study.column(main.rows, "trace_distance_given_energy"),
      study.column(main.rows, "noise"))
  end
  page:verdict("The claim that "
    .. "flatter minima are more robust (Iris, lambda 1e-4, trace of the Hessian and "
    .. "mean exact distance, given the energy; Spearman < 0) is %s: %s over %d splits. With the "
    .. "log-determinant in place of the trace (secondary): %s.", study.verdict(primary, -1),
    study.shown(primary), primary.n, study.shown(other))
  page:text("Minima of cross-entropy + lambda l2 of tanh networks (Iris 4-5-3, Wine 13-8-3), "
    .. "float64, ranks within one landscape; mean over splits [95 % interval from resampling]. "
    .. "The main interval also holds the noise of the test samples.")
  local found, ranks = {}, {}
  for _, g in ipairs(groups) do
    local function mean(name) return study.interval(study.column(g.rows, name)).mean end
    local function shown(name) return study.shown(study.interval(study.column(g.rows, name))) end
    found[#found + 1] = { data = g.data, lambda = g.lambda, splits = #g.rows,
      minima = mean "minima", coverage = mean "coverage",
      ["sd of distance"] = mean "distance_spread",
      ["norm, energy"] = shown "norm_energy", ["trace, energy"] = shown "trace_energy" }
    for _, r in ipairs(robustness) do
      ranks[#ranks + 1] = { data = g.data, lambda = g.lambda, flatness = "(energy)",
        robustness = shared.words[r], rank = shown("energy_" .. r), ["given energy"] = "-",
        ["given norm"] = "-" }
      for _, f in ipairs(flatness) do
        local name = f .. "_" .. r
        ranks[#ranks + 1] = { data = g.data, lambda = g.lambda, flatness = words[f],
          robustness = shared.words[r], rank = shown(name),
          ["given energy"] = shown(name .. "_given_energy"),
          ["given norm"] = shown(name .. "_given_norm") }
      end
    end
  end
  page:table(found, { "data", "lambda", "splits", "minima", "coverage", "sd of distance",
    "norm, energy", "trace, energy" })
  page:heading "Sharpness against robustness: Spearman, and partial"
  page:table(ranks, { "data", "lambda", "flatness", "robustness", "rank", "given energy",
    "given norm" })
  local group = {}
  for k, r in ipairs(rows) do group[k] = string.format("%s, %g", r.data, r.lambda) end
  page:figure(shared.scatter(study.column(rows, "trace_distance"),
    study.column(rows, "trace_distance_given_energy"), group, { equal = true,
      xrange = { -1, 1 }, yrange = { -1, 1 }, xlabel = "Spearman, trace and exact distance",
      ylabel = "the same given the energy", width = "12cm", height = "11cm" }),
    "Each point is one split.")
  return { estimate = primary.mean, low = primary.low, high = primary.high }
end

return {
  name = "flatness",
  summary = "Flatness of minima (trace, largest eigenvalue, determinant) against their robustness.",
  params = study.params {
    data = { "iris", "data set", choices = { "iris", "wine" } },
    lambda = { 1e-4, "strength of L2 regularisation", range = { 0, 1 } },
    starts = { 300, "quenches", range = { 1, 1e6 } },
    eps = { 0.3, "radius of the attack, in standard deviations", range = { 0, 10 } },
    fraction = { 0.67, "share of the samples for training", range = { 0.01, 0.99 } },
  },
  run = function(p)
    return study.run(p, {
      name = "flatness", title = "Flatness of minima and robustness", row = row, report = report,
      small = function()
        return study.grid({ { "split", { 10001, 10002 } } },
          { data = "iris", lambda = 1e-4, starts = 60 })
      end,
      full = function()
        local splits = { "split", study.count(40) }
        return study.join(
          study.grid({ { "lambda", { 1e-4, 1e-5 } }, splits }, { data = "iris" }),
          study.grid({ { "lambda", { 1e-5, 1e-6 } }, splits }, { data = "wine" }))
      end,
    })
  end,
}

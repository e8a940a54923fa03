-- Are landscapes less fragmented under robust training? Four losses of the same network and data:
-- from the same starts, how many distinct minima do quenches reach, how unequal are their basins,
-- and how high are the barriers between them? "Certified models have less fragmented loss surface"
-- (Mao, Balauca, Vechev 2025, CTBench) speaks of the loss over *inputs*; this asks about
-- *parameters*.
--
-- A landscape needs an energy that is one function of the parameters, and smooth:
--   plain         cross-entropy
--   sensitivity   + weight * width of the reachable set
--   interval      half the cross-entropy of the worst logits within intervals (IBP)
--   adversarial   half the cross-entropy at adversarial examples that stay fixed
-- and lambda l2 in each. Absolute values of weights are sqrt(w^2 + delta^2) in the second and
-- third, or minima would lie on kinks. The loss of adversarial training itself is no such
-- function: its examples jump as the parameters move. Here they are those of the lowest minimum of
-- the plain loss: this is the landscape of one round of training on transferred examples.

local study = require "study"
local shared = require "study_landscape"

local nets = { iris = { 4, 5, 3 }, wine = { 13, 5, 3 } }
local kinds = { "plain", "sensitivity", "interval", "adversarial" }

-- Cross-entropy of the worst logits within eps, by intervals through one hidden layer of tanh, with
-- differences of logits taken into the last layer as in loss.interval_bound, which it is at
-- delta = 0.
local function worst_case(sizes, eps, delta)
  local inputs, hidden, classes = table.unpack(sizes)
  local function absolute(w) return (w * w + delta * delta):sqrt() end
  return loss.custom("interval", function(net, x, y)
    local w, at = net:parameters(), 0
    local function take(rows, columns)
      local part = w:slice(1, at + 1, at + rows * columns):reshape(rows, columns)
      at = at + rows * columns
      return part
    end
    local w1, b1 = take(hidden, inputs), take(1, hidden)
    local w2, b2 = take(classes, hidden), take(1, classes)
    local center = x:matmul(w1:transpose(1, 2)) + b1
    local radius = eps * absolute(w1):sum(2):reshape(1, hidden)
    local lower, upper = (center - radius):tanh(), (center + radius):tanh()
    local middle, half = (upper + lower) / 2, (upper - lower) / 2
    -- z_k - z_y of every class k, at most; 0 for y itself.
    local own = w2:index_select(1, y):reshape(-1, 1, hidden)
    local rows = w2:reshape(1, classes, hidden) - own
    local worst = (rows * middle:reshape(-1, 1, hidden)):sum(3)
      + (absolute(rows) * half:reshape(-1, 1, hidden)):sum(3)
      + b2 - b2:reshape(classes, 1):index_select(1, y)
    local others = 1 - tensor.eye(classes, { dtype = "float64" }):index_select(1, y)
    return (worst * others):logsumexp(2):mean()
  end)
end

-- Adversarial examples of the lowest minimum of the plain loss, which is searched from the starts.
local function fixed_examples(net, plain, train, starts, p)
  local atlas = shared.open(net, plain, train)
  shared.quench(atlas, starts)
  local lowest = atlas:network(atlas:minima { limit = 1 }[1].id)
  return attack.pgd(lowest, train.x, train.y,
    { eps = p.eps, random_start = false, compact = false }).adversarial
end

local function objective(net, train, starts, p)
  local task, decay = loss.cross_entropy(), loss.l2(p.lambda)
  if p.loss == "plain" then return task + decay end
  if p.loss == "sensitivity" then
    return task + p.weight * loss.sensitivity { eps = p.eps, smooth = p.delta } + decay
  end
  if p.loss == "interval" then
    return 0.5 * task + 0.5 * worst_case(nets[p.data], p.eps, p.delta) + decay
  end
  local moved = fixed_examples(net, task + decay, train, starts, p)
  local examples = loss.custom("adversarial", function(at, _, y) return task(at, moved, y) end)
  return 0.5 * task + 0.5 * examples + decay, moved
end

local function row(p)
  local train, test = shared.parts(study, p)
  local net = shared.network(nets[p.data])
  local starts = shared.starts(net, p.starts, p.split)
  local energy_of, moved = objective(net, train, starts, p)
  local atlas = shared.open(net, energy_of, train)
  local ends, failed = shared.quench(atlas, starts)
  local x, energy, id = shared.minima(atlas)
  local basins, largest = shared.effective(ends)
  local robust = shared.robustness(atlas, test, p, 2)
  local curve = shared.curve_barrier(atlas, id, p.curves)
  local result = { minima = #x, failed = failed, basins = basins, largest = largest,
    coverage = atlas:coverage().coverage, lowest = energy[1],
    excess = shared.excess(atlas, ends, energy[1]), curve = curve,
    distance = robust.distance[1]:mean():item(), radius = robust.radius[1]:mean():item(),
    accuracy = atlas:network(id[1]):accuracy(test.x, test.y) }
  local kept = shared.kept(net, x, energy, train, test, robust)
  kept.moved = moved or train.x
  study.keep(string.format("fragmentation_%s_%s_%d", p.data, p.loss, p.split), net, kept)
  -- Transition states add minima that the starts did not reach: all above is counted before.
  shared.connect(atlas, p.bands, result)
  return result
end

local function report(rows, page)
  local plain, primary, wine = {}, study.interval({}), nil
  for _, g in ipairs(study.groups(rows, { "data", "loss" })) do
    if g.loss == "plain" then plain[g.data] = g.rows end
  end
  local counts, against, robust = {}, {}, {}
  local x, y, group = {}, {}, {}
  for _, g in ipairs(study.groups(rows, { "data", "loss" })) do
    local function mean(name) return study.interval(study.column(g.rows, name)).mean end
    counts[#counts + 1] = { data = g.data, loss = g.loss, splits = #g.rows, minima = mean "minima",
      ["effective basins"] = mean "basins", ["largest basin"] = mean "largest",
      coverage = mean "coverage", failed = mean "failed", ["transition states"] = mean "saddles",
      ["minima joined"] = mean "joined" }
    robust[#robust + 1] = { data = g.data, loss = g.loss, lowest = mean "lowest",
      ["mean excess"] = mean "excess", ["curve barrier"] = mean "curve",
      persistence = mean "persistence", accuracy = mean "accuracy",
      ["exact distance"] = mean "distance", ["certified radius"] = mean "radius" }
    if g.loss ~= "plain" and plain[g.data] then
      local line = { data = g.data, loss = g.loss }
      for _, name in ipairs { "minima", "basins", "excess", "curve", "persistence" } do
        line[name] = study.shown(study.interval(shared.ratios(g.rows, plain[g.data], name)))
      end
      against[#against + 1] = line
      local basins = shared.ratios(g.rows, plain[g.data], "basins")
      if g.loss == "interval" then
        if g.data == "iris" then primary = study.interval(basins) end
        if g.data == "wine" then wine = study.interval(basins) end
      end
      local curve = shared.ratios(g.rows, plain[g.data], "curve")
      for k in ipairs(basins) do
        x[#x + 1], y[#y + 1], group[#group + 1] = basins[k], curve[k], g.data .. ", " .. g.loss
      end
    end
  end
  page:verdict("The claim that "
    .. "the landscape of the certified loss (IBP, Iris) is less fragmented than "
    .. "that of the plain loss (log ratio of effective basins < 0) is %s: %s over %d splits.%s",
    study.verdict(primary, -1), study.shown(primary), primary.n, wine and string.format(
      " On Wine (secondary) the same ratio is %s, a factor of %.2g.", study.shown(wine),
      math.exp(wine.mean)) or "")
  page:text("Quenches from the same starts, in float64; means over splits. Effective basins: "
    .. "exp of the entropy of where the starts end.")
  page:table(counts, { "data", "loss", "splits", "minima", "effective basins", "largest basin",
    "coverage", "failed", "transition states", "minima joined" })
  page:heading "Energies of the minima, and robustness of the lowest one"
  page:text("Mean excess: of the energy where starts end, over the lowest. Curve barrier: of "
    .. "Bezier curves from the lowest to the next minima, an upper bound. Persistence: of minima "
    .. "that known transition states join with a lower one.")
  page:table(robust, { "data", "loss", "lowest", "mean excess", "curve barrier", "persistence",
    "accuracy", "exact distance", "certified radius" })
  if #against > 0 then
    page:heading "log ratio to the plain loss [95 % interval from resampling splits]"
    page:table(against, { "data", "loss", "minima", "basins", "excess", "curve", "persistence" })
    page:figure(shared.scatter(x, y, group, { width = "14cm", height = "10cm",
      xlabel = "log ratio of effective basins", ylabel = "log ratio of curve barriers" }),
      "Against the plain loss; each point is one split.")
  end
  return { estimate = primary.mean, low = primary.low, high = primary.high }
end

return {
  name = "fragmentation",
  summary = "Distinct minima, basins and barriers of the plain and of robust losses.",
  params = study.params {
    data = { "iris", "data set", choices = { "iris", "wine" } },
    loss = { "plain", "the loss", choices = kinds },
    lambda = { 1e-4, "strength of L2 regularisation", range = { 0, 1 } },
    eps = { 0.2, "radius of losses and attack, in standard deviations", range = { 0, 10 } },
    weight = { 0.1, "of the sensitivity term", range = { 0, 1e3 } },
    delta = { 0.03, "smoothing of absolute values of weights", range = { 0, 10 } },
    starts = { 150, "quenches", range = { 1, 1e6 } },
    bands = { 20, "bands between minima", range = { 1, 1e6 } },
    curves = { 8, "minima to which curves go", range = { 0, 1e3 } },
    fraction = { 0.67, "share of the samples for training", range = { 0.01, 0.99 } },
  },
  run = function(p)
    return study.run(p, {
      name = "fragmentation", title = "Fragmentation of landscapes", row = row, report = report,
      small = function()
        return study.grid({ { "loss", { "plain", "interval" } } },
          { data = "iris", split = 10001, starts = 30, bands = 2, curves = 2 })
      end,
      full = function()
        local function grid(splits, fixed)
          return study.grid({ { "loss", kinds }, { "split", study.count(splits) } }, fixed)
        end
        -- Bands cost most where there are many parameters.
        return study.join(grid(16, { data = "iris", lambda = 1e-4, bands = 20 }),
          grid(10, { data = "wine", lambda = 1e-5, bands = 2 }))
      end,
    })
  end,
}

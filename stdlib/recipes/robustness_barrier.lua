-- The experiment of "Bridging mode connectivity in loss landscapes and adversarial robustness"
-- (Zhao, Chen, Das, Ramamurthy and Lin, ICLR 2020) on small data: two regular networks, and an
-- adversarially trained one, are connected by curves of low training loss. Is there a barrier of
-- the adversarial loss between them, where there is none of the loss itself?
--
-- Networks are trained with Adam, the regular ones then brought to a minimum of their loss. The
-- bends of each curve are moved so that the mean regular loss along it is lowest; hidden units
-- are matched first. All but the training loss is measured on test samples. For the adversarial
-- loss and the loss the barrier is the highest point above the higher end; for the attacked
-- accuracy it is how far the lowest point lies below the lower end.

local function network(p, features, classes)
  return nn.Sequential { nn.Linear(features, p.hidden), nn.Tanh(), nn.Linear(p.hidden, classes) }
end

local function loaded(p)
  local all = data[p.data]({ dtype = "float64" })
  local train, test = all:split(p.fraction, { seed = p.seed })
  return train:standardize(), test:standardize { like = train }
end

local function trained(net, train, objective, p, seed)
  net:initialize { seed = seed }
  optim.fit(net, train, { loss = objective, optimizer = optim.adam { lr = p.lr },
    epochs = p.epochs, batch_size = p.batch, seed = seed })
  return net
end

-- What is measured of a network on the test samples.
local function columns(test, p)
  local pgd = { eps = p.eps, steps = p.pgd_steps, seed = p.seed }
  -- attack.pgd rests where a sample is fooled; the loss asks for the worst point.
  local worst = loss.adversarial { eps = p.eps, steps = p.pgd_steps, random_start = false }
  return {
    ["test error"] = function(net) return 1 - net:accuracy(test.x, test.y) end,
    ["adversarial loss"] = function(net) return worst(net, test.x, test.y) end,
    ["attacked accuracy"] = function(net)
      return attack.pgd(net, test.x, test.y, pgd).accuracy
    end,
    ["sensitivity"] = function(net)
      return reach.sensitivity(net, test.x, p.eps, { domain = "interval" }):mean()
    end,
  }
end

-- How far a column goes beyond both of its ends.
local function beyond(values, sign)
  local n = #values
  local ends = math.max(sign * values[1]:item(), sign * values[n]:item())
  return (sign * values):max():item() - ends
end

local names = { "test error", "adversarial loss", "attacked accuracy", "sensitivity" }
local kinds = { "regular to regular", "regular to adversarially trained" }

-- Two curves from one regular minimum: to another, and to an adversarially trained network.
local function curves(train, test, p, seed)
  local features, classes = train.x:size(2), #train.classes
  local regular = loss.cross_entropy() + loss.l2(p.lambda)
  local hardened = loss.adversarial { eps = p.eps, steps = p.train_steps } + loss.l2(p.lambda)
  local atlas = landscape.open(":memory:",
    { net = network(p, features, classes), loss = regular, data = train })
  local function fresh(objective, s)
    return trained(network(p, features, classes), train, objective, p, s)
  end
  local first = atlas:quench(fresh(regular, seed):parameters()).x
  local ends = { atlas:quench(fresh(regular, seed + 1):parameters()).x, fresh(hardened, seed + 2) }
  local result = {}
  for k, other in ipairs(ends) do
    result[k] = atlas:curve(first, other, { kind = p.kind, bends = p.bends, points = p.points,
      columns = columns(test, p), max_steps = p.max_steps })
  end
  return result
end

local function interval(values, p)
  if #values < 2 then return values[1], "-", "-" end
  local b = stats.bootstrap(values, stats.mean, { n = 2000, seed = p.seed })
  return stats.mean(values), b.low, b.high
end

local barrier_names = { "loss, segment", "loss, curve", "adversarial loss", "attacked accuracy",
  "sensitivity" }

local function run(p)
  local rows, barriers = {}, { {}, {} }
  local samples
  for repetition = 1, p.repeats do
    local train, test = loaded(p)
    samples = #test
    local found = curves(train, test, p, p.seed + 3 * (repetition - 1))
    for k, curve in ipairs(found) do
      for _, place in ipairs { 1, (p.points + 1) // 2, p.points } do
        local t = string.format("%.2f", curve.t[place]:item())
        local row = { repetition, kinds[k], t, curve.loss[place]:item() }
        for _, name in ipairs(names) do row[#row + 1] = curve.columns[name][place]:item() end
        rows[#rows + 1] = row
      end
      local c = curve.columns
      for column, value in ipairs { curve.segment_barrier, curve.barrier,
        beyond(c["adversarial loss"], 1), beyond(c["attacked accuracy"], -1),
        beyond(c["sensitivity"], 1) } do
        barriers[k][column] = barriers[k][column] or {}
        table.insert(barriers[k][column], value)
      end
      if repetition == 1 then
        local path = string.format("%s_%d.svg", p.out, k)
        curve:plot { title = p.data .. ": " .. kinds[k] }:save(path)
      end
    end
  end

  print(string.format("Ends and middle of each curve; %d test samples, eps %g standard deviations.",
    samples, p.eps))
  print(stats.table(rows,
    { columns = { "networks", "curve", "t", "training loss", table.unpack(names) } }))
  print()
  print("Barriers: how far the highest point lies above the higher end; of the attacked accuracy")
  print("how far the lowest point lies below the lower end. Mean of the repetitions, and 95 %")
  print("interval from resampling them.")
  local summary = {}
  for k, kind in ipairs(kinds) do
    for column, name in ipairs(barrier_names) do
      summary[#summary + 1] = { kind, name, interval(barriers[k][column], p) }
    end
  end
  print(stats.table(summary, { columns = { "curve", "barrier of", "mean", "low", "high" } }))
  print()
  print("Saved " .. p.out .. "_1.svg and " .. p.out .. "_2.svg.")
  return { rows = rows, barriers = barriers }
end

return {
  name = "robustness_barrier",
  summary = "Loss, sensitivity and attacked accuracy on curves between regular and adversarially "
    .. "trained networks.",
  params = {
    data = { "digits", "data set: digits, iris, wine or breast_cancer" },
    hidden = { 32, "hidden units" },
    lambda = { 1e-4, "strength of L2 regularisation" },
    eps = { 0.3, "l-infinity radius, in standard deviations" },
    kind = { "bezier", "of curve: bezier or polygon" },
    bends = { 1, "points that are moved" },
    points = { 41, "places at which a curve is looked at" },
    max_steps = { 200, "steps of L-BFGS for the bends" },
    epochs = { 60, "passes over the training samples" },
    lr = { 0.01, "learning rate" },
    batch = { 100, "samples in a minibatch" },
    fraction = { 0.67, "share of the samples for training" },
    train_steps = { 7, "steps of PGD in adversarial training" },
    pgd_steps = { 40, "steps of PGD in the measurement" },
    repeats = { 4, "repetitions with other starts of the networks" },
    seed = { 0, "seed of everything random; repetitions count on from it" },
    out = { "robustness_barrier", "beginning of the names of the files written" },
  },
  run = run,
}

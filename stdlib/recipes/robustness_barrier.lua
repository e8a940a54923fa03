-- The experiment of "Bridging mode connectivity in loss landscapes and adversarial robustness"
-- (Zhao, Chen, Das, Ramamurthy and Lin, ICLR 2020) on small data: two regular networks, and an
-- adversarially trained one, are connected by curves of low training loss. Is there a barrier of
-- the adversarial loss between them, where there is none of the loss itself?
--
-- Networks are trained with Adam, the regular ones then brought to a minimum of their loss. The
-- bends of each curve are moved so that the mean regular loss along it is lowest; hidden units
-- are matched first. All but the training loss is measured on test samples.

local files = require "recipe_files"
local study = require "study"

local kinds = { "regular to regular", "regular to adversarially trained" }

-- What is measured of a network on the test samples.
local function measures(test, p)
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

-- Two curves from one regular minimum: to another, and to an adversarially trained network.
local function curves(train, test, p, seed)
  local net = nn.Sequential {
    nn.Linear(train.x:size(2), p.hidden), nn.Tanh(), nn.Linear(p.hidden, #train.classes) }
  local regular = loss.cross_entropy() + loss.l2(p.lambda)
  local hardened = loss.adversarial { eps = p.eps, steps = p.train_steps } + loss.l2(p.lambda)
  local atlas = landscape.open(":memory:", { net = net, loss = regular, data = train })
  local function trained(objective, start)
    net:initialize { seed = start }
    optim.fit(net, train, { loss = objective, optimizer = optim.adam { lr = p.lr },
      epochs = p.epochs, batch_size = p.batch, seed = start })
    return net:parameters()
  end
  local first = atlas:quench(trained(regular, seed)).x
  local ends = { atlas:quench(trained(regular, seed + 1)).x, trained(hardened, seed + 2) }
  local found = {}
  for k, other in ipairs(ends) do
    found[k] = atlas:curve(first, other, { kind = p.kind, bends = p.bends, points = p.points,
      columns = measures(test, p), max_steps = p.max_steps })
  end
  return found
end

-- How far the highest point lies above the higher end; of the attacked accuracy, how far the lowest
-- lies below the lower end.
local function barriers(curve)
  local function beyond(values)
    return values:max():item() - math.max(values[1], values[-1])
  end
  local c = curve.columns
  return {
    ["loss, segment"] = curve.segment_barrier,
    ["loss, curve"] = curve.barrier,
    ["adversarial loss"] = beyond(c["adversarial loss"]),
    ["attacked accuracy"] = beyond(-c["attacked accuracy"]),
    ["sensitivity"] = beyond(c["sensitivity"]),
  }
end

local function run(p)
  local figure = files.figure(p.figure, p.seed)
  local train, test = data[p.data]({ dtype = "float64" }):split(p.fraction, { seed = p.seed })
  train, test = train:standardize(), test:standardize { like = train }
  local rows, found, pictures = {}, { {}, {} }, {}
  for repetition = 1, p.repeats do
    for k, curve in ipairs(curves(train, test, p, p.seed + 3 * (repetition - 1))) do
      found[k][repetition] = barriers(curve)
      pictures[k] = pictures[k] or curve:plot { title = p.data .. ": " .. kinds[k] }
      for _, place in ipairs { 1, (p.points + 1) // 2, p.points } do
        local row = { networks = repetition, curve = kinds[k], t = curve.t[place],
          ["training loss"] = curve.loss[place] }
        for name, column in pairs(curve.columns) do row[name] = column[place] end
        rows[#rows + 1] = row
      end
    end
  end
  local summary = {}
  for k, kind in ipairs(kinds) do
    for _, name in ipairs { "loss, segment", "loss, curve", "adversarial loss",
      "attacked accuracy", "sensitivity" } do
      local i = study.interval(study.column(found[k], name))
      summary[#summary + 1] = { kind, name, i.mean, i.low, i.high }
    end
  end

  print(string.format("Ends and middle of each curve; %d test samples, eps %g standard deviations.",
    #test, p.eps))
  print(stats.table(rows, { columns = { "networks", "curve", "t", "training loss", "test error",
    "adversarial loss", "attacked accuracy", "sensitivity" } }))
  print("\nBarriers: how far the highest point lies above the higher end; of the attacked accuracy")
  print("how far the lowest lies below the lower end. Mean over networks, 95 % interval.")
  print(stats.table(summary, { columns = { "curve", "barrier of", "mean", "low", "high" } }))
  if figure then
    pictures[1]:below(pictures[2]):save(figure)
    print("\nSaved " .. figure .. ".")
  end
  return { rows = rows, barriers = { regular = found[1], adversarial = found[2] } }
end

return {
  name = "robustness_barrier",
  summary = "Loss, sensitivity and attacked accuracy on curves between regular and adversarially "
    .. "trained networks.",
  params = {
    data = { "digits", "the data set", choices = { "digits", "iris", "wine", "breast_cancer" } },
    hidden = { 32, "hidden units", range = { 1, 1000 } },
    lambda = { 1e-4, "strength of L2 regularisation", range = { 1e-9, 1 } },
    eps = { 0.3, "l-infinity radius, in standard deviations", range = { 1e-6, 10 } },
    kind = { "bezier", "of curve", choices = { "bezier", "polygon" } },
    bends = { 1, "points that are moved", range = { 1, 1000 } },
    points = { 41, "places at which a curve is looked at", range = { 3, 100000 } },
    max_steps = { 200, "steps of L-BFGS for the bends", range = { 0, 1000000 } },
    epochs = { 60, "passes over the training samples", range = { 1, 100000 } },
    lr = { 0.01, "learning rate of Adam", range = { 1e-6, 1 } },
    batch = { 100, "samples in a minibatch", range = { 1, 100000 } },
    fraction = { 0.67, "share of the samples for training", range = { 0.1, 0.9 } },
    train_steps = { 7, "steps of PGD in adversarial training", range = { 1, 10000 } },
    pgd_steps = { 40, "steps of PGD in the measurement", range = { 1, 10000 } },
    repeats = { 4, "repetitions with other starts of the networks", range = { 1, 1000 } },
    seed = { 0, "seed of everything random; repetitions count on from it" },
    figure = { "robustness_barrier-{seed}.svg", "file for the figure; empty for none" },
  },
  run = run,
}

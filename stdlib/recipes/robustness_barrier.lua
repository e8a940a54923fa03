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
  local mean_loss = loss.cross_entropy()
  local pgd = { eps = p.eps, steps = p.pgd_steps, seed = p.seed }
  local latest = {}
  -- Two columns share an attack.
  local function attacked(net, t)
    if latest.t ~= t then latest = { t = t, result = attack.pgd(net, test.x, test.y, pgd) } end
    return latest.result
  end
  return {
    ["test error"] = function(net) return 1 - net:accuracy(test.x, test.y) end,
    ["adversarial loss"] = function(net, t)
      return mean_loss(net, attacked(net, t).adversarial, test.y)
    end,
    ["attacked accuracy"] = function(net, t) return attacked(net, t).accuracy end,
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

local function run(p)
  local train, test = loaded(p)
  local features, classes = train.x:size(2), #train.classes
  local regular = loss.cross_entropy() + loss.l2(p.lambda)
  local hardened = loss.adversarial { eps = p.eps, steps = p.train_steps } + loss.l2(p.lambda)
  local net = network(p, features, classes)
  local atlas = landscape.open(":memory:", { net = net, loss = regular, data = train })

  local function minimum(seed)
    local start = trained(network(p, features, classes), train, regular, p, seed)
    return atlas:quench(start:parameters())
  end
  local first, second = minimum(p.seed), minimum(p.seed + 1)
  local adversarial = trained(network(p, features, classes), train, hardened, p, p.seed + 2)

  local rows, barriers = {}, {}
  local pairs_of = {
    { "regular to regular", second.x },
    { "regular to adversarially trained", adversarial },
  }
  for k, pair in ipairs(pairs_of) do
    local title, other = pair[1], pair[2]
    local curve = atlas:curve(first.x, other, { kind = p.kind, bends = p.bends,
      points = p.points, columns = columns(test, p), max_steps = p.max_steps })
    local middle = (p.points + 1) // 2
    for _, place in ipairs { 1, middle, p.points } do
      local row = { title, string.format("%.2f", curve.t[place]:item()), curve.loss[place]:item() }
      for _, name in ipairs(names) do
        row[#row + 1] = curve.columns[name][place]:item()
      end
      rows[#rows + 1] = row
    end
    barriers[#barriers + 1] = { title, curve.segment_barrier, curve.barrier,
      beyond(curve.columns["adversarial loss"], 1), beyond(curve.columns["attacked accuracy"], -1),
      beyond(curve.columns["sensitivity"], 1) }
    local path = string.format("%s_%d.svg", p.out, k)
    curve:plot { title = p.data .. ": " .. title }:save(path)
  end
  atlas:close()

  print(string.format("Ends and middle of each curve; %d test samples, eps %g in standard deviations.",
    #test, p.eps))
  print(stats.table(rows, { columns = { "curve", "t", "training loss", table.unpack(names) } }))
  print()
  print("Barriers: how far the highest point lies above the higher end; of the attacked accuracy")
  print("how far the lowest point lies below the lower end.")
  print(stats.table(barriers, { columns = { "curve", "loss, segment", "loss, curve",
    "adversarial loss", "attacked accuracy", "sensitivity" } }))
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
    seed = { 0, "seed of everything random" },
    out = { "robustness_barrier", "beginning of the names of the files written" },
  },
  run = run,
}

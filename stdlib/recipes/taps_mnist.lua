-- TAPS (Mao et al. 2023, arXiv 2305.04574) on MNIST: the first part of a network is bounded by
-- intervals, the second is attacked inside of those bounds. What IBP over-approximates in the
-- last layers, an attack under-approximates; the loss is the product of IBP's and this one.
--
-- It shows how a loss is made of parts: `net:slice(a, b)` is a network of some layers, at the
-- same parameters.

local function network(p)
  local half = { stride = 2, padding = 1 }
  return nn.Sequential { nn.Conv2d(1, p.channels, 4, half), nn.ReLU(),
    nn.Conv2d(p.channels, 2 * p.channels, 4, half), nn.ReLU(), nn.Flatten(),
    nn.Linear(2 * p.channels * 7 * 7, p.hidden), nn.ReLU(), nn.Linear(p.hidden, 10) }
end

-- The gradient of the attack's points by the ends of their box goes to the end at which a point
-- lies, as in the paper (its eq. 4 with c = 0: a point between the ends has none).
local function connected(points, lower, upper)
  local low, high = points:le(lower), points:ge(upper)
  local below, above = lower - lower:detach(), upper - upper:detach()
  return points + low * below + (1 - low) * high * above
end

local function taps(p, eps)
  local clip = { 0, 1 }
  local cross_entropy = loss.cross_entropy()
  local bound = loss.interval_bound { eps = eps, kappa = 0, clip = clip }
  return loss.custom("taps", function(net, x, y)
    local front, back = net:slice(1, p.split), net:slice(p.split + 1, #net)
    local R = reach.output(front, reach.ball(x, eps, { clip = clip }), { domain = "interval" })
    local lower, upper = R:lower(), R:upper()
    local low, high = lower:detach(), upper:detach()
    -- Signed steps in units of the box.
    local points = (low + high) * 0.5
    for _ = 1, p.steps do
      local gradient = tarn.grad(function(z) return cross_entropy(back, z, y) end)(points)
      local moved = points + gradient:sign() * (high - low) / p.steps
      points = moved:maximum(low):minimum(high):detach()
    end
    local attacked = cross_entropy(back, connected(points, lower, upper), y)
    return attacked * bound(net, x, y)
  end)
end

local function run(p)
  local mnist = data.mnist(p.data ~= "" and p.data or nil)
  local train, test = mnist.train, mnist.test
  if p.samples > 0 then train = train:take(math.min(p.samples, #train)) end
  local net = network(p)
  net:initialize { seed = p.seed }
  local optimizer = optim.adam { lr = p.lr }
  local function fit(terms, epochs)
    optim.fit(net, train, { loss = terms, optimizer = optimizer, epochs = epochs,
      batch_size = p.batch, seed = p.seed, clip_gradient = 10 })
  end
  -- TAPS starts from a network that intervals can bound.
  local clip = { 0, 1 }
  fit(loss.interval_bound { eps = optim.ramp(0, p.eps, p.warmup),
    kappa = optim.ramp(1, 0.5, p.warmup), clip = clip }, p.warmup)
  fit(taps(p, p.eps), p.epochs)
  local part = test:take(math.min(p.attacked, #test))
  local pgd = { eps = p.eps, clip = clip, seed = p.seed }
  local bounds = { domain = "crown", clip = clip }
  local result = {
    clean = net:accuracy(test.x, test.y),
    pgd = attack.pgd(net, part.x, part.y, pgd).accuracy,
    certified = reach.certified_accuracy(net, part.x, part.y, p.eps, bounds),
  }
  print(stats.table({ { result.clean, result.pgd, result.certified } },
    { columns = { "clean", "PGD", "certified" } }))
  return result
end

return {
  name = "taps_mnist",
  summary = "Certified training on MNIST by intervals in the first layers and attacks in the last.",
  params = {
    data = { "", "folder with the files of MNIST; $TARN_DATA/mnist unless given" },
    eps = { 0.1, "l-infinity radius of training and test", range = { 0, 1 } },
    split = { 5, "layers that are bounded; the others are attacked", range = { 1, 7 } },
    steps = { 8, "steps of the attack", range = { 1, 10000 } },
    warmup = { 5, "passes of IBP, in which the radius grows", range = { 1, 100000 } },
    epochs = { 5, "passes of TAPS", range = { 1, 100000 } },
    lr = { 5e-4, "learning rate of Adam", range = { 1e-6, 1 } },
    batch = { 128, "images a step", range = { 1, 100000 } },
    channels = { 16, "channels of the first convolution", range = { 1, 1000 } },
    hidden = { 100, "hidden units", range = { 1, 10000 } },
    samples = { 0, "training images that are used; 0 for all", range = { 0, 1000000 } },
    attacked = { 1000, "test images that are attacked and certified", range = { 1, 1000000 } },
    seed = { 0, "seed of everything random" },
  },
  run = run,
}

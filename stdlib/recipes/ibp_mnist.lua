-- Certified training on MNIST by interval bound propagation (Gowal et al. 2018, arXiv 1810.12715):
-- a small convolutional network whose predictions no perturbation of up to eps in every pixel can
-- change, as far as intervals can show.
--
-- The radius grows from 0 over the first epochs, and the share of plain cross-entropy falls from 1
-- to a half: bounds that are asked for at once end in a network that predicts one class for
-- everything. What is certified holds against every attack; PGD may miss what is there.

local files = require "recipe_files"

local function network(p)
  return nn.Sequential {
    nn.Conv2d(1, p.channels, 4, { stride = 2, padding = 1 }), nn.ReLU(),
    nn.Conv2d(p.channels, 2 * p.channels, 4, { stride = 2, padding = 1 }), nn.ReLU(),
    nn.Flatten(), nn.Linear(2 * p.channels * 7 * 7, p.hidden), nn.ReLU(), nn.Linear(p.hidden, 10),
  }
end

local function run(p)
  local file = files.network(p.save, p.seed)
  local mnist = p.data ~= "" and data.mnist(p.data) or data.mnist()
  local train, test = mnist.train, mnist.test
  if p.samples > 0 then train = train:take(math.min(p.samples, #train)) end
  if p.tested > 0 then test = test:take(math.min(p.tested, #test)) end

  local net = network(p)
  net:initialize { seed = p.seed }
  local ramp = p.ramp > 0 and p.ramp or math.max(1, (2 * p.epochs) // 3)
  local clip = { 0, 1 }
  local history = optim.fit(net, train, {
    loss = loss.interval_bound { eps = optim.ramp(0, p.train_eps, ramp),
      kappa = optim.ramp(1, p.kappa, ramp), clip = clip },
    optimizer = optim.adam { lr = optim.cosine(p.lr, p.lr / 50, p.epochs) },
    epochs = p.epochs, batch_size = p.batch, seed = p.seed, clip_gradient = 10,
    on_epoch = function(s)
      print(string.format("epoch %3d  loss %7.4f  accuracy %.4f  eps %.3f  %.1f s", s.epoch, s.loss,
        s.accuracy, optim.ramp(0, p.train_eps, ramp)(s.epoch), s.seconds))
    end,
  })

  local figures = {
    history = history,
    clean = net:accuracy(test.x, test.y),
    pgd = attack.pgd(net, test.x, test.y,
      { eps = p.eps, steps = p.pgd_steps, clip = clip, seed = p.seed }).accuracy,
    certified = reach.certified_accuracy(net, test.x, test.y, p.eps,
      { domain = "interval", clip = clip }),
  }
  print()
  print(stats.table({ { p.eps, #test, figures.clean, figures.pgd, figures.certified } },
    { columns = { "eps", "images", "clean", "PGD", "certified" } }))
  if file then net:save(file) end
  return figures
end

return {
  name = "ibp_mnist",
  summary = "Certified training on MNIST by interval bound propagation.",
  params = {
    data = { "", "folder with the files of MNIST; $TARN_DATA/mnist unless given" },
    eps = { 0.1, "l-infinity radius of the test", range = { 0, 1 } },
    train_eps = { 0.13, "radius at which the training ends", range = { 0, 1 } },
    kappa = { 0.5, "share of plain cross-entropy at the end", range = { 0, 1 } },
    epochs = { 40, "passes over the images", range = { 1, 100000 } },
    ramp = { 0, "epochs in which radius and share move; 0 for two thirds of all",
      range = { 0, 100000 } },
    lr = { 1e-3, "learning rate of Adam, at the start", range = { 1e-6, 1 } },
    batch = { 128, "images a step", range = { 1, 100000 } },
    channels = { 16, "channels of the first convolution", range = { 1, 1000 } },
    hidden = { 100, "hidden units", range = { 1, 10000 } },
    samples = { 0, "training images that are used; 0 for all", range = { 0, 1000000 } },
    tested = { 0, "test images that are used; 0 for all", range = { 0, 1000000 } },
    pgd_steps = { 40, "steps of PGD", range = { 1, 10000 } },
    seed = { 0, "seed of everything random" },
    save = { "", "file for the trained network; empty for none" },
  },
  run = run,
}

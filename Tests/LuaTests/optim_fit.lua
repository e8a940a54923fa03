-- optim.fit: schedules, validation, patience, checkpoints, history.

local function fails(text, f, ...)
  local ok, message = pcall(f, ...)
  assert(not ok, "expected an error with: " .. text)
  assert(tostring(message):find(text, 1, true), "expected: " .. text .. "\ngot: " .. message)
end
local function close(a, b) return math.abs(a - b) < 1e-9 end

local train, test = data.iris():standardize():split(0.7, { seed = 1, stratify = true })
local function network()
  local net = nn.Sequential { nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3) }
  net:initialize { seed = 1 }
  return net
end
local function fit(options, net)
  net = net or network()
  options.loss = options.loss or loss.cross_entropy()
  return net, optim.fit(net, train, options)
end

-- Schedules are numbers by epoch.
local ramp, cosine, steps = optim.ramp(0, 1, 4), optim.cosine(1, 0, 4), optim.step_decay(8, 0.5, 2)
assert(ramp(1) == 0 and ramp(3) == 0.5 and ramp(5) == 1 and ramp(99) == 1)
assert(cosine(1) == 1 and close(cosine(3), 0.5) and close(cosine(5), 0))
assert(steps(1) == 8 and steps(2) == 8 and steps(3) == 4 and steps(5) == 2)
assert(tostring(optim.sgd { lr = steps }) == "optim.sgd{lr = optim.step_decay(8.0, 0.5, 2)}")

-- The history: records by epoch and lists by name.
local net, history = fit { epochs = 4, validation = test, optimizer = optim.adam { lr = cosine } }
assert(#history == 4)
for _, name in ipairs { "loss", "accuracy", "validation_loss", "validation_accuracy" } do
  assert(#history[name] == 4, name)
  for k = 1, 4 do assert(history[k][name] == history[name][k]) end
end
for k = 1, 4 do assert(history.learning_rate[k] == cosine(k) and history.seconds[k] >= 0) end
assert(close(history.validation_accuracy[4], net:accuracy(test.x, test.y)))
assert(math.abs(history.validation_loss[4] - loss.cross_entropy()(net, test.x, test.y):item()) < 1e-6)
local text = tostring(history)
assert(text:find("history of 4 epochs", 1, true) and text:find("validation_loss", 1, true))
assert(plot.curves(history))
local _, alone = fit { epochs = 2 }
assert(alone.validation_loss == nil and #alone.accuracy == 2)

-- What is scheduled in a loss follows the epochs; outside of fit it has its last value.
local weighted = loss.cross_entropy() + optim.ramp(0, 0.2, 3) * loss.sensitivity { eps = ramp }
assert(weighted:describe():find("optim.ramp(0.0, 0.2, 3) * sensitivity{eps = optim.ramp", 1, true))
local _, scheduled = fit { epochs = 1, batch_size = 105, loss = weighted, validation = test }
local _, plain = fit { epochs = 1, batch_size = 105, validation = test }
assert(scheduled.loss[1] == plain.loss[1] and scheduled.validation_loss[1] == plain.validation_loss[1])
local full = loss.cross_entropy() + 0.2 * loss.sensitivity { eps = 1 }
assert(math.abs((weighted(net, test.x, test.y) - full(net, test.x, test.y)):item()) < 1e-6)
local traced = 0
local counted = loss.custom("counted", function(n, x, y)
  traced = traced + 1
  return loss.cross_entropy()(n, x, y)
end)
fit { epochs = 2, loss = counted, batch_size = 32, optimizer = optim.sgd { lr = ramp } }
local first = traced
fit { epochs = 12, loss = counted, batch_size = 32, optimizer = optim.sgd { lr = ramp } }
assert(traced == 2 * first, "epochs trace nothing anew")

-- Early stopping, clipping, callbacks.
local losses = {}
local best, short = fit { epochs = 500, validation = test, patience = 2,
  optimizer = optim.sgd { lr = 4, momentum = 0.9, nesterov = true }, on_epoch = function(s)
    losses[#losses + 1] = s.validation_loss
    assert(s.learning_rate == 4 and s.seconds >= 0 and s.accuracy)
  end }
assert(#short < 500 and #losses == #short)
local least = math.min(table.unpack(losses))
assert(losses[#losses - 2] == least)
assert(math.abs(loss.cross_entropy()(best, test.x, test.y):item() - least) < 1e-5)
local before = network():parameters()
local clipped = fit { epochs = 1, batch_size = 105, clip_gradient = 1e-3,
  optimizer = optim.sgd { lr = 1 } }
assert((clipped:parameters() - before):norm():item() < 1.001e-3)
local _, stopped = fit { epochs = 9, on_epoch = function(s) return s.epoch < 3 end }
assert(#stopped == 3)
for _, rule in ipairs { optim.rmsprop {}, optim.rmsprop { centered = true, momentum = 0.5 },
  optim.lbfgs { lr = 0.5, max_iter = 4 }, optim.sgd { lr = 0.1, momentum = 0.5, dampening = 0.2 } } do
  local _, h = fit { epochs = 8, optimizer = rule, batch_size = 105 }
  assert(h.loss[8] < h.loss[1], tostring(rule))
end

-- A batch is done when L-BFGS changes its loss no more; max_eval limits its steps.
do
  local net1, long = fit { epochs = 1, batch_size = 105, optimizer = optim.lbfgs { lr = 0.5, max_iter = 3 } }
  local net2 = fit { epochs = 1, batch_size = 105, optimizer = optim.lbfgs { lr = 0.5, max_iter = 2, max_eval = 9 } }
  assert(net1:parameters() == net2:parameters() and #long == 1, "PyTorch's max_eval is 3 for max_iter = 3")
end

-- Checkpoints: the same bits as without an end in between.
local path = os.tmpname()
os.remove(path)
local whole = fit { epochs = 6, seed = 3 }
fit { epochs = 6, seed = 3, checkpoint = path, on_epoch = function(s) return s.epoch < 3 end }
local resumed, all = fit { epochs = 6, seed = 3, checkpoint = path }
assert(resumed:parameters() == whole:parameters() and #all == 6)
fails("seed is 4, in the file it is 3", fit, { epochs = 6, seed = 4, checkpoint = path })
fails("optimizer is rmsprop", fit, { epochs = 6, seed = 3, checkpoint = path,
  optimizer = optim.rmsprop {} })
fails("network is Linear(4 -> 3)", fit, { epochs = 6, seed = 3, checkpoint = path },
  nn.Sequential { nn.Linear(4, 3) })
os.remove(path)

-- What is refused.
fails("classes start at 1", optim.fit, network(), train,
  { loss = loss.custom("shifted", function(n, x, y) return loss.cross_entropy()(n, x, y - 1) end) })
fails("from 1 to 2", fit, { epochs = 1 }, nn.Sequential { nn.Linear(4, 2) })
fails("net[1] Linear(5 -> 3)", fit, { epochs = 1 }, nn.Sequential { nn.Linear(5, 3) })
fails("validation: net[1] Linear(4 -> 10)", fit, { epochs = 1, validation = data.wine() })
fails("in epoch 1, batch", fit, { epochs = 3, optimizer = optim.sgd { lr = 3e38 } })
fails("option 'lr' must be a number > 0 or a schedule, got optim.ramp", optim.adam, { lr = optim.ramp(0.1, -1, 3) })
fails("option 'eps' must be a number >= 0 or a schedule, got optim.ramp", loss.sensitivity, { eps = optim.ramp(0.1, -1, 3) })
fails("nesterov needs a momentum", optim.sgd, { lr = 0.1, nesterov = true })
fails("patience", fit, { patience = 0 })
fails("clip_gradient", fit, { clip_gradient = 0 })
fails("dataset", fit, { validation = 3 })
fails("/nowhere/at/all", fit, { epochs = 1, checkpoint = "/nowhere/at/all" })

-- A function in Lua has no description: another one is found by its values.
do
  local points, file = data.two_moons { n = 40 }, os.tmpname()
  os.remove(file)
  local function trained(f, layer)
    local small = nn.Sequential { nn.Linear(2, 2), layer or nn.Identity() }
    small:initialize { seed = 1 }
    optim.fit(small, points, { loss = loss.custom("mine", f), epochs = 2, checkpoint = file })
    return small:parameters()
  end
  local function squares(n, v) return n(v):square():mean() end
  assert(trained(squares) == trained(squares))
  fails("a function in it is another", trained, function(n, v) return n(v):abs():mean() end)
  fails("of another run", trained, squares, nn.Lambda(function(v) return v * 3 end))
  os.remove(file)
end

-- A last batch of one sample joins the batch before where batch normalisation needs several, and only there.
do
  local function normal()
    return nn.Sequential { nn.Linear(4, 8), nn.BatchNorm(8), nn.ReLU(), nn.Linear(8, 3) }:initialize { seed = 1 }
  end
  local few = data.iris():standardize():take(33)
  local function run(small, set, options)
    options.loss, options.epochs = loss.cross_entropy(), 2
    return small, optim.fit(small, set, options)
  end
  local joined, h = run(normal(), few, { batch_size = 16 })
  assert(#h == 2 and h.loss[2] < h.loss[1])
  assert(run(normal(), few, { batch_size = 16 }):parameters() == joined:parameters())
  local dropped = run(normal(), few, { batch_size = 16, drop_last = true })
  assert(dropped:parameters() ~= joined:parameters())
  -- All samples in one batch of 33 are those of a batch of 32 and the one that remained.
  assert(run(normal(), few, { batch_size = 32 }):parameters() == run(normal(), few, { batch_size = 33 }):parameters())
  assert(run(normal(), few:take(32), { batch_size = 16 }):parameters()
    == run(normal(), few:take(32), { batch_size = 16, drop_last = true }):parameters())
  -- Where images leave many values of a single sample, and where nothing is normalised, it stays alone.
  local images = data.dataset { x = tensor.randn(5, 1, 4, 4, { seed = 1 }), y = { 1, 2, 1, 2, 1 } }
  local conv = nn.Sequential { nn.Conv2d(1, 2, 3), nn.BatchNorm(2), nn.Flatten(), nn.Linear(8, 2) }
  assert(#select(2, run(conv, images, { batch_size = 2 })) == 2)
  local calls = 0
  local traces = loss.custom("counted", function(n, x, y)
    calls = calls + 1
    return loss.cross_entropy()(n, x, y)
  end)
  optim.fit(nn.Sequential { nn.Linear(4, 3) }, few, { loss = traces, batch_size = 16, epochs = 1 })
  assert(calls == 3, "the check, a batch of 16 and one of 1")
  fails("expected more than one value a feature while it is trained", run, normal(), few, { batch_size = 1 })
  fails("expected more than one value a feature while it is trained", run, normal(), few:take(1), { batch_size = 8 })
  local file = os.tmpname()
  os.remove(file)
  run(normal(), few, { batch_size = 16, checkpoint = file })
  fails("batch_size is 16 without the last, in the file it is 16", run, normal(), few,
    { batch_size = 16, drop_last = true, checkpoint = file })
  os.remove(file)
end

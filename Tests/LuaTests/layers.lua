-- Layers of images, blocks, layers written in Lua, and training mode.

local checks = require "support.checks"
local fails, distance, randn = checks.fails, checks.distance, checks.randn

local double = { dtype = "float64" }

-- A convolution by hand: windows of a known image, with a bias.
local conv = nn.Sequential { nn.Conv2d(1, 2, 2, { stride = { 1, 2 }, padding = { 0, 1 } }) }:to("float64")
assert(conv:num_parameters() == 10)
assert(tostring(conv:named_parameters()["1.weight"].shape) == "2x1x2x2")
conv:set_parameters(tensor({ 1, 0, 0, 1, 0, 1, 1, 0, 10, 20 }, double))
local image = tensor({ { { { 1, 2, 3 }, { 4, 5, 6 } } } }, double)
assert(conv(image) == tensor({ { { { 14, 18 } }, { { 21, 28 } } } }, double))
assert(tarn.check_grad(function(w) return conv:with_parameters(w)(image):square():sum() end,
  conv:parameters()) < 1e-7)
assert(nn.Sequential { nn.Conv2d(3, 4, { 2, 3 }, { bias = false }) }:num_parameters() == 72)

-- The same as a method, and its transpose.
local x, w = randn(2, 3, 5, 6, 1), randn(4, 3, 3, 2, 2)
local y = x:conv2d(w, { stride = 2, padding = 1 })
assert(tostring(y.shape) == "2x4x3x4")
local c = randn(2, 4, 3, 4, 3)
local pulled = tarn.grad(function(v) return (v:conv2d(w, { stride = 2, padding = 1 }) * c):sum() end)(x)
local back = c:conv_transpose2d(w, { stride = 2, padding = 1, output_padding = 0 })
assert(tostring(back.shape) == "2x3x5x6" and distance(back, pulled) < 1e-13)
assert(tostring(c:conv_transpose2d(w, { stride = 2, padding = 1, output_padding = 1 }).shape)
  == "2x3x6x7")
assert(tarn.check_grad(function(v) return v:conv2d(w, { padding = 1 }):tanh():sum() end, x) < 1e-7)
assert(distance(tarn.compile(function(a, b) return a:conv2d(b) end)(x, w), x:conv2d(w)) < 1e-13)
-- A batch of weights, of images, of both.
local weights, images = randn(5, 4, 3, 3, 2, 4), randn(5, 2, 3, 5, 6, 5)
local over_weights = tarn.batch(function(v) return x:conv2d(v) end)(weights)
local over_both = tarn.batch(function(a, v) return a:conv2d(v) end)(images, weights)
local over_images = tarn.batch(function(a) return a:conv2d(w) end)(images)
for k = 1, 5 do
  assert(distance(over_weights[k], x:conv2d(weights[k])) < 1e-13)
  assert(distance(over_both[k], images[k]:conv2d(weights[k])) < 1e-13)
  assert(distance(over_images[k], images[k]:conv2d(w)) < 1e-13)
end

-- Pooling.
local plane = tensor({ { { { 1, 2, 3, 4 }, { 5, 6, 7, 8 } } } }, double)
assert(plane:max_pool2d(2) == tensor({ { { { 6, 8 } } } }, double))
assert(plane:avg_pool2d(2) == tensor({ { { { 3.5, 5.5 } } } }, double))
assert(plane:max_pool2d({ 1, 2 }, { stride = 1 })
  == tensor({ { { { 2, 3, 4 }, { 6, 7, 8 } } } }, double))
assert(nn.Sequential { nn.MaxPool2d(2) }(plane) == plane:max_pool2d(2))
assert(nn.Sequential { nn.AvgPool2d(3, { stride = 2, padding = 1 }) }(plane)
  == plane:avg_pool2d(3, { stride = 2, padding = 1 }))
assert(tarn.check_grad(function(v) return (v:max_pool2d(3, { stride = 2, padding = 1 }) ^ 2):sum() end,
  x) < 1e-7)

-- Functions of single elements.
local points = tensor({ { -2, -0.5, 0, 0.5, 2 } }, double)
assert(distance(nn.Sequential { nn.ELU(0.5) }(points),
  tensor.where(points:gt(0), points, 0.5 * (points:exp() - 1))) < 1e-15)
assert(nn.Sequential { nn.HardTanh() }(points) == points:clamp(-1, 1))
local gelu = nn.Sequential { nn.GELU() }(points)
assert(math.abs(gelu[1][5] - 1.9544997361036416) < 1e-14 and gelu[1][3] == 0)

-- Shapes and units.
assert(nn.Sequential { nn.Reshape(1, 2, -1) }(tensor.zeros(3, 8)).shape == tensor.zeros(3, 1, 2, 4).shape)
assert(nn.Sequential { nn.Normalize(1, 2) }(tensor { { 5, 1 } }) == tensor { { 2, 0 } })
assert(nn.Sequential { nn.Normalize({ 1, 2 }, { 2, 4 }) }(tensor { { 5, 10 } }) == tensor { { 2, 2 } })

-- Blocks: nested networks keep their parameters; names tell the place.
local inner = nn.Sequential { nn.Linear(4, 4), nn.Tanh() }
local outer = nn.Sequential { inner, nn.Residual { nn.Linear(4, 4, { bias = false }), nn.ReLU() }, nn.Linear(4, 2) }
assert(outer:parameters():slice(1, 1, 20) == inner:parameters())
local named = outer:named_parameters()
assert(named["1.1.weight"] and named["2.1.weight"] and named["3.bias"] and not named["2.1.bias"])
local batch = randn(3, 4, 6):to("float32")
local hidden = inner(batch)
local added = hidden + (hidden:matmul(named["2.1.weight"]:transpose(1, 2))):relu()
assert(distance(outer(batch), added:matmul(named["3.weight"]:transpose(1, 2)) + named["3.bias"]) < 1e-6)
local before = outer:parameters()
outer:add(inner)
assert(outer:parameters():slice(1, 1, #before) == before)
assert(outer:parameters():slice(1, #before + 1, #before + 20) == inner:parameters())
fails("net[1][1] Linear(4 -> 4): got 2x5", outer, tensor.zeros(2, 5))
fails("net[2][2] Linear(3 -> 4): got 2x4",
  nn.Sequential { nn.ReLU(), nn.Residual { nn.Tanh(), nn.Linear(3, 4) } }, tensor.zeros(2, 4))

-- Layers written in Lua train and take part in bounds like the others.
local scale = nn.layer("Scale", {
  parameters = { weight = { 3, 2 }, shift = tensor { 1, 2, 3 } },
  forward = function(v, p) return v:matmul(p.weight:transpose(1, 2)) + p.shift end,
})
local own = nn.Sequential { scale, nn.ReLU(), nn.Linear(3, 2) }
assert(own:num_parameters() == 9 + 8)
assert(own:named_parameters()["1.shift"] == tensor { 1, 2, 3 })
assert(own:parameters():slice(1, 1, 3) == tensor { 1, 2, 3 }, "ordered by name")
assert(own:named_parameters()["1.weight"]:abs():max():item() <= 1 / math.sqrt(2))
local own64 = own:to("float64")
local some = randn(4, 2, 7)
assert(tarn.check_grad(function(p) return own64:with_parameters(p)(some):square():sum() end,
  own64:parameters()) < 1e-6)
local reachable = reach.output(own64, reach.ball(some, 0.1), { domain = "interval" })
assert(reachable:contains(own64(some)):min():item() == 1)
assert(tostring(own):find("Scale", 1, true))
fails("net[2] Scale", nn.Sequential { nn.ReLU(), scale }, tensor.zeros(2, 5))
fails("net[1] Lambda", nn.Sequential { nn.Lambda(function() error("boom") end) }, some)
fails("boom", nn.Sequential { nn.Lambda(function() error("boom") end) }, some)
local object = { "an error object" }
local ok, caught = pcall(nn.Sequential { nn.Lambda(function() error(object) end) }, some)
assert(not ok and caught == object, "error objects pass unchanged")
fails("sizes are integers", nn.layer, "S", { parameters = { w = { 1.5 } }, forward = print })
fails("forward", nn.layer, "S", {})

-- Bounds of convolutions hold what sampled points give.
local net = nn.Sequential { nn.Conv2d(1, 3, 3, { stride = 2, padding = 1 }), nn.BatchNorm(3), nn.ReLU(),
  nn.AvgPool2d(2), nn.MaxPool2d(2, { stride = 1 }), nn.Flatten(), nn.Linear(3, 2) }:to("float64")
local picture = randn(2, 1, 8, 8, 8)
local set = reach.output(net, reach.ball(picture, 0.2), { domain = "interval" })
for seed = 1, 20 do
  local noise = randn(2, 1, 8, 8, seed):sign() * 0.2
  assert(set:contains(net(picture + noise)):min():item() == 1)
end

-- Batch normalisation: batch statistics in training, running ones in evaluation.
local norm = nn.Sequential { nn.BatchNorm(2) }:to("float64")
local data2 = randn(50, 2, 9) * 3 + 5
assert(norm:buffers()["1.running_mean"] == tensor({ 0, 0 }, double))
assert(distance(norm(data2), data2 / math.sqrt(1 + 1e-5)) < 1e-12)
norm:train_mode()
local normal = norm(data2)
assert(normal:mean(1):abs():max():item() < 1e-12)
assert(distance(norm:buffers()["1.running_mean"], data2:mean(1) * 0.1) < 1e-12)
assert(distance(norm:buffers()["1.running_var"], data2:var(1) * 0.1 + 0.9) < 1e-12)
norm:eval_mode()
local mean, variance = norm:buffers()["1.running_mean"], norm:buffers()["1.running_var"]
assert(distance(norm(data2), (data2 - mean) / (variance + 1e-5):sqrt()) < 1e-12)
assert(distance(norm(data2), norm(data2)) == 0)
-- A compiled function sees the statistics as they are when it is called.
local compiled = tarn.compile(function(v) return norm(v) end)
assert(distance(compiled(data2), norm(data2)) < 1e-14)
norm:train_mode()
norm(data2)
norm:eval_mode()
assert(distance(compiled(data2), norm(data2)) < 1e-14)
fails("more than one value", norm:train_mode(), tensor.zeros(1, 2))

-- Dropout: other elements in every pass, compiled or not; nothing in evaluation.
local drop = nn.Sequential { nn.Dropout(0.5) }
local ones = tensor.ones(1000)
assert(drop(ones) == ones)
drop:train_mode()
local one, two = drop(ones), drop(ones)
assert(one ~= two and math.abs(one:mean():item() - 1) < 0.15)
assert(one:eq(0):sum():item() + one:eq(2):sum():item() == 1000)
local dropping = tarn.compile(function(v) return drop(v) end)
assert(dropping(ones) ~= dropping(ones))
assert(drop:with_parameters(drop:parameters())(ones) ~= ones, "the mode is copied")
drop:eval_mode()
assert(drop(ones) == ones and dropping(ones) == ones)

-- A loss sees the network in its mode, and fit trains in training mode.
local task = loss.custom("mean", function(n, v) return n(v):mean() end)
drop:train_mode()
assert(task(drop, ones, ones):item() ~= 1)
drop:eval_mode()
assert(task(drop, ones, ones):item() == 1)
local moons = data.two_moons { n = 100, seed = 1 }
local classifier = nn.Sequential { nn.BatchNorm(2), nn.Linear(2, 16), nn.ReLU(), nn.Dropout(0.1), nn.Linear(16, 2) }
optim.fit(classifier, moons, { loss = loss.cross_entropy(), epochs = 40, batch_size = 20,
  optimizer = optim.adam { lr = 0.02 } })
assert(distance(classifier:buffers()["1.running_mean"], moons.x:mean(1)) < 0.2)
assert(classifier:accuracy(moons.x, moons.y) > 0.8)
assert(classifier(moons.x) == classifier(moons.x), "fit leaves evaluation mode")

-- Summaries.
local summary = net:summary(1, 8, 8)
for _, text in ipairs { "3x4x4", "3x2x2", "Conv2d(1 -> 3, 3x3, stride 2, padding 1)", "total" } do
  assert(summary:find(text, 1, true), summary)
end
assert(nn.Sequential { nn.Linear(4, 3) }:summary():find("3", 1, true))
fails("net[1] Conv2d", net.summary, net, 2, 8, 8)

-- Bad settings and inputs.
fails("kernel", nn.Conv2d, 1, 1, "3")
fails("kernel", nn.Conv2d, 1, 1, 0)
fails("kernel", nn.Conv2d, 1, 1, { 1, 2, 3 })
fails("padding", nn.Conv2d, 1, 1, 3, { padding = -1 })
fails("did you mean 'stride'?", nn.Conv2d, 1, 1, 3, { strid = 2 })
fails("pooling: padding must be from 0 to half the kernel", nn.MaxPool2d, 2, { padding = 2 })
fails("Normalize: mean must be finite and std positive, got 0.0 and {1.0, 0.0}", nn.Normalize, 0, { 1, 0 })
fails("Reshape: sizes must be 0 or more, and one may be -1, got -1, -1", nn.Reshape, -1, -1)
fails("'p' must be", nn.Dropout, 2)
fails("std", nn.Normalize, 0, 0)
fails("layer", nn.Residual, { 3 })
fails("conv2d: got", x.conv2d, x, randn(4, 2, 3, 3, 1))
fails("no larger than", x.conv2d, x, randn(4, 3, 9, 9, 1))
fails("max_pool2d", x.max_pool2d, x, 7)
fails("memory", nn.Conv2d(1, 1, 1, { padding = 10000000 }) and function()
  return nn.Sequential { nn.Conv2d(1, 1, 1, { padding = 10000000 }) }(tensor.zeros(1, 1, 2, 2))
end)

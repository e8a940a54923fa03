-- The module tarn: derivatives, batching, compiled functions, the session, and strict globals.

local checks = require "support.checks"
local fails, distance, randn = checks.fails, checks.distance, checks.randn

local double = { dtype = "float64" }
local function t64(list) return tensor(list, double) end

assert(type(tarn.version) == "string" and tarn.version:find("^%d+%.%d+%.%d+"))
assert(tarn.tensor == tensor and tarn.nn == nn and require "tarn.nn" == nn and require "tarn"
  == tarn)

-- Gradients of known functions.
local function rosenbrock(x)
  return 100 * (x[2] - x[1] ^ 2) ^ 2 + (1 - x[1]) ^ 2
end
local x = t64 { -1.2, 1 }
local function rosenbrock_gradient(v)
  local a, b = v[1], v[2]
  return t64 { -400 * a * (b - a * a) - 2 * (1 - a), 200 * (b - a * a) }
end
local function rosenbrock_hessian(v)
  local a, b = v[1], v[2]
  return t64 { { 1200 * a * a - 400 * b + 2, -400 * a }, { -400 * a, 200 } }
end
assert(distance(tarn.grad(rosenbrock)(x), rosenbrock_gradient(x)) < 1e-12)
local value, gradient = tarn.value_and_grad(rosenbrock)(x)
assert(math.abs(value:item() - 24.2) < 1e-12 and distance(gradient, rosenbrock_gradient(x)) < 1e-12)
assert(distance(tarn.hessian(rosenbrock)(x), rosenbrock_hessian(x)) < 1e-11)
-- Cut off digits have no slope.
assert(tarn.grad(function(v) return (v + v:to("int32"):to("float64")):sum() end)(x) == t64 { 1, 1 })
local hessian_column = tarn.hvp(rosenbrock)(x, t64 { 0, 1 })
assert(distance(hessian_column, rosenbrock_hessian(x):transpose(1, 2)[2]) < 1e-11)
assert(gradient.dtype == "float64" and gradient.shape == x.shape)
assert(type(gradient[1]) == "number", "elements of a gradient are numbers")

-- The gradient with respect to another argument.
local function product(u, v) return (u * v):sum() end
local u, v = randn(3, 1), randn(3, 2)
assert(tarn.grad(product)(u, v) == v and tarn.grad(product, { argument = 2 })(u, v) == u)

-- A gradient of a gradient, and of a function that ignores its argument.
local third = tarn.grad(function(s) return tarn.grad(function(r) return (r ^ 4):sum() end)(s):sum()
  end)
assert(distance(third(t64 { 2 }), t64 { 48 }) < 1e-12)
assert(tarn.grad(function() return tensor(1) end)(x) == tensor.zeros(2, double))

-- Jacobians.
local m = randn(3, 4, 7)
assert(distance(tarn.jacobian(function(w) return m:matmul(w) end)(randn(4, 8)), m) < 1e-14)
local w = randn(5, 9)
local softmax_jacobian = tarn.jacobian(function(z) return z:softmax(1) end)(w)
local p = w:softmax(1)
local expected = tensor.eye(5, double) * p - p:reshape(5, 1) * p:reshape(1, 5)
assert(distance(softmax_jacobian, expected) < 1e-15)
-- The Hessian of logsumexp is that Jacobian.
assert(distance(tarn.hessian(function(z) return z:logsumexp() end)(w), expected) < 1e-15)
-- The Hessian of a quadratic form.
local q = randn(4, 4, 10)
local form = tarn.hessian(function(z) return z:dot(q:matmul(z)) end)
assert(distance(form(randn(4, 11)), q + q:transpose(1, 2)) < 1e-14)

-- Numbers have methods while a function runs on plain tensors and while it is traced.
local function mixed(z) return z[1]:exp() * z[2]:tanh() + z[3]:square():sqrt() end
assert(tarn.check_grad(mixed, t64 { 0.3, -0.7, 1.1 }) < 1e-6)

-- check_grad over many functions.
local smooth = {
  function(z) return z:exp():sum() end,
  function(z) return (z:square() + 1):log():mean() end,
  function(z) return z:tanh():sum() end,
  function(z) return (z:sigmoid() * z:softplus()):sum() end,
  function(z) return (z:sin() + z:cos() * z):sum() end,
  function(z) return (z:square() + 0.5):sqrt():sum() end,
  function(z) return z:norm() end,
  function(z) return z:var() + z:std() end,
  function(z) return z:logsumexp() end,
  function(z) return (z:log_softmax(1) * w):sum() end,
  function(z) return (z:reshape(5, 1):matmul(z:reshape(1, 5)) ^ 2):mean() end,
  function(z) return z:cumsum(1):square():sum() end,
  function(z) return z:prod() end,
  function(z) return z:max() * z:min() end,
  function(z) return z:relu():sum() + z:abs():sum() + z:clamp(-0.5, 0.5):sum() end,
  function(z) return z:maximum(w):sum() + z:minimum(0.1):sum() end,
  function(z) return tensor.where(z:gt(0), z ^ 2, z ^ 3):sum() end,
  function(z) return tensor.cat({ z, z:slice(1, 2, 4) }, 1):square():sum() end,
  function(z) return (tensor.stack({ z, w }, 2):transpose(1, 2) ^ 3):sum() end,
  function(z) return z:index_select(1, { 1, 1, 3 }):square():sum() end,
  function(z) return (z:reshape(5, 1):expand(5, 4) * randn(5, 4, 12)):sum() end,
  function(z) return (1 / (z ^ 2 + 1)):sum() - (2 ^ z):sum() end,
  function(z) return z:sort(1).values:dot(w) end,
  function(z) return (z * z:softmax(1)):sum() ^ 2 end,
  function(z) return (z:abs() + 1):pow(1.7):sum() end,
  function(z) return (z * (z:reshape(1, 5) * 2):sum(2)):sum() ^ 2 end,
  function(z) return ((z * z:sum(1, { keepdim = true })):sum() + z:prod()) ^ 2 end,
}
for i, f in ipairs(smooth) do
  local at = randn(5, 20 + i)
  local off = tarn.check_grad(f, at)
  assert(off < 1e-6, "gradient of function " .. i .. " off by " .. off)
  -- Exact Hessian-vector products agree with the Hessian, which is symmetric.
  local direction = randn(5, 60 + i)
  local hessian = tarn.hessian(f)(at)
  local size = 1 + hessian:abs():max():item()
  assert(distance(hessian, hessian:transpose(1, 2)) < 1e-12 * size, "symmetry, function " .. i)
  assert(distance(tarn.hvp(f)(at, direction), hessian:matmul(direction)) < 1e-12 * size,
    "hvp, function " .. i)
  -- Compiled and not, value and gradient are the same.
  local both = tarn.compile(tarn.value_and_grad(f))
  local compiled_value, compiled_gradient = both(at)
  local eager_value, eager_gradient = tarn.value_and_grad(f)(at)
  assert(math.abs(compiled_value:item() - eager_value:item()) < 1e-13
    * (1 + math.abs(eager_value:item())))
  assert(distance(compiled_gradient, eager_gradient) < 1e-13 * size, "compiled gradient, function "
    .. i)
  assert(distance(tarn.compile(tarn.hessian(f))(at), hessian) < 1e-12 * size,
    "compiled Hessian, function " .. i)
end

-- batch maps over the leading dimension, like a loop.
local rows = randn(7, 5, 90)
for i, f in ipairs(smooth) do
  local batched = tarn.batch(f)(rows)
  local gradients = tarn.batch(tarn.grad(f))(rows)
  for r = 1, 7 do
    local one = f(rows[r])
    one = type(one) == "number" and one or one:item()
    assert(math.abs(batched[r] - one) < 1e-12 * (1 + math.abs(one)), "batch of function " .. i)
    assert(distance(gradients[r], tarn.grad(f)(rows[r])) < 1e-11 * (1 + math.abs(one)),
      "batched gradient " .. i)
  end
end
local pairwise = tarn.batch(function(a, b) return a:dot(b) end)(rows, rows)
assert(distance(pairwise, (rows * rows):sum(2)) < 1e-14)
assert(distance(tarn.compile(tarn.batch(tarn.grad(smooth[4])))(rows),
  tarn.batch(tarn.grad(smooth[4]))(rows)) < 1e-14)
fails("7", tarn.batch(product), rows, randn(6, 5, 1))

-- compile: shapes and dtypes are told apart, upvalues may change, also tensors.
local scale, shift, double_it = 2, t64 { 1, 2, 3 }, false
local affine = tarn.compile(function(z)
  if double_it then return 2 * (scale * z + shift) end
  return scale * z + shift
end)
local z3 = t64 { 1, 1, 1 }
assert(affine(z3) == t64 { 3, 4, 5 })
scale = 10
assert(affine(z3) == t64 { 11, 12, 13 })
shift = t64 { 0, 0, 5 }
assert(affine(z3) == t64 { 10, 10, 15 })
double_it = true
assert(affine(z3) == t64 { 20, 20, 30 })
double_it = false
assert(affine(tensor.ones(2, 3, double)) == t64 { { 10, 10, 15 }, { 10, 10, 15 } })
assert(affine(tensor { 1, 1, 1 }).dtype == "float64")
shift = tensor { 0, 0, 5 }
assert(affine(tensor { 1, 1, 1 }).dtype == "float32")
local powers = tarn.compile(function(a, n) return a ^ n end)
assert(powers(t64 { 3 }, 2) == t64 { 9 } and powers(t64 { 3 }, 3) == t64 { 27 })
assert(powers(2, t64 { 3 }) == t64 { 8 }, "a number is an argument at its place")
-- Each group of operations waits for the reductions that it reads, also through a reshape.
local function quartic(z) return ((z * z:sum(2, { keepdim = true })):sum(2) ^ 2):sum() end
local curvature = function(z) return tarn.grad(function(r) return tarn.grad(quartic)(r):sum()
  end)(z) end
local grid = t64 { { 1, 2, 3 }, { 1, 2, 3 }, { 1, 2, 3 } }
assert(tarn.compile(curvature)(grid) == tensor.full({ 3, 3 }, 1296, double))
assert(curvature(grid) == tensor.full({ 3, 3 }, 1296, double))

-- A captured network is an input of the plan, not a constant.
local net = nn.Sequential { nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2) }:to("float64")
local run = tarn.compile(function(input) return net(input) end)
local batch = randn(6, 3, 91)
assert(distance(run(batch), net(batch)) < 1e-14)
local before = run(batch)
net:set_parameters(net:parameters() * 2)
assert(distance(run(batch), net(batch)) < 1e-14 and distance(run(batch), before) > 1e-3)
local slope = tarn.compile(tarn.grad(function(input) return net(input):sum() end))
local old_slope = slope(batch)
net:set_parameters(net:parameters() * 2)
assert(distance(slope(batch), tarn.grad(function(input) return net(input):sum()
  end)(batch)) < 1e-14)
assert(distance(slope(batch), old_slope) > 1e-4)
-- A function that is replaced is another constant.
local shape_of = function(z) return z + 1 end
local by_function = tarn.compile(function(z) return shape_of(z) end)
assert(by_function(z3) == t64 { 2, 2, 2 })
shape_of = function(z) return z - 1 end
assert(by_function(z3) == t64 { 0, 0, 0 })
-- The same for what derivatives and other Lua functions close over.
local factor = 2
local function scaled(z) return (factor * net(z)):sum() end
local nested = tarn.compile(tarn.batch(tarn.grad(function(z) return scaled(z) end)))
local grown = nested(batch)
factor = 3
assert(distance(nested(batch), grown * 1.5) < 1e-13)

-- Networks and losses.
local activations = {
  nn.Tanh(), nn.Sigmoid(), nn.Softplus(), nn.SiLU(), nn.ReLU(), nn.LeakyReLU(0.1), nn.Identity(),
}
local labels = tensor({ 1, 2, 2, 1, 2, 1 }, { dtype = "int32" })
for i, activation in ipairs(activations) do
  local f = nn.Sequential { nn.Linear(3, 5), activation, nn.Linear(5, 2) }:to("float64")
  f:initialize { seed = i }
  local objective = loss.cross_entropy() + loss.l2(0.01) + 0.1 * loss.l1(0.01)
  local function of_parameters(theta) return objective(f:with_parameters(theta), batch, labels) end
  assert(tarn.check_grad(of_parameters, f:parameters()) < 1e-6, "activation " .. i)
  assert(tarn.check_grad(function(input) return objective(f, input, labels) end, batch) < 1e-6,
    "activation " .. i)
  local direction = randn(f:num_parameters(), 95)
  local hessian = tarn.hessian(of_parameters)(f:parameters())
  assert(distance(tarn.hvp(of_parameters)(f:parameters(), direction),
    hessian:matmul(direction)) < 1e-12)
end

-- Inside compile there are no values, and the message says so and where.
local line = debug.getinfo(1, "l").currentline + 1
local peeking = tarn.compile(function(z) if z:sum():item() > 0 then return z end return -z end)
fails("item", peeking, z3)
fails("compiled functions", peeking, z3)
fails("tarn.lua:" .. line .. ": item:", peeking, z3)
fails("compile", tarn.compile(function(z) return tensor(z:totable()) end), z3)
-- Without compile, if and item work.
assert(tarn.grad(function(z) if z:sum():item() > 0 then return z:sum() end return -z:sum() end)(z3)
  == tensor.ones(3, double))

-- Wrong use.
for _, name in ipairs { "grad", "value_and_grad", "hessian" } do
  fails("tarn." .. name .. ": the function must return a scalar tensor, got 3",
    tarn[name](function(z) return 2 * z end), z3)
end
fails("tarn.hvp: the function must return a scalar tensor, got 2x3", tarn.hvp(function(z)
  return z:reshape(2, 3) end), tensor.ones(6), tensor.ones(6))
fails("tarn.check_grad: the function must return a scalar", tarn.check_grad, function(z) return z end,
  z3)
fails("nothing", tarn.grad(function() end), z3)
fails("function", tarn.grad, 3)
fails("function", tarn.compile, nil)
fails("did you mean 'argument'?", tarn.grad, product, { argumnt = 2 })
fails("argument", tarn.grad(product, { argument = 3 }), u, v)
fails("argument", tarn.grad, product, { argument = 0 })
fails("boom", tarn.grad(function() error("boom") end), z3)
fails("boom", tarn.compile(function() error("boom") end), z3)
fails("2x2", tarn.hvp(rosenbrock), x, tensor.ones(2, 2, double))
fails("did you mean 'compile'?", function() return tarn.compil end)

-- check_finite names the operation that made the first NaN or infinity, and the layer.
do
  local huge = nn.Sequential { nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1) }
  huge:set_parameters(tensor.full({ 9 }, 3e38))
  local point = tensor { { 2, 2 } }
  local log = tarn.compile(function(z) return z:log() * 2 end)
  assert(log(tensor { 0 })[1] == -math.huge)
  tarn.check_finite(true)
  local ok, message = pcall(function()
    fails("log: made 1 NaN and 1 inf among 3 elements", function() return tensor { 0, -1, 1 }:log()
    end)
    fails("log: made 1 inf among 1 element", log, tensor { 0 })
    fails("reciprocal: made 1 inf", tarn.grad(function(z) return z:sqrt():sum() end), tensor { 0 })
    fails("div: made", function() return tensor { 1, 2 } / 0 end)
    fails("Linear", huge, point)
    fails("matmul: made 2 inf", huge, point)
    assert((tensor { math.huge } * 2)[1] == math.huge, "what comes in may be infinite")
  end)
  tarn.check_finite(false)
  assert(ok, message)
  assert(log(tensor { 0 })[1] == -math.huge)
  fails("check_finite", tarn.check_finite, "yes")
end

-- The seed of the session.
tarn.seed(5)
local first = tensor.randn(4)
local first_net = nn.Sequential { nn.Linear(3, 2) }:parameters()
tarn.seed(5)
assert(tensor.randn(4) == first and nn.Sequential { nn.Linear(3, 2) }:parameters() == first_net)
tarn.seed(6)
assert(tensor.randn(4) ~= first)
tarn.seed(0)
fails("threads", tarn.threads, 0)
fails("threads", tarn.threads, -1)
tarn.threads(1)

-- Others.
assert(tarn.interrupted() == false)
local counted = 0
for i in tarn.progress(5) do counted = counted + i end
assert(counted == 15)
assert(tarn.help == tarn.help and pcall(tarn.help, "nn.Linear"))

-- Globals are strict: typing errors are found, modules stay.
fails("did you mean 'tensor'?", function() return tensr end) -- luacheck: ignore
fails("did you mean 'print'?", function() prnt("x") end) -- luacheck: ignore
fails("loss is a module", function() loss = 3 end) -- luacheck: ignore
fails("nn is a module", function() nn = 3 end) -- luacheck: ignore
fails("is a module", function() tarn = 3 end) -- luacheck: ignore
assert(loss.l2 and nn.Linear)
my_global = 4 -- luacheck: ignore
assert(my_global == 4) -- luacheck: ignore
my_global = nil -- luacheck: ignore
assert(my_global == nil) -- luacheck: ignore
fails("my_global_2", function() return my_global_2 end) -- luacheck: ignore
fails("nn", function() nn.Linear = 3 end) -- luacheck: ignore

-- Functions of functions: what they take beside plain functions, and what they give back.
local fails = require("support.checks").fails

local net = nn.Sequential { nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1) }
local x = tensor { 1, 2 }
local function call(v) return net(v) end
local function total(v) return net(v):sum() end
local summed = setmetatable({}, { __call = function(_, v) return net(v):sum() end })

assert(tarn.jacobian(net)(x) == tarn.jacobian(call)(x) and tarn.jacobian(net)(x).shape == { 1, 2 })
assert(tarn.batch(net)(tensor { { 1, 2 }, { 3, 4 } }).shape == { 2, 1 })
assert(tarn.grad(net)(x) == tarn.grad(total)(x) and tarn.grad(summed)(x) == tarn.grad(total)(x))
assert(tarn.hessian(summed)(x) == tarn.hessian(total)(x))
assert(tarn.hvp(summed)(x, x) == tarn.hvp(total)(x, x))
assert(tarn.check_grad(summed, x) == tarn.check_grad(total, x))
assert(optim.minimize(setmetatable({}, { __call = function(_, v) return (v * v):sum() end }), x).value < 1e-6)
fails("tarn.grad: argument 1 'f' must be a function, got a table", function() tarn.grad {} end)
fails("must be a function, got a tensor", function() tarn.grad(x) end)

-- Every result of a batched function is a batch.
local rows = tensor { { 1, 2 }, { 3, 4 } }
local values, gradients = tarn.batch(tarn.value_and_grad(function(v) return (v * v):sum() end))(rows)
assert(values == tensor { 5, 25 } and gradients == rows * 2)
fails("the function returned nothing, expected a tensor", function() tarn.batch(function() end)(rows) end)

-- A table with named fields is no tensor: nothing of it is dropped in silence.
local sort = function(v) return v:sort() end
for _, use in ipairs {
  function() return tensor { key = 1 } end, function() return tensor { 1, 2, key = "float64" } end,
  function() return tensor { { 1, key = 2 } } end, function() return x + { key = 1 } end,
} do
  fails('expected a list, got a table with key "key"', use)
end
for _, use in ipairs { tarn.compile(sort), tarn.batch(sort), tarn.jacobian(sort) } do
  fails("expected a list, got a table with key", function() return use(rows) end)
end

-- Numbers have the methods of tensors, also beside a tensor.
local v = tensor { 1, 3 }
for _, method in ipairs { "maximum", "minimum", "gt", "ge", "lt", "le", "eq", "ne", "pow" } do
  for _, number in ipairs { 1, 2, 3.5 } do
    assert(number[method](number, v) == tensor(number)[method](tensor(number), v), method)
    for _, other in ipairs { 1, 2, 5 } do
      assert(number[method](number, other) == tensor(number)[method](tensor(number), other):item(), method)
    end
  end
end
for _, method in ipairs { "maximum", "minimum" } do
  local one, other = (1)[method](1, 0 / 0), (0 / 0)[method](0 / 0, 1)
  assert(one ~= one and other ~= other)
  fails("expected a number or a tensor, got string", function() return (1)[method](1, "a") end)
end
assert((0 / 0):sign() ~= (0 / 0):sign())

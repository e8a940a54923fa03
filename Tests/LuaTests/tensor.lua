-- The module tensor: construction, indexing, arithmetic, reductions, linear algebra, and what is
-- refused.

local fails = require("support.checks").fails

local function near(a, b, tolerance)
  tolerance = tolerance or 1e-12
  if type(a) == "number" then return math.abs(a - b) <= tolerance * math.max(1, math.abs(b)) end
  return a.shape == b.shape and (a - b):abs():max():item() <= tolerance
end

local double = { dtype = "float64" }
local function t64(list) return tensor(list, double) end

-- Constructors.
local a = tensor { { 1, 2, 3 }, { 4, 5, 6 } }
assert(a.dtype == "float32" and tostring(a.shape) == "2x3")
assert(#a == 2 and a:size(1) == 2 and a:size(2) == 3 and a:size(-1) == 3 and a:numel() == 6)
assert(#a.shape == 2 and a.shape[1] == 2 and a.shape[2] == 3 and a.shape
  == tensor.zeros(2, 3).shape)
assert(a.shape ~= tensor.zeros(3, 2).shape)
assert(tensor(3).dtype == "float32" and tensor(3):item() == 3 and tensor(3):numel() == 1)
assert(t64({ 0.1 }):item() == 0.1 and tensor({ 0.1 }):item() ~= 0.1)
assert(tensor({ 1, 2 }, { dtype = "int32" }).dtype == "int32")
assert(tensor.zeros(2, 3) == tensor.zeros { 2, 3 })
assert(tensor.ones(2, 2):sum():item() == 4 and tensor.full({ 2, 3 }, 7):sum():item() == 42)
assert(tensor.full({ 2 }, 7, double).dtype == "float64")
assert(tensor.eye(3) == tensor { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } })
assert(tensor.arange(1, 5) == tensor { 1, 2, 3, 4, 5 })
assert(tensor.arange(1, 2, 0.5) == tensor { 1, 1.5, 2 })
assert(tensor.arange(5, 1, -2) == tensor { 5, 3, 1 })
assert(#tensor.arange(0, 1, 0.1, double) == 11)
assert(tensor.linspace(0, 1, 5) == tensor { 0, 0.25, 0.5, 0.75, 1 })
assert(near(tensor.linspace(0, 1, 7, double)[7], 1, 0))

local nested = a:totable()
assert(nested[2][3] == 6 and #nested == 2 and #nested[1] == 3)
assert(tensor(nested) == a)

-- Random tensors repeat with their seed.
assert(tensor.randn(3, 4, { seed = 1 }) == tensor.randn(3, 4, { seed = 1 }))
assert(tensor.randn(3, 4, { seed = 1 }) ~= tensor.randn(3, 4, { seed = 2 }))
assert(tensor.randn(3, 4) ~= tensor.randn(3, 4))
local uniform = tensor.rand(10000, { seed = 3, dtype = "float64" })
assert(uniform:min():item() >= 0 and uniform:max():item() < 1)
assert(near(uniform:mean():item(), 0.5, 0.02) and near(uniform:var():item(), 1 / 12, 0.01))
local normal = tensor.randn(10000, { seed = 4, dtype = "float64" })
assert(near(normal:mean():item(), 0, 0.05) and near(normal:std():item(), 1, 0.05))
local dice = tensor.randint(1, 6, { 1000 }, { seed = 5 })
assert(dice.dtype == "int32" and dice:min():item() == 1 and dice:max():item() == 6)

-- Rows, elements, slices, gathers: everything from 1, ends included, negative from the end.
assert(a[1] == tensor { 1, 2, 3 } and a[2][3] == 6 and a[-1] == tensor { 4, 5, 6 })
assert(a:at(2, 3) == 6 and a:at(-1, -1) == 6 and a:at(1, 1) == 1)
assert(a:slice(2, 2, 3) == tensor { { 2, 3 }, { 5, 6 } })
assert(a:slice(-1, 1, 1) == tensor { { 1 }, { 4 } } and a:slice(1, 2, 2) == tensor { { 4, 5, 6 } })
assert(a:slice(2, -2, -1) == tensor { { 2, 3 }, { 5, 6 } })
assert(a:index_select(2, { 3, 1, 3 }) == tensor { { 3, 1, 3 }, { 6, 4, 6 } })
assert(a:index_select(1, tensor({ 2 }, { dtype = "int32" })) == tensor { { 4, 5, 6 } })
assert(a:reshape(3, 2) == tensor { { 1, 2 }, { 3, 4 }, { 5, 6 } })
assert(a:reshape { 3, 2 } == a:reshape(3, 2) and a:reshape(-1) == a:flatten())
assert(a:reshape(-1, 2) == a:reshape(3, 2))
assert(a:transpose(1, 2) == tensor { { 1, 4 }, { 2, 5 }, { 3, 6 } })
assert(a:transpose(-1, -2) == a:transpose(1, 2) and a:permute(2, 1) == a:transpose(1, 2))
local cube = tensor.arange(1, 24):reshape(2, 3, 4)
assert(tostring(cube:permute(3, 1, 2).shape) == "4x2x3")
assert(cube:permute(3, 1, 2):at(4, 2, 3) == cube:at(2, 3, 4))
assert(tensor { { 1 }, { 2 } }:expand(2, 3) == tensor { { 1, 1, 1 }, { 2, 2, 2 } })
assert(tensor.cat({ a, a }, 1).shape[1] == 4 and tensor.cat({ a, a }, 2).shape[2] == 6)
assert(tensor.cat({ a, a }, -1):at(2, 6) == 6)
assert(tostring(tensor.stack({ a, a }, 1).shape) == "2x2x3")
assert(tostring(tensor.stack({ a, a }, 3).shape) == "2x3x2")
assert(tensor.where(tensor { 1, 0 }, tensor { 5, 6 }, tensor { 7, 8 }) == tensor { 5, 8 })

-- Arithmetic broadcasts.
assert(a + 1 == 1 + a and a - 1 == -(1 - a) and 2 * a == a + a and (a / 2) * 2 == a)
assert(a + tensor { 10, 20, 30 } == tensor { { 11, 22, 33 }, { 14, 25, 36 } })
assert(a * tensor { { 1 }, { 2 } } == tensor { { 1, 2, 3 }, { 8, 10, 12 } })
assert((tensor { 1, 2, 3 } ^ 2) == tensor { 1, 4, 9 } and near(2 ^ t64 { 3 }, t64 { 8 }))
assert((tensor { 1 } + t64 { 1 }).dtype == "float64")
assert(a == a + 0 and a ~= a + 1 and a:eq(a):sum():item() == 6)
assert(tensor { 1, 2 } ~= tensor { { 1, 2 } })
assert(tensor { 1, 2, 3 }:gt(2) == tensor { 0, 0, 1 } and tensor { 1, 2, 3 }:ge(2)
  == tensor { 0, 1, 1 })
assert(tensor { 1, 2, 3 }:lt(2) == tensor { 1, 0, 0 } and tensor { 1, 2, 3 }:le(2)
  == tensor { 1, 1, 0 })
assert(tensor { 1, 2, 3 }:ne(2) == tensor { 1, 0, 1 } and tensor { 1, 2 }:eq(tensor { 1, 3 })
  == tensor { 1, 0 })

-- Elementwise functions agree with Lua's own.
local points = { -2.5, -1, -0.3, 0, 0.4, 1, 3 }
local function sigmoid(v) return 1 / (1 + math.exp(-v)) end
local truths = {
  exp = math.exp, abs = math.abs, sin = math.sin, cos = math.cos, sigmoid = sigmoid,
  square = function(v) return v * v end,
  tanh = function(v) return 1 - 2 / (math.exp(2 * v) + 1) end,
  relu = function(v) return math.max(v, 0) end,
  softplus = function(v) return math.log(1 + math.exp(v)) end,
  sign = function(v) return v > 0 and 1 or v < 0 and -1 or 0 end,
}
for name, truth in pairs(truths) do
  local column = t64(points)
  local got = column[name](column)
  for i, v in ipairs(points) do
    assert(near(got[i], truth(v), 1e-14), name .. " at " .. v .. ": " .. got[i])
    -- Numbers have the elementwise methods too.
    local number = v
    assert(near(number[name](number), truth(v), 1e-14), name .. " of the number " .. v)
  end
end
assert(near(t64({ 0.5, 2 }):log(), t64 { math.log(0.5), math.log(2) }))
assert(near(t64({ 0.25, 2 }):sqrt(), t64 { 0.5, math.sqrt(2) }))
assert(near(t64({ 0.25, 2 }):pow(1.5), t64 { 0.125, 2 ^ 1.5 }))
assert(t64({ -3, 0.5, 3 }):clamp(-1, 1) == t64 { -1, 0.5, 1 })
assert(tensor { 1, 5 }:maximum(tensor { 3, 3 }) == tensor { 3, 5 })
assert(tensor { 1, 5 }:minimum(3) == tensor { 1, 3 })
-- No overflow where the value itself is representable.
assert(t64({ 1000 }):softplus():item() == 1000 and t64({ -1000 }):sigmoid():item() == 0)
assert(t64({ 1000 }):tanh():item() == 1)

-- Reductions.
assert(a:sum():item() == 21 and a:sum(1) == tensor { 5, 7, 9 } and a:sum(2) == tensor { 6, 15 })
assert(a:sum(-1) == a:sum(2) and a:sum({ 1, 2 }):item() == 21)
assert(tostring(a:sum(2, { keepdim = true }).shape) == "2x1")
assert(a:mean():item() == 3.5 and a:mean(1) == tensor { 2.5, 3.5, 4.5 })
assert(a:max():item() == 6 and a:max(1) == tensor { 4, 5, 6 } and a:min(2) == tensor { 1, 4 })
assert(a:prod():item() == 720 and a:prod(1) == tensor { 4, 10, 18 })
assert(tensor { 3, 9, 2 }:argmax():item() == 2 and tensor { 3, 9, 2 }:argmin():item() == 3)
assert(a:argmax(2):totable()[1] == 3 and a:argmax(1):totable()[2] == 2)
assert(near(t64({ 1, 2, 4 }):var():item(), 7 / 3) and near(t64({ 1, 2, 4 }):std():item(),
  math.sqrt(7 / 3)))
assert(near(t64({ 3, 4 }):norm():item(), 5))
assert(near(t64({ { 3, 4 }, { 6, 8 } }):norm(2), t64 { 5, 10 }))
assert(tensor { 1, 2, 3 }:cumsum(1) == tensor { 1, 3, 6 })
assert(a:cumsum(1) == tensor { { 1, 2, 3 }, { 5, 7, 9 } })

local logits = t64 { { 1, 2, 3 }, { 1000, 1001, 1002 }, { -5, 0, 5 } }
local denominator = math.exp(1) + math.exp(2) + math.exp(3)
assert(near(logits:softmax(2)[1], t64 { math.exp(1), math.exp(2), math.exp(3) } / denominator))
assert(near(logits:softmax(2)[2], logits:softmax(2)[1], 1e-13))
assert(near(logits:softmax(2):sum(2), tensor.ones(3, double), 1e-12))
assert(near(logits:log_softmax(2):exp(), logits:softmax(2), 1e-14))
assert(near(logits:logsumexp(2)[1], math.log(denominator)))
assert(near(logits:logsumexp(2)[2], 999 + math.log(denominator)))
assert(near(t64({ -1e300, 0 }):logsumexp():item(), 0))
assert(near(logits:softmax(1):sum(1), tensor.ones(3, double), 1e-14))

-- Products.
local b = t64 { { 1, 2 }, { 3, 4 }, { 5, 6 } }
assert(a:to("float64"):matmul(b) == t64 { { 22, 28 }, { 49, 64 } })
assert(tensor { 1, 2, 3 }:dot(tensor { 4, 5, 6 }):item() == 32)
assert(b:matmul(t64 { 1, 1 }) == t64 { 3, 7, 11 })
assert(t64({ 1, 1, 1 }):matmul(b) == t64 { 9, 12 })
for seed = 1, 5 do
  local m, n, k = 1 + seed * 7 % 11, 1 + seed * 5 % 13, 1 + seed * 3 % 17
  local u = tensor.randn(m, k, { seed = seed, dtype = "float64" })
  local v = tensor.randn(k, n, { seed = seed + 50, dtype = "float64" })
  local product = u:matmul(v)
  local ut, vt = u:totable(), v:totable()
  for i = 1, m do
    for j = 1, n do
      local sum = 0
      for l = 1, k do sum = sum + ut[i][l] * vt[l][j] end
      assert(near(product:at(i, j), sum, 1e-13))
    end
  end
  local twice = tensor.stack({ u, 2 * u }, 1):matmul(v)
  assert(near(twice[2], 2 * product, 1e-13), "a batch of matrices times a matrix")
end

-- Dtypes.
assert(tensor({ 1.5 }):to("int32"):item() == 1 and tensor({ 1 }):to("float64").dtype == "float64")
assert(tensor({ 3 }, { dtype = "int32" }):item() == 3)

-- Numbers and tables beside a tensor take its type and lose nothing.
assert((t64 { 0.1 } + { 0.2 })[1] == 0.1 + 0.2 and ({ 0.2 } * t64 { 0.1 })[1] == 0.2 * 0.1)
assert((t64 { 1 } / 3)[1] == 1 / 3 and t64({ 0 }):maximum(0.1)[1] == 0.1)
assert(t64({ 1 }):maximum({ { 1.1 } }):item() == 1.1 and t64({ 3 }):dot({ 0.1 }):item() == 3 * 0.1)
assert(t64({ { 3 } }):matmul({ 0.1 })[1] == 3 * 0.1 and t64({ 2 }):pow({ 0.1 })[1] == 2 ^ 0.1)
assert(t64({ 0.1 }):eq({ 0.1 })[1] == 1)
local whole = tensor({ 1, 2, 3 }, { dtype = "int32" })
assert((whole * { 2, 2, 2 }).dtype == "int32" and (whole * { 2, 2, 0.5 }).dtype == "float32")
assert((whole + 1).dtype == "int32" and (whole / 2).dtype == "float32")
assert((whole + t64 { 0.1, 0.1, 0.1 })[3] == 3 + 0.1)
assert(tensor.cat({ t64 { 1 }, { 0.1 } }, 1)[2] == 0.1)
assert(tensor.cat({ { 1 }, { 0.1 } }, 1).dtype == "float32")
assert(tensor.stack({ whole, { 4, 5, 6 } }, 1).dtype == "int32")
assert(tensor.where({ 1, 0, 1 }, whole, 0).dtype == "int32")
assert(tensor.where({ 1, 0 }, t64 { 0.1, 0.1 }, { 0.2, 0.2 })[2] == 0.2)
assert(tensor.where({ 1, 0 }, 0.1, 0.2).dtype == "float32")

-- Whole numbers stay whole where the result is; what can grow beyond them is float64 (whole_numbers.lua).
assert(whole:cumsum() == tensor({ 1, 3, 6 }, { dtype = "int32" }) and whole:cumsum().dtype == "float64")
assert(whole:sum().dtype == "float64" and whole:prod():item() == 6 and whole:prod().dtype == "float64")
assert(whole:clamp(2).dtype == "int32" and whole:clamp(2)[1] == 2 and whole:clamp(1.5).dtype
  == "float32")
local lowest = tensor({ -2147483648, 7 }, { dtype = "int32" })
assert(lowest:min():item() == -2147483648 and lowest:argmin():item() == 1)
assert(tensor.randint(1, 6, 3, 4).dtype == "int32" and #tensor.randint(0, 0, 5) == 5)
assert(tensor.randint(1, 6, { 5 }, { dtype = "float64", seed = 1 }).dtype == "float64")

-- One end of a clamp may be open.
assert(t64({ -3, 5 }):clamp(0) == t64 { 0, 5 } and t64({ -3, 5 }):clamp(nil, 2) == t64 { -3, 2 })

-- Products of whole numbers stay whole, beyond what float32 can hold.
assert(tensor({ { 16777217 } }, { dtype = "int32" }):matmul({ { 3 } }) == tensor({ { 50331651 } }, { dtype = "int32" }))

-- Nothing has no deviation, and one number neither.
for _, sizes in ipairs { { 0 }, { 1 }, { 2, 0 }, { 2, 1 } } do
  for _, name in ipairs { "std", "var" } do
    local result = tensor.ones(sizes)[name](tensor.ones(sizes), -1)
    for k = 1, result:numel() do assert(result:flatten()[k] ~= result:flatten()[k]) end
  end
end

-- Reductions over lists of dimensions.
local block = tensor.arange(1, 24, 1, double):reshape(2, 3, 4)
for _, name in ipairs { "sum", "mean", "max", "min", "prod", "var", "std", "norm", "logsumexp",
  "argmax", "argmin" } do
  local all = block[name](block)
  assert(all:numel() == 1 and #all.shape == 0, name)
  assert(block[name](block, {}) == all and block[name](block, {}, { keepdim = true }).shape == { 1, 1, 1 })
  local some = block[name](block, { 1, -1 })
  assert(tostring(some.shape) == "3", name)
  local kept = block[name](block, { 3, 1 }, { keepdim = true })
  assert(tostring(kept.shape) == "1x3x1" and kept:flatten() == some, name)
  local flat = block:permute(2, 1, 3):reshape(3, 8)
  assert(near(flat[name](flat, 2), some, 1e-10), name)
end
for _, name in ipairs { "softmax", "log_softmax" } do
  local flat = block:permute(2, 1, 3):reshape(3, 8)
  local both = block[name](block, { 1, 3 }, { keepdim = true })
  assert(near(both:permute(2, 1, 3):reshape(3, 8), flat[name](flat, 2), 1e-14), name)
end
assert(block:cumsum({ 2, 3 }):at(1, 3, 4) == 78)
assert(t64({ 2, 2, 2 }):std():item() == 0)
assert(tarn.grad(function(z) return z:std() end)(t64 { 2, 2, 2 }) == t64 { 0, 0, 0 })

-- Empty tensors.
local none = tensor.zeros(0, 3)
assert(none:sum():item() == 0 and none:sum(1) == tensor.zeros(3) and none:prod():item() == 1)
assert(#none == 0 and none:sort(1).values.shape == none.shape and none:matmul(tensor.ones(3, 2)):numel()
  == 0)
assert(tensor.ones(2, 0):matmul(none) == tensor.zeros(2, 3))
assert(tensor.cat({ none, tensor.ones(1, 3) }, 1) == tensor.ones(1, 3))
assert(tostring(none):find("empty", 1, true) and #none:totable() == 0)

-- Extremes of rows of lengths around those of vectors; a NaN wins wherever it is.
for _, dtype in ipairs { "float32", "float64" } do
  for _, n in ipairs { 1, 31, 63, 64, 65, 127, 129, 1000 } do
    local row = tensor.randn(n, { seed = n, dtype = dtype })
    local most, least = row[1], row[1]
    for _, x in ipairs(row:totable()) do most, least = math.max(most, x), math.min(least, x) end
    assert(row:max():item() == most and row:min():item() == least)
    for _, at in ipairs { 1, n, (n + 1) // 2 } do
      local odd = tensor.where(tensor.arange(1, n):eq(at), 0 / 0, row)
      local high, low = odd:max():item(), odd:min():item()
      assert(high ~= high and low ~= low)
    end
  end
end

-- Printing shows shape and dtype, and is short for large tensors.
local text = tostring(a)
assert(text:find("2x3", 1, true) and text:find("float32", 1, true))
assert(#tostring(tensor.zeros(1000, 1000)) < 4000)
assert(tostring(t64 { 0 / 0 }):find("nan", 1, true))
local odd = tensor.cat({ tensor { 0 / 0 }, tensor.ones(100), tensor { 1 / 0, -1 / 0 } }, 1)
assert(tostring(odd):find("103 float32, 1 nan, 2 inf", 1, true))

-- What is refused, and how it is said.
fails("2x3", function() return a + tensor.ones(2, 2) end)
fails("2x2", function() return a + tensor.ones(2, 2) end)
fails("2x3", a.matmul, a, tensor.ones(2, 3))
fails("did you mean 'dtype'?", tensor.zeros, 2, { dtipe = "float64" })
fails("float32", tensor.zeros, 2, { dtype = "float16" })
fails("item()", function() return a < a end)
fails("item()", function() return a[1] >= 0 end)
fails("at least 1, got 0", function() return tensor.ones(1, 1, 4, 4):conv2d(tensor.ones(1, 1, 2, 2), { stride = 0 }) end)
fails("at least 0, got -1", function() return tensor.ones(1, 1, 4, 4):conv2d(tensor.ones(1, 1, 2, 2), { padding = -1 }) end)
fails("at least 1, got 0x2", function() return tensor.ones(1, 1, 4, 4):max_pool2d { 0, 2 } end)
fails("did you mean 'reshape'?", function() return a.reshap end)
fails("did you mean 'zeros'?", function() return tensor.zeross end)
fails("reshape", a.reshape, a, 4, 2)
fails("3", function() return a[3] end)
fails("0", function() return a[0] end)
fails("0", a.sum, a, 0)
fails("3", a.sum, a, 3)
fails("at", a.at, a, 1, 4)
fails("at", a.at, a, 1)
fails("slice", a.slice, a, 1, 0, 1)
fails("slice", a.slice, a, 2, 2, 9)
fails("index_select", a.index_select, a, 1, { 3 })
fails("index_select", a.index_select, a, 1, { 0 })
fails("expected a tensor with one element, got shape 2x3", a.item, a)
fails("expand", a.expand, a, 5, 3)
fails("permute", a.permute, a, 1, 1)
fails("permute", a.permute, a, 1)
fails("transpose", a.transpose, a, 1, 3)
fails("cannot be changed", function() a.shape = 1 end)
fails("tensor cannot be changed", function() a[1] = 1 end)
-- Ragged and foreign tables.
fails("item [2] has length 1, expected 2", tensor, { { 1, 2 }, { 3 } })
fails("expected an array of length 2", tensor, { { 1, 2 }, 3 })
fails("item [2] is \"x\", expected a number", tensor, { 1, "x" })
fails("tensor", tensor, "x")
fails("tensor", tensor, nil)
fails("nil", tensor, { 1, nil, 3 })
fails("list", tensor.cat, {}, 1)
fails("list", tensor.stack, {}, 1)
fails("cat", tensor.cat, { a, tensor.ones(3, 2) }, 1)
fails("stack", tensor.stack, { a, tensor.ones(3, 2) }, 1)
-- Too large, negative, fractional or infinite sizes.
fails("out of memory", tensor.zeros, 1000000000000)
fails("memory", tensor.zeros, 1000000, 1000000)
fails("more elements than memory can address", tensor.zeros, math.maxinteger, math.maxinteger)
fails("-1", tensor.zeros, -1)
fails("1.5", tensor.zeros, 1.5)
fails("zeros", tensor.zeros, 0 / 0)
fails("step", tensor.arange, 1, 5, 0)
fails("arange", tensor.arange, 1, math.huge)
fails("arange", tensor.arange, 1, 1e13)
fails("linspace", tensor.linspace, 0, 1, -3)
fails("randint", tensor.randint, 6, 1, { 2 })
fails("tensor", function() return a + "x" end)
fails("tensor", function() return a + nil end)
fails("add: got 2x3 and 2x2, expected shapes that broadcast", function() return a + tensor.ones(2, 2)
end)
fails("clamp: neither low nor high is given", a.clamp, a)
fails("low must not be above high", a.clamp, a, 2, 1)
fails("sum: dimension -2 is named twice", a.sum, a, { 1, -2 })
fails("sum: dimension 3 is out of range, the tensor has dimensions 1 to 2", a.sum, a, { 1, 3 })
fails("max: got 0x3, expected at least one element", none.max, none)
fails("argmax: got 0, expected at least one element", none.argmax, none)
fails("only one size may be -1", a.reshape, a, -1, -1)
fails("out of memory", tensor.randn, 1e12)
fails("out of memory", tensor.eye, 1e7)
fails("out of memory", a.expand, tensor { 1 }, 1e12)
fails("more elements than memory can address", tensor.eye, math.maxinteger)
fails("more elements than memory can address", a.expand, tensor { 1 }, math.maxinteger, math.maxinteger)
fails("at", a.at, a, math.mininteger, 1)
fails("dimension", a.sum, a, math.mininteger)
fails("slice", a.slice, a, 1, math.mininteger, math.maxinteger)
fails("index_select", a.index_select, a, 1, { math.maxinteger })
fails("index_select", a.index_select, a, 1, { 1e300 })
fails("index_select", a.index_select, a, 1, { 0 / 0 })
fails("dtype", tensor.randn, 2, { dtype = "int32" })
fails("to", a.to, a, "float16")
fails("dot: got 2x3 and 3, expected two tensors of one shape", a.dot, a, { 1, 2, 3 })
fails("cat: got 2x3 and 3x2", tensor.cat, { a, tensor.ones(3, 2) }, 1)
fails("where: got 2 and 3 and", tensor.where, tensor { 1, 0 }, tensor { 1, 2, 3 }, 0)
fails("scalar", function() return tensor(3):sum(1) end)
fails("tensor", a.matmul, a, "x")
fails("tensor", a.maximum, a, nil)
fails("expected shapes that broadcast", function()
  return tensor.zeros(0, 1 << 40, 1) + tensor.zeros(0, 1, 1 << 40)
end)

-- The first few of an order are those of the whole order, equal ones and NaN included.
for _, dtype in ipairs { "float32", "float64", "int32" } do
  local many = tensor.randint(-9, 9, 3, 150, 2, { seed = 1, dtype = dtype })
  if dtype ~= "int32" then many = tensor.where(many:eq(7), 0 / 0, many) end
  for _, count in ipairs { 0, 1, 2, 5, 64, 65, 150 } do
    for _, smallest in ipairs { false, true } do
      local top = many:topk(count, 2, { largest = not smallest })
      local order = many:argsort(2, { descending = not smallest })
      assert(top.values.shape == { 3, count, 2 } and top.values.dtype == dtype)
      if count > 0 then assert(top.indices == order:slice(2, 1, count)) end
    end
  end
end

-- Long lists of indices are checked like short ones.
local line, places = tensor.arange(1, 1000), tensor.randint(1, 1000, 500, { seed = 2 })
for _, dtype in ipairs { "int32", "float32", "float64" } do
  local list = places:to(dtype)
  assert(line:index_select(1, list) == places:to("float32"))
  assert(line:gather(1, tensor.cat({ list, tensor { -1 } }, 1))[501] == 1000)
  for _, wrong in ipairs { 0, 1001, -1001, 1.5, 0 / 0, 1e300 } do
    if dtype ~= "int32" or math.tointeger(wrong) then
      local bad = tensor.cat({ list, tensor({ wrong }, { dtype = dtype }) }, 1)
      fails("index_select: ind", line.index_select, line, 1, bad)
    end
  end
end

-- Whole quotients and remainders, as Lua and NumPy have them.
do
  local u, v = tensor { 7, -7, 7, -7, 0.5 }, tensor { 2, 2, -2, -2, 0.2 }
  assert(u // v == tensor { 3, -4, -4, 3, 2 })
  assert(((u % v) - tensor { 1, 1, -1, -1, 0.1 }):abs():max():item() < 1e-6)
  assert(u // 2 == tensor { 3, -4, 3, -4, 0 } and 7 // tensor { 2, -2 } == tensor { 3, -4 })
  local i = tensor.randint(-1000, 1000, 200, { seed = 3 })
  local j = tensor.randint(1, 50, 200, { seed = 4 })
  local q, r = i // j, i % j
  assert(q.dtype == "int32" and r.dtype == "int32" and q * j + r == i)
  for k = 1, 200 do assert(q[k] == i[k] // j[k] and r[k] == i[k] % j[k]) end
  assert(tensor { -1.5, 2.5 }:floor() == tensor { -2, 2 } and (-1.5):floor() == -2)
  local g = tarn.grad(function(x) return (x % 3):sum() end)(tensor { 4.5, -1 })
  assert(g == tensor { 1, 1 })
end

-- A scalar is a number where numbers are compared, joined and formatted.
do
  local t = tensor(2.5)
  assert(t < 3 and 2 < t and t <= 2.5 and not (t > 3) and tensor { 1 } < tensor { { 2 } })
  assert("t = " .. t == "t = 2.5" and t .. "" == "2.5" and tensor(0.1) .. "" == "0.1")
  assert(("%.2f %d"):format(t, tensor(3)) == "2.50 3")
  assert(tonumber(t) == 2.5 and tonumber(tensor { 1, 2 }) == nil)
  assert(not pcall(function() return tensor { 1, 2 } < 3 end))
  assert(not pcall(string.format, "%d", tensor { 1, 2 }))
  local steps = 0
  for k, row in ipairs(tensor { { 1, 2 }, { 3, 4 } }) do
    steps = steps + 1
    assert(row == tensor { 2 * k - 1, 2 * k })
  end
  assert(steps == 2 and tarn.type(t) == "tensor")
end

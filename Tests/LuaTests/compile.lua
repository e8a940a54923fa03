-- Compiled functions against the same functions uncompiled, where plans are most likely to go wrong.
local function agrees(f, ...)
  local a, b = tarn.compile(f)(...), f(...)
  assert(a.shape == b.shape and a.dtype == b.dtype)
  if a:numel() > 0 then
    assert((a - b):abs():max():item() <= 1e-5 * (1 + b:abs():max():item()))
  end
end

-- A view of a reduction, read in a group that another reader had opened before.
local w, x = tensor.randn(6, 6, { seed = 3 }), tensor.randn(6, 6, { seed = 4 })
agrees(function(v)
  local sums = v:sum(1)
  return sums:exp() + sums:reshape(1, 6):matmul(w):reshape(6):exp()
end, x)
agrees(function(v) return (v * v:sum(2, { keepdim = true })):sum(2) ^ 2 end, x)

-- Elements that change their size inside a fused chain, beyond the length of a tile.
for _, n in ipairs { 1, 8, 1025, 3000 } do
  agrees(function(v) return ((v * 2 + 1):to("float64") * 3):tanh() end, tensor.randn(n, { seed = 1 }))
end

-- Nothing at all.
agrees(function(v) return (v + 1):sum() end, tensor.zeros(0))
agrees(function(v) return tensor.cat { v:exp(), tensor.ones(2) } end, tensor.zeros(0))

-- Networks are followed wherever the function finds them: replaced, changed, grown, in a table.
local p = tensor { { 1, 2 } }
local first = nn.Sequential { nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2) }
local second = nn.Sequential { nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2) }
local function same(a, b) return (a - b):abs():max():item() < 1e-6 end
local net, held = first, { net = second }
local direct = tarn.compile(function(v) return net(v) end)
local indirect = tarn.compile(function(v) return held.net(v) end)
assert(same(direct(p), first(p)) and same(indirect(p), second(p)))
net = second
assert(same(direct(p), second(p)))
second:set_parameters(second:parameters() * 2)
assert(same(direct(p), second(p)) and same(indirect(p), second(p)))
second:add(nn.Sigmoid())
assert(same(direct(p), second(p)) and same(indirect(p), second(p)))

-- A branch on a value cannot be traced; the error names the line.
local function refuses(text, f)
  local ok, message = pcall(tarn.compile(f), tensor { 1, 2 })
  assert(not ok and message:find(text, 1, true), message)
  local line = debug.getinfo(f, "S").linedefined + 1
  assert(message:find("compile.lua:" .. line .. ":", 1, true), message)
end
refuses("item: the value is not known while a function is traced", function(v)
  return v:sum():item() > 0 and v or -v
end)
refuses("<: the value is not known while a function is traced", function(v)
  return v[1] > 0 and v or -v
end)

-- Numbers and rows beside what is traced, on both sides, in both types, in the plan and outside.
for _, dtype in ipairs { "float32", "float64" } do
  local m = tensor.randn(7, 5, { seed = 5, dtype = dtype }) + 3
  local row, column = tensor.randn(5, { seed = 6, dtype = dtype }), tensor.randn(7, 1, { seed = 7, dtype = dtype })
  agrees(function(v) return (2 - v) * 3 / (v + 1) - 0.5 + 2 / v ^ 2 + 1.5 ^ v end, m)
  agrees(function(v) return (row - v) * column + v * row - column / v end, m)
  agrees(function(v) return v + m:reshape(7, 1, 5) end, m)
end

-- Indices that are not known while a function is traced are checked when it runs.
for _, pick in ipairs { "index_select", "gather" } do
  local picked = tarn.compile(function(v, k) return v[pick](v, 1, k) end)
  local v = tensor { 10, 20, 30 }
  assert(picked(v, tensor { 3, -3 }) == tensor { 30, 10 })
  for _, wrong in ipairs { 0, 4, -4, 1.5, -1.5, 0 / 0, 1e20 } do
    local ok, message = pcall(picked, v, tensor { 1, wrong })
    assert(not ok and message:find(pick .. ": an index is out of range or not a whole number", 1, true), message)
  end
end

-- Random numbers without a seed are drawn by every call.
local function moments(draw)
  local numbers = tarn.compile(function() return draw(100000) end)(tensor(0)):to("float64")
  return numbers:mean():item(), numbers:std():item(), numbers:min():item(), numbers:max():item()
end
for _, draw in ipairs { tensor.rand, tensor.randn, function(...) return tensor.randint(-3, 2, ...) end } do
  local noisy = tarn.compile(function(v) return v + draw(50) end)
  tarn.seed(5)
  local one, two = noisy(tensor(0)), noisy(tensor(0))
  assert(one ~= two)
  tarn.seed(5)
  assert(noisy(tensor(0)) == one and noisy(tensor(0)) == two)
  -- They are the ones that the function would have drawn uncompiled.
  tarn.seed(5)
  assert(draw(50):to("float32") == one and draw(50):to("float32") == two)
end
local mean, deviation, low, high = moments(tensor.rand)
assert(math.abs(mean - 0.5) < 0.005 and math.abs(deviation - 12 ^ -0.5) < 0.005 and low >= 0 and high < 1)
mean, deviation = moments(tensor.randn)
assert(math.abs(mean) < 0.02 and math.abs(deviation - 1) < 0.02)
mean, deviation, low, high = moments(function(n) return tensor.randint(-3, 2, n) end)
assert(math.abs(mean + 0.5) < 0.03 and math.abs(deviation - (35 / 12) ^ 0.5) < 0.03 and low == -3 and high == 2)
low, high = select(3, moments(function(n) return tensor.randint(-2 ^ 31 // 1, 2 ^ 31 // 1 - 1, n) end))
assert(low >= -2 ^ 31 and low < -2 ^ 30.9 and high > 2 ^ 30.9 and high < 2 ^ 31)
local fixed = tarn.compile(function(v) return v + tensor.rand(3, { seed = 1 }) end)
assert(fixed(tensor(0)) == fixed(tensor(0)) and fixed(tensor(0)) == tensor.rand(3, { seed = 1 }))
tarn.seed(0)

-- Numbers are constants of a plan, bit by bit.
local traces = { count = 0 }
local quotient = tarn.compile(function(v, number)
  traces.count = traces.count + 1
  return v / number
end)
for _ = 1, 3 do
  assert(quotient(tensor(1), 0.0):item() == math.huge and quotient(tensor(1), -0.0):item() == -math.huge)
  assert(quotient(tensor(1), 0 / 0):item() ~= 0)
end
assert(traces.count == 3)

-- What can be called like a function can be compiled like one.
local model = nn.Sequential { nn.Linear(2, 3), nn.Tanh() }
local compiled = tarn.compile(model)
assert(same(compiled(p), model(p)))
model:set_parameters(model:parameters() * 3)
assert(same(compiled(p), model(p)))
local square = setmetatable({}, { __call = function(_, v) return v * v end })
assert(tarn.compile(square)(tensor { 3 }) == tensor { 9 })

-- A table of traced scalars is the tensor that it would be of numbers.
local function pack(v) return tensor { { v[1], 2 }, { v[2] * 3, v[1] } } end
assert(tarn.compile(pack)(tensor { 5, 7 }) == pack(tensor { 5, 7 }))
assert(tarn.grad(function(v) return (pack(v) * tensor { { 1, 2 }, { 3, 4 } }):sum() end)(tensor { 5, 7 })
  == tensor { 5, 9 })

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

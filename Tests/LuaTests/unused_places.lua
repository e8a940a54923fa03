-- What is not used does not reach a derivative: branches that `where` does not take, masked logits, ties.
local inf = math.huge
local where = tensor.where
local double = { dtype = "float64" }
local function t64(list) return tensor(list, double) end

local function gradient(f, x)
  local plain, plan = tarn.grad(f)(x), tarn.compile(tarn.grad(f))(x)
  assert(plain == plan, "plan")
  return plain
end

local function logarithm(x) return where(x:gt(0), x:log(), x * 3):sum() end
assert(gradient(logarithm, tensor { 0, -2, 4 }) == tensor { 3, 3, 0.25 })
assert(tarn.batch(tarn.grad(logarithm))(t64 { { 0, -2 }, { 4, 0 } }) == t64 { { 3, 3 }, { 0.25, 3 } })
assert(tarn.jacobian(function(x) return where(x:gt(0), x:log(), x * 3) end)(t64 { 0, 4 }) == t64 { { 3, 0 }, { 0, 0.25 } })
assert(tarn.hvp(logarithm)(t64 { 0, 4 }, t64 { 1, 1 }) == t64 { 0, -0.0625 })
assert(gradient(function(x) return where(x:lt(10), x:exp(), x):sum() end, t64 { 2000, 0 }) == t64 { 1, 1 })
assert(tarn.hessian(function(x) return where(x:gt(0), x:sqrt(), x * x):sum() end)(t64 { 4, -1 })
  == t64 { { -0.03125, 0 }, { 0, 2 } })
assert(gradient(function(x) return where(x:gt(0), (x * 2):log():square(), x):sum() end, t64 { -1, 0.5 }) == t64 { 1, 0 })
assert(gradient(function(x) return where(x:ne(0), 1 / x, 0):sum() end, t64 { 0, 2 }) == t64 { 0, -0.25 })

-- A class that is switched off.
local identity = nn.Sequential { nn.Identity() }
local y = tensor({ 3 }, { dtype = "int32" })
local x = t64 { { -1, -inf, 0.5 } }
local value, slope = tarn.value_and_grad(function(t) return loss.cross_entropy()(identity, t, y) end)(x)
local share = 1 / (1 + math.exp(-1.5))
assert(math.abs(value:item() + math.log(share)) < 1e-12)
assert((slope - t64 { { 1 - share, 0, share - 1 } }):abs():max():item() < 1e-12)
assert(loss.cross_entropy { label_smoothing = 0.1 }(identity, x, y):item() == inf)

-- Ties over dimensions that are not neighbours share equally.
local tied = t64 { { { 1, 1 } }, { { 1, 0 } } }
for _, dims in ipairs { { 1, 3 }, { 1, 2, 3 } } do
  local third = gradient(function(t) return t:max(dims):sum() end, tied)
  assert((third * 3 - tied):abs():max():item() < 1e-15)
end

-- Activations of infinities, and of what their slopes make of them.
local function activation(layer, list) return nn.Sequential { layer }(t64 { list }) end
for _, a in ipairs { 0, 0.01, 1, 2 } do
  assert(activation(nn.LeakyReLU(a), { inf, -inf, 3, 0 }) == t64 { { inf, a == 0 and 0 or -inf, 3, 0 } })
  local layer = nn.Sequential { nn.LeakyReLU(a) }
  assert(tarn.grad(function(t) return layer(t):sum() end)(t64 { { inf, 2, 0, -1, -inf } }) == t64 { { 1, 1, a, a, a } })
end
assert(nn.Sequential { nn.LeakyReLU(0.01) }(tensor { { 3e7 + 2 } }) == tensor { { 3e7 + 2 } })
assert(activation(nn.SiLU(), { inf, -inf }) == t64 { { inf, 0 } } and activation(nn.GELU(), { inf, -inf }) == t64 { { inf, 0 } })

-- A derivative that has underflown is not zero: what an infinite cotangent makes of it is not known.
for _, f in ipairs { "exp", "sigmoid" } do
  local g = tarn.grad(function(v) return v[f](v):log():sum() end)(tensor { -200 })
  assert(g[1] ~= g[1], f)
end

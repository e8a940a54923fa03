-- Decompositions, systems of equations, order and gathers from Lua.

local fails = require("support.checks").fails

local double = { dtype = "float64" }
local function t64(list) return tensor(list, double) end
local function randn(seed, ...) return tensor.randn({ ... }, { dtype = "float64", seed = seed }) end
local function distance(a, b)
  assert(a.shape == b.shape, tostring(a.shape) .. " against " .. tostring(b.shape))
  return (a - b):abs():max():item()
end
local function transposed(m) return m:transpose(-1, -2) end
local function int(list) return tensor(list, { dtype = "int32" }) end

-- Reconstructions, for one matrix and for a batch of them.
for _, shape in ipairs { { 4, 4 }, { 5, 3 }, { 3, 5 }, { 2, 4, 3 } } do
  local a = tensor.randn(shape, { dtype = "float64", seed = #shape })
  local s = tensor.svd(a)
  assert(distance((s.u * s.s:reshape(#shape == 3 and { 2, 1, 3 } or { 1, -1 }))
    :matmul(transposed(s.v)), a) < 1e-13)
  local q = tensor.qr(a)
  assert(distance(q.q:matmul(q.r), a) < 1e-13)
  local gram = transposed(a):matmul(a) + tensor.eye(a:size(-1), double)
  local l = tensor.cholesky(gram)
  assert(distance(l:matmul(transposed(l)), gram) < 1e-13)
  local e = tensor.eigh(gram)
  local values = e.values:reshape(#shape == 3 and { 2, 1, 3 } or { 1, -1 })
  assert(distance((e.vectors * values):matmul(transposed(e.vectors)), gram) < 1e-12)
  assert(distance(gram:matmul(tensor.solve(gram, l)), l) < 1e-12)
end
assert(tensor.solve({ { 2, 1 }, { 1, 3 } }, { 3, 5 }).dtype == "float32")
assert(distance(tensor.solve(t64 { { 2, 1 }, { 1, 3 } }, { 3, 5 }), t64 { 0.8, 1.4 }) < 1e-15)
assert(tensor.eigh(int { { 2, 0 }, { 0, 1 } }).values == tensor { 1, 2 })

-- Derivatives, also of batches, and compiled.
local m = randn(5, 4, 4)
local symmetric = m + transposed(m)
local definite = m:matmul(transposed(m)) + tensor.eye(4, double)
local right = randn(6, 4)
local functions = {
  { function(x) return tensor.eigh(x).values:exp():sum() end, symmetric },
  { function(x) return (tensor.eigh(x).vectors ^ 4):sum() end, symmetric },
  { function(x) return tensor.svd(x).s:log():sum() end, m },
  { function(x) local s = tensor.svd(x) return (s.u ^ 4):sum() + (s.v ^ 4):sum() end, m },
  { function(x) local q = tensor.qr(x) return q.q:exp():sum() + q.r:sin():sum() end, m },
  { function(x) return tensor.cholesky(x):sin():sum() end, definite },
  { function(x) return tensor.solve(x, right):square():sum() end, definite },
}
for i, case in ipairs(functions) do
  local f, at = case[1], case[2]
  local off = tarn.check_grad(f, at)
  assert(off < 1e-6, "function " .. i .. " off by " .. off)
  assert(distance(tarn.compile(tarn.grad(f))(at), tarn.grad(f)(at)) < 1e-12)
  local both = tensor.stack({ at, 2 * at }, 1)
  local slopes = tarn.batch(tarn.grad(f))(both)
  assert(distance(slopes[2], tarn.grad(f)(2 * at)) < 1e-11, "batch of function " .. i)
  local h = tarn.hessian(function(v) return f(v:reshape(4, 4)) end)(at:flatten())
  assert(distance(h, transposed(h)) < 1e-9 * (1 + h:abs():max():item()), "Hessian of " .. i)
end

-- A batch of batches, with indices that differ from sample to sample.
local nest = randn(8, 2, 3, 4)
local places = int { { { 1, 2 }, { 3, 4 }, { 4, 4 } }, { { 2, 1 }, { 1, 1 }, { 3, 2 } } }
local nested = {
  function(x) return x:sort(1).values end, function(x, i) return x:index_select(1, i) end,
  function(x, i) return x:gather(1, i) end, function(x) return x:topk(2).values:cumsum() end,
  function(x, i) return tarn.grad(function(y) return y:index_select(1, i):prod() end)(x) end,
  function(x) return tensor.solve(x:reshape(2, 2) + tensor.eye(2, double) * 9, x:slice(1, 1, 2)) end,
  function(x) return tensor.solve(tensor.eye(4, double) * 2, x) end,
  function(x) return tensor.svd(x:reshape(2, 2)).s end,
  function(x) return tensor.eigh(x:reshape(4, 1):matmul(x:reshape(1, 4))).values end,
}
for i, f in ipairs(nested) do
  local got = tarn.batch(tarn.batch(f))(nest, places)
  for r = 1, 2 do
    for c = 1, 3 do
      assert(distance(got[r][c], f(nest[r][c], places[r][c])) < 1e-12, "nested function " .. i)
    end
  end
end

-- Order.
local t = tensor { { 3, 1, 2 }, { 5, 5, 9 } }
assert(t:sort(2).values == tensor { { 1, 2, 3 }, { 5, 5, 9 } })
assert(t:sort().indices == int { { 2, 3, 1 }, { 1, 2, 3 } })
assert(t:sort(1, { descending = true }).values == tensor { { 5, 5, 9 }, { 3, 1, 2 } })
assert(t:argsort(2, { descending = true }) == int { { 1, 3, 2 }, { 3, 1, 2 } })
local top = t:topk(2, 2)
assert(top.values == tensor { { 3, 2 }, { 9, 5 } } and top.indices == int { { 1, 3 }, { 3, 1 } })
assert(t:topk(1, 1, { largest = false }).values == tensor { { 3, 1, 2 } })
assert(t:topk(0).values:numel() == 0 and t:topk(2).indices == top.indices)
assert(int({ 3, 1, 2 }):topk(1).values.dtype == "int32")
assert(tarn.grad(function(x) return x:topk(2).values:sum() end)(tensor { 3, 1, 2 })
  == tensor { 1, 0, 1 })
assert(tarn.batch(function(x) return x:topk(2).values end)(t) == top.values)

-- Gathers, with indices that are known and that are not.
assert(t:gather(2, { { 3, 1 }, { -1, 1 } }) == tensor { { 2, 3 }, { 9, 5 } })
assert(t:gather(1, int { { 2, 1, 2 } }) == tensor { { 5, 1, 9 } })
assert(t:gather(2, { { 1 } }) == tensor { { 3 } }, "indices may be fewer in other dimensions")
assert(tarn.grad(function(x) return (x:gather(1, { 1, 1, 3 }) * tensor { 1, 2, 3 }):sum() end)(
  tensor { 5, 6, 7 }) == tensor { 3, 0, 3 })
local pick = function(x, i) return x:gather(2, i) end
assert(tarn.compile(pick)(t, int { { 3 }, { -3 } }) == tensor { { 2 }, { 5 } })
local select = function(x, i) return x:index_select(1, i) end
assert(tarn.compile(select)(tensor { 5, 6, 7 }, int { 3, -3 }) == tensor { 7, 5 })
assert(tarn.batch(select)(t, int { { 3, 1 }, { 2, 3 } }) == tensor { { 2, 3 }, { 5, 9 } })
local slopes = tarn.batch(tarn.grad(function(x, i) return x:index_select(1, i):square():sum() end))
assert(slopes(t, int { { 3, 1 }, { 3, 3 } }) == tensor { { 6, 0, 4 }, { 0, 0, 36 } })

-- What is refused, and how it is said.
fails("eigh: got 2x3, expected a square matrix", tensor.eigh, tensor.ones(2, 3))
fails("eigh: the matrix is not symmetric", tensor.eigh, { { 1, 2 }, { 3, 4 } })
fails("eigh: the matrix has a NaN or an infinity", tensor.eigh, { { 0 / 0 } })
fails("cholesky: the matrix is not positive definite (leading minor 2)", tensor.cholesky,
  { { 1, 2 }, { 2, 1 } })
fails("solve: the matrix is singular", tensor.solve, tensor.ones(2, 2), { 1, 2 })
fails("solve: got 2x2 and 3, expected as many rows", tensor.solve, tensor.ones(2, 2), { 1, 2, 3 })
fails("svd: got 3, expected a matrix", tensor.svd, { 1, 2, 3 })
fails("qr: got scalar, expected a matrix", tensor.qr, 3)
fails("tensor.cholesky", tensor.cholesky, "x")
fails("tensor.solve", tensor.solve, tensor.eye(2))
fails("leading minor 1", tarn.compile(tensor.cholesky), -tensor.eye(2))
fails("topk: got 3, expected at least 4 elements in dimension 1", function()
  return tensor { 1, 2, 3 }:topk(4)
end)
fails("topk", function() return tensor { 1 }:topk(-1) end)
fails("topk", function() return tensor(3):topk(1) end)
fails("gather: index 4 is out of range 1 to 3", t.gather, t, 2, { { 4 }, { 1 } })
fails("gather: index 0", t.gather, t, 2, { { 0 }, { 1 } })
fails("gather: indices must be whole numbers, got 1.5", t.gather, t, 2, { { 1.5 }, { 1 } })
fails("gather: got 2x3 and 2, expected a tensor and indices", t.gather, t, 2, { 1, 2 })
fails("gather: dimension 3", t.gather, t, 3, { { 1 } })
fails("index_select: an index is out of range", tarn.compile(select), tensor { 1, 2 }, int { 3 })
fails("index_select: an index is out of range", tarn.compile(select), tensor { 1, 2 }, int { 0 })
fails("did you mean 'descending'?", t.sort, t, 1, { decending = true })

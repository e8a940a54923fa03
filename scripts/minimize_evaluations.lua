-- Evaluations of optim.minimize on a known function, for scripts/minimize_fixtures.py:
--     tarn scripts/minimize_evaluations.lua rosenbrock -1.2 1

local functions = {}

function functions.rosenbrock(v)
  local n = #v
  local a, b = v:slice(1, 2, n) - v:slice(1, 1, n - 1) ^ 2, 1 - v:slice(1, 1, n - 1)
  return (100 * a * a + b * b):sum()
end

function functions.beale(v)
  local x, y = v[1], v[2]
  return (1.5 - x * (1 - y)) ^ 2 + (2.25 - x * (1 - y ^ 2)) ^ 2 + (2.625 - x * (1 - y ^ 3)) ^ 2
end

function functions.powell(x)
  return (x[1] + 10 * x[2]) ^ 2 + 5 * (x[3] - x[4]) ^ 2 + (x[2] - 2 * x[3]) ^ 4
    + 10 * (x[1] - x[4]) ^ 4
end

function functions.quadratic(x)
  local weights = 10 ^ tensor.linspace(0, 6, #x, { dtype = "float64" })
  return 0.5 * (weights * (x - 1) ^ 2):sum()
end

function functions.parabola(x) return ((x - 1e4) ^ 2):sum() end

local start = {}
for k = 2, #arg do start[#start + 1] = assert(tonumber(arg[k])) end
print(optim.minimize(functions[arg[1]], tensor(start, { dtype = "float64" })).evaluations)

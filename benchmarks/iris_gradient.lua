-- Loss and gradient of a small network: 4-10-3, tanh, cross-entropy + L2, all 150 samples of Iris.
-- Prints lines of tab-separated values: benchmark, case, who, microseconds for one evaluation.
local lambda <const> = 1e-3

-- CPU seconds of one call: the median of slices, which outlives other work on the machine.
local function seconds(call, calls, slices)
  for _ = 1, calls do call() end
  local slice = {}
  for s = 1, slices do
    local start = os.clock()
    for _ = 1, calls do call() end
    slice[s] = (os.clock() - start) / calls
  end
  return stats.median(slice)
end

local function report(case, who, time, required)
  print(table.concat({ "iris_gradient", case, who, time * 1e6, required }, "\t"))
end

for _, dtype in ipairs { "float64", "float32" } do
  local iris = data.iris { dtype = dtype }:standardize()
  local net = nn.Sequential { nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3) }:to(dtype)
  local objective = loss.cross_entropy() + loss.l2(lambda)
  local function energy(w) return objective(net:with_parameters(w), iris.x, iris.y) end
  local gradient = tarn.compile(tarn.value_and_grad(energy))
  local w = net:parameters()
  report(dtype, "Tarn: compiled function called from Lua",
    seconds(function() gradient(w) end, 1000, 301), dtype == "float64" and "<= 6.5" or "<= 4")

  if dtype == "float64" then
    -- The plan without Lua: a descent that cannot converge, with all that L-BFGS itself does.
    local function descent(steps)
      local start = os.clock()
      local result = optim.minimize(energy, w, { tolerance = 1e-300, max_steps = steps,
        line_search = "none" })
      return os.clock() - start, result.evaluations
    end
    local times = {}
    local empty = stats.median { descent(0), (descent(0)), (descent(0)) }
    for k = 1, 151 do
      local time, evaluations = descent(2000)
      times[k] = (time - empty) / evaluations
    end
    report(dtype, "Tarn: plan inside optim.minimize", stats.median(times), "<= 5")
  end
end

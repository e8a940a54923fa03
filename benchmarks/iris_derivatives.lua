-- Derivatives of the loss of iris_gradient.lua that are not its compiled gradient, and what it
-- costs to trace and to plan.
local timing = require "timing"

-- As the peers: what is measured is processor time, and waiting threads take some.
tarn.threads(1)

local iris = data.iris { dtype = "float64" }:standardize()
local net = nn.Sequential { nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3) }
local objective = loss.cross_entropy() + loss.l2(1e-3)
local function energy(w) return objective(net:with_parameters(w), iris.x, iris.y) end
local w = net:parameters():to("float64")
local v = tensor.randn(83, { dtype = "float64", seed = 1 })

local function report(case, call, required)
  timing.report("iris_derivatives", case, "Tarn, called from Lua", timing.processor(call), required)
end

local gradient = tarn.value_and_grad(energy)
report("loss + gradient, uncompiled", function() gradient(w) end, "<= 60")
local product = tarn.compile(tarn.hvp(energy))
report("Hessian-vector product, compiled", function() product(w, v) end, "<= 15")
local hessian = tarn.compile(tarn.hessian(energy))
report("83x83 Hessian, compiled", function() hessian(w) end, "<= 600")

-- Each time another number, so that it is another graph and no plan is known.
local number = 0
local x = tensor.randn(8)
local function fresh()
  number = number + 1
  local shift = number
  tarn.compile(function(y)
    for _ = 1, 25 do y = ((y + shift):tanh() * y):square() end
    return y
  end)(x)
end
report("tracing and planning 100 primitives", fresh, "<= 300")

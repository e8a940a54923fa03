-- Single operations on a million floats, each making a new tensor, on one thread and on two; and a
-- loop of small ones.
local timing = require "timing"

tarn.threads(1)
local x = tensor.randn(1000000, { seed = 1 }) * 2
local positive = x:abs() + 0.001
local m, square = x:reshape(1000, 1000), tensor.randn(1000, 1000, { seed = 2 })
local row, column = tensor.randn(1000), tensor.randn(1000, 1)
local cube = x:reshape(100, 100, 100)

-- What is measured, and how many times as fast as the first peer it has to be.
local cases = {
  { "exp of 1e6", function() return x:exp() end, 3 },
  { "tanh of 1e6", function() return x:tanh() end, 3 },
  { "log of 1e6", function() return positive:log() end, 3 },
  { "sigmoid of 1e6", function() return x:sigmoid() end, 1 },
  { "softmax of the rows of 1000x1000", function() return m:softmax(2) end, 1 },
  { "softmax of the columns of 1000x1000", function() return m:softmax(1) end, 1 },
  { "log_softmax of the rows of 1000x1000", function() return m:log_softmax(2) end, 1 },
  { "logsumexp of the rows of 1000x1000", function() return m:logsumexp(2) end, 1 },
  { "sum of the rows of 1000x1000", function() return m:sum(2) end, 1 },
  { "sum of the columns of 1000x1000", function() return m:sum(1) end, 1 },
  { "max of the rows of 1000x1000", function() return m:max(2) end, 1 },
  { "max of the columns of 1000x1000", function() return m:max(1) end, 1 },
  { "1000x1000 + row", function() return m + row end, 1 },
  { "1000x1000 + column", function() return m + column end, 1 },
  { "1000x1000 + 1000x1000", function() return m + square end, 1 },
  { "transpose of 1000x1000", function() return m:transpose() end, 2 },
  { "permute 100x100x100 to 3, 1, 2", function() return cube:permute(3, 1, 2) end, 2 },
}

local function report(benchmark, time)
  for _, case in ipairs(cases) do
    timing.report(benchmark, case[1], "Tarn, called from Lua", time(case[2]), ">= " .. case[3])
  end
end

report("operations", timing.processor)
tarn.threads(2)
report("operations_shared", function(call) return timing.elapsed(call, 5) end)
tarn.threads(1)

-- Small ones: a loop of 1e5, and the time of one.
local a, b = tensor.randn(3, 3, { seed = 3 }), tensor.randn(3, 3, { seed = 4 })
local loops <const> = 100000
local function loop(case, run)
  local times = {}
  for k = 1, 15 do
    local start = os.clock()
    run()
    times[k] = (os.clock() - start) / loops * 1e6
  end
  timing.report("operations", case, "Tarn, called from Lua", stats.median(times), ">= 2")
end
loop("a + b of 3x3, in a loop", function() for _ = 1, loops do local _ = a + b end end)
loop("a * b of 3x3, in a loop", function() for _ = 1, loops do local _ = a * b end end)
loop("a:matmul(b) of 3x3, in a loop", function() for _ = 1, loops do local _ = a:matmul(b) end end)

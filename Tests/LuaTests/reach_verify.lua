-- reach.vnnlib and reach.verify.

local checks = require "support.checks"
local fails = checks.fails

local path = os.tmpname()
local function write(text)
  local file = assert(io.open(path, "w"))
  file:write(text)
  file:close()
end

-- y = x1 + 2 x2 on the unit square: from 0 to 3.
local net = nn.Sequential { nn.Linear(2, 1) }:to("float64"):with_parameters(
  tensor({ 1, 2, 0 }, { dtype = "float64" }))
local head = [[
(declare-const X_0 Real)
(declare-const X_1 Real)
(declare-const Y_0 Real)
(assert (>= X_0 0.0)) (assert (<= X_0 1.0))
(assert (>= X_1 0.0)) (assert (<= X_1 1.0))
]]

write(head .. "(assert (>= Y_0 3.001))\n")
local spec = reach.vnnlib(path)
assert(spec.inputs == 2 and spec.outputs == 1 and spec.cases == 1)
local safe = reach.verify(net, spec, { timeout = 30 })
assert(safe.status == "unsat" and safe.counterexample == nil and safe.splits >= 0)

write(head .. "(assert (>= Y_0 2.5))\n")
local unsafe = reach.verify(net, reach.vnnlib(path), { timeout = 30, workers = 1 })
assert(unsafe.status == "sat" and unsafe.seconds >= 0)
local x = unsafe.counterexample
assert(x:numel() == 2 and x:min():item() >= 0 and x:max():item() <= 1)
assert(net(x:reshape(1, 2)):item() >= 2.5)

-- Conditions on several inputs together: x1 + x2 <= 1 leaves at most y = 2.
write(head .. "(assert (<= (+ X_0 X_1) 1.0)) (assert (>= Y_0 2.001))\n")
assert(reach.verify(net, reach.vnnlib(path), { timeout = 30 }).status == "unsat")
write(head .. "(assert (<= (+ X_0 X_1) 1.0)) (assert (>= Y_0 1.999))\n")
local both = reach.verify(net, reach.vnnlib(path), { timeout = 30 })
assert(both.status == "sat" and both.counterexample:sum():item() <= 1)

-- Networks of which nothing can be said: numbers drawn anew, and none at all.
local drawn = nn.Sequential { nn.Linear(2, 4), nn.Dropout(0.5), nn.Linear(4, 1) }
drawn:train_mode()
fails("eval_mode", function() reach.verify(drawn, reach.vnnlib(path)) end)
local undefined = net:with_parameters(net:parameters() * (0 / 0))
fails("NaN", function() reach.verify(undefined, reach.vnnlib(path)) end)
for _, timeout in ipairs { 0, 0 / 0, 1 / 0, "soon" } do
  fails("timeout", function() reach.verify(net, reach.vnnlib(path), { timeout = timeout }) end)
end
write(head .. "(assert (<= X_0 inf)) (assert (>= Y_0 2))\n")
fails("inf", function() reach.vnnlib(path) end)
write("(declare-const X_0 Real)(declare-const Y_0 Real)(assert (>= X_0 0))(assert (>= Y_0 2))\n")
fails("X_0 has no upper bound", function() reach.vnnlib(path) end)

-- A file that is no specification, other sizes, wrong options.
write("(assert (<= X_0")
fails("1", function() reach.vnnlib(path) end)
write(head .. "(assert (>= Y_0 2.5))\n")
fails("expected [n, 3]", function() reach.verify(nn.Sequential { nn.Linear(3, 1) }, reach.vnnlib(path)) end)
fails("timeout", function() reach.verify(net, reach.vnnlib(path), { timeout = -1 }) end)
fails("timeout", function() reach.verify(net, reach.vnnlib(path), { time = 1 }) end)
fails("missing", function() reach.vnnlib(path .. ".missing") end)
os.remove(path)

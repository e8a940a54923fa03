-- Shapes: lists that can be read, compared, handed on as sizes, and not changed.
local fails = require("support.checks").fails

local t = tensor.zeros(2, 3)
local shape = t.shape
assert(#shape == 2 and shape[1] == 2 and shape[2] == 3 and shape[-1] == 3 and shape[-2] == 2)
assert(shape[0] == nil and shape[3] == nil and shape[-3] == nil)
assert(shape == { 2, 3 } and { 2, 3 } == shape and shape == tensor.ones(2, 3).shape)
assert(shape ~= { 2 } and shape ~= { 2, 3, 1 } and shape ~= { 3, 2 } and shape ~= tensor.ones(3, 2).shape)
assert(tensor(1).shape == {} and #tensor(1).shape == 0)
assert(tostring(shape) == "2x3" and "of " .. shape == "of 2x3" and shape .. "!" == "2x3!")
assert(t:size() == shape and t:size(-1) == 3)

local copy = { table.unpack(shape) }
assert(#copy == 2 and copy[1] == 2 and table.concat(shape, ",") == "2,3")
for _, iterate in ipairs { ipairs, pairs } do
  local seen = {}
  for k, size in iterate(shape) do seen[k] = size end
  assert(#seen == 2 and seen[1] == 2 and seen[2] == 3)
end

fails("a shape cannot be changed", function() shape[1] = 5 end)
fails("a shape cannot be changed", function() shape[3] = 5 end)
fails("a shape has no field 'foo'", function() return shape.foo end)
assert(shape == { 2, 3 } and getmetatable(shape) == false)

-- Wherever sizes stand.
local one = { seed = 1 }
for _, other in ipairs {
  tensor.zeros(shape), tensor.ones(shape), tensor.full(shape, 3), tensor.rand(shape, one),
  tensor.randn(shape, one), tensor.randint(1, 3, shape, one), tensor.arange(1, 6):reshape(shape),
  tensor.ones(1, 3):expand(shape), tensor.ones(3):expand(2, -1),
  nn.Sequential { nn.Reshape(shape) }(tensor.zeros(1, 6))[1],
} do
  assert(other.shape == shape)
end
assert(tensor.ones(shape, { dtype = "float64" }).dtype == "float64")
assert(tensor(shape) == tensor { 2, 3 } and tensor { shape, { 5, 6 } } == tensor { { 2, 3 }, { 5, 6 } })
assert(stats.mean(shape) == 2.5)
fails("argument 2 'sizes' must be an integer >= 0, got a table", function() tensor.zeros(2, shape) end)

-- A size of -1 is the one that is there.
assert(tensor.ones(1, 2):expand(3, -1).shape == { 3, 2 })
fails("-1", function() tensor.ones(2):expand(-1, 2) end)

-- A single size is a shape.
assert(tensor.full(2, 7) == tensor { 7, 7 })

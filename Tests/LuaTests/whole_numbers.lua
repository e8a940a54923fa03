-- Whole numbers: a result is whole and exact, or an error. What can grow (sums, products, powers) is float64.
local fails = require("support.checks").fails

local function int(list) return tensor(list, { dtype = "int32" }) end

local most, least = 2147483647, -2147483648

-- Sums, running sums and products.
local billions = tensor.full({ 3 }, 1000000000, { dtype = "int32" })
assert(billions:sum():item() == 3000000000 and billions:sum().dtype == "float64")
assert(billions:cumsum(1) == tensor({ 1e9, 2e9, 3e9 }, { dtype = "float64" }))
assert(int({ 100000, 100000 }):prod():item() == 1e10)
assert(billions:dot(int { 2, 2, 3 }):item() == 7e9)
local wide = tensor.full({ 5, 700, 2 }, most, { dtype = "int32" })
assert(wide:sum():item() == 7000 * most and wide:sum { 1, 3 } == tensor.full({ 700 }, 10 * most, { dtype = "float64" }))
assert(wide:sum(2) == tensor.full({ 5, 2 }, 700 * most, { dtype = "float64" }))
assert(wide:cumsum(2):at(3, 700, 2) == 700 * most and wide:cumsum(3):at(1, 1, 2) == 2 * most)
assert(tensor.full({ 3, 600 }, -most, { dtype = "int32" }):sum(1):min():item() == -3 * most)
assert(int({ { 46341, 3 }, { 46341, 0 } }):prod(1) == tensor({ 46341 * 46341, 0 }, { dtype = "float64" }))
assert(int({ 94906265, 94906265 }):prod():item() == 94906265 * 94906265)
fails("2^53", function() return int({ 94906267, 94906267 }):prod() end)
fails("2^53", function() return tensor.full({ 40 }, most, { dtype = "int32" }):prod() end)
assert(tensor.cat({ tensor.full({ 40 }, most, { dtype = "int32" }), int { 0 } }, 1):prod():item() == 0)
fails("2^53", function() return int({ most, 2 }):dot(int { most, 2 }) end)
assert(int({ 1, 2, 4 }):mean().dtype == "float32" and int({ most, most - 2 }):mean():item() == 2147483648)
assert(tensor.zeros(0, { dtype = "int32" }):sum():item() == 0 and tensor.zeros(0, { dtype = "int32" }):prod():item() == 1)

-- Powers.
assert((int { 10001 } ^ 2):item() == 100020001 and (int { -3 } ^ 3):item() == -27)
assert((int { 10001, 2 } ^ int { 2, 30 }) == tensor({ 100020001, 1073741824 }, { dtype = "float64" }))
assert((3 ^ int { 20 }):item() == 3486784401 and (2 ^ int { -1 }):item() == 0.5)
assert((int { 7 } ^ 0):item() == 1 and (int { 7 } ^ 1).dtype == "int32" and int({ 10001 }):pow({ 2 }):item() == 100020001)
assert((int { 4 } ^ 0.5):item() == 2 and (int { 4 } ^ -1):item() == 0.25)
fails("2^53", function() return int { most } ^ 2 end)

-- Element by element they stay int32; what does not fit is an error, in plans too.
local ends = int { most, least }
for name, operation in pairs {
  add = function(x) return x + 1 end, sub = function(x) return x - 1 end, mul = function(x) return x * 2 end,
  neg = function(x) return -x end, abs = function(x) return x:abs() end, square = function(x) return x:square() end,
} do
  fails(name .. ":", operation, ends)
  fails("int32", operation, ends)
  fails("int32", tarn.compile(operation), ends)
end
assert(ends + 0 == ends and ends * 1 == ends and ends - 0 == ends and (ends * 0):max():item() == 0)
assert(int({ 46340, -46340 }):square() == int { 2147395600, 2147395600 })
assert(int({ 1, 2 }):argmax(1).dtype == "int32" and (int({ 3, 9 }):argmax(1) + 1).dtype == "int32")
fails("int32", function() return ends:matmul(int { 2, 0 }) end)
assert(ends:matmul(int { 1, 1 }):item() == -1)

-- Numbers that int32 does not hold make float64 of it, fractions float32.
assert((ends + 3e9) == tensor({ most + 3e9, least + 3e9 }, { dtype = "float64" }))
assert((ends + { 3e9, 1 }).dtype == "float64" and (int { 1 } + 0.5).dtype == "float32")
assert(ends:gt(3e9):sum():item() == 0 and ends:lt(3e9):sum():item() == 2)

-- There is no whole number for these.
for _, number in ipairs { 3e9, 0 / 0, math.huge, -2147483649 } do
  fails("int32", tensor, { number, 1 }, { dtype = "int32" })
  fails("int32", tensor, number, { dtype = "int32" })
  fails("int32", tensor.full, { 2 }, number, { dtype = "int32" })
  local float = tensor({ number, 1 }, { dtype = "float64" })
  fails("int32", float.to, float, "int32")
  fails("int32", tarn.compile(function(x) return x:to("int32") end), float)
end
fails("int32", tensor.arange, 1, 4e9, 1e9, { dtype = "int32" })
assert(tensor({ 2147483647.5, -2147483648.5 }, { dtype = "float64" }):to("int32") == ends)
fails("out of range", ends.index_select, ends, 1, tensor { 3e9 })

-- There is no whole number for a quotient by 0.
fails("division of whole numbers by 0", function() return ends % 0 end)
fails("division of whole numbers by 0", function() return ends // int { 1, 0 } end)
assert(ends % -1 == int { 0, 0 })
assert((tensor { 1 } // 0):item() == math.huge and ends % 7 == int { 1, 5 })

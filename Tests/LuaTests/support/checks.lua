-- What the programs of this folder share.
local checks = {}

-- The call must raise an error with this text in its message.
function checks.fails(text, f, ...)
  local ok, message = pcall(f, ...)
  assert(not ok, "expected an error with: " .. text)
  assert(message:find(text, 1, true), "expected: " .. text .. "\ngot: " .. message)
end

-- The largest difference of elements, as a number.
function checks.distance(a, b) return (a - b):abs():max():item() end

-- Normal numbers in float64: the sizes, then the seed.
function checks.randn(...)
  local shape = { ... }
  local seed = table.remove(shape)
  return tensor.randn(shape, { dtype = "float64", seed = seed })
end

return checks

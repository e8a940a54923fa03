-- The checks of tests written in Lua. `tarn test` makes them the global `check`.
local check = {}

-- Where the values that are compared are noted, for `tarn test --verify`.
local notes

local function plain(value)
  if type(value) == "userdata" then
    local ok, items = pcall(function() return value:totable() end)
    if ok then return items end
  end
  return value
end

-- Of a tensor, as text; nil for all else.
local function shape(value)
  return type(value) == "userdata" and tarn.type(value) == "tensor" and tostring(value.shape) or nil
end

local function note(value, tolerance)
  if notes then notes[#notes + 1] = { value = plain(value), tolerance = tolerance } end
end

local function shown(value)
  if type(value) == "string" then return string.format("%q", value) end
  if value ~= value then return "nan" end
  if type(value) == "number" then return math.type(value) == "integer" and tostring(value)
    or string.format("%.9g", value) end
  return tostring(value)
end

-- Calls `compare` for each pair of leaves; the first complaint is an error at the caller's line.
local function walk(a, b, place, compare, seen)
  local left, right = shape(a), shape(b)
  if left and right and left ~= right then
    error(string.format("%sgot a tensor of shape %s, expected %s",
      place == "" and "" or "at " .. place .. ": ", left, right), 4)
  end
  a, b = plain(a), plain(b)
  if type(a) ~= "table" or type(b) ~= "table" then
    local complaint = compare(a, b)
    if complaint then
      error((place == "" and "" or "at " .. place .. ": ") .. complaint, 4)
    end
    return
  end
  if seen[a] == b then return end
  seen[a] = b
  local keys = {}
  for key in pairs(a) do keys[#keys + 1] = key end
  for key in pairs(b) do
    if a[key] == nil then keys[#keys + 1] = key end
  end
  table.sort(keys, function(x, y) return tostring(x) < tostring(y) end)
  for _, key in ipairs(keys) do
    local part = type(key) == "string" and "." .. key or "[" .. tostring(key) .. "]"
    walk(a[key], b[key], place .. part, compare, seen)
  end
end

local function compare(a, b, test)
  -- Errors are of level 4: walk, then here, then the check, then the test. Deeper walks have more.
  local ok, message = pcall(walk, a, b, "", test, {})
  if not ok then error((message:gsub("^[^:]+:%d+: ", "")), 3) end
end

-- Numbers, tensors or tables of them must differ by at most `tolerance` (1e-6), element by element.
function check.close(a, b, tolerance)
  tolerance = tolerance or 1e-6
  if type(tolerance) ~= "number" or tolerance < 0 or tolerance ~= tolerance then
    error("check.close: 'tolerance' must be a number >= 0, got " .. shown(tolerance), 2)
  end
  note(a, tolerance)
  compare(a, b, function(x, y)
    if type(x) ~= "number" or type(y) ~= "number" then
      return x == nil and "nothing, expected " .. shown(y)
        or y == nil and "got " .. shown(x) .. ", expected nothing"
        or string.format("expected numbers, got %s and %s", shown(x), shown(y))
    end
    if x == y or math.abs(x - y) <= tolerance then return end
    return string.format("got %s, expected %s within %g (difference %.3g)", shown(x), shown(y),
      tolerance, math.abs(x - y))
  end)
end

-- The same value; tables and tensors item by item.
function check.equal(a, b)
  note(a)
  compare(a, b, function(x, y)
    if x ~= y then return string.format("got %s, expected %s", shown(x), shown(y)) end
  end)
end

function check.truthy(value)
  note(not not value)
  if not value then error("expected a true value, got " .. shown(value), 2) end
end

-- `f` must raise an error; its message must match the pattern of Lua, or have it as a part. The
-- message is returned.
function check.throws(f, pattern)
  local ok, message = pcall(f)
  if ok then error("expected an error" .. (pattern and ": " .. pattern or ""), 2) end
  message = tostring(message)
  local matches, at = pcall(string.find, message, pattern or "")
  if not (matches and at or message:find(pattern, 1, true)) then
    error(string.format("expected an error with %s, got: %s", shown(pattern), message), 2)
  end
  return message
end

-- Not for tests: notes what is compared from now on into a list.
function check.notes(list) notes = list end

return check

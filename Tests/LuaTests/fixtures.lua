-- Values and derivatives against PyTorch's, recorded by scripts/fixtures (record.py says what a line
-- of the files is). Special values must agree exactly, numbers to the precision of their type.
local folder = (debug.getinfo(1, "S").source:match("^@(.*/)") or "") .. "../Fixtures/"
local files = { "operations", "indexing", "layers", "convolutions" }
local tolerances = { float64 = 1e-11, float32 = 1e-5, int32 = 0 }

local function split(list, first)
  return { table.unpack(list[1]) }, table.move(list, first or 2, #list, 1, {})
end

local function build(list, dtype)
  local shape, elements = split(list)
  if #elements == 0 then return tensor.zeros(shape, { dtype = dtype }) end
  local flat = tensor(elements, { dtype = dtype })
  return flat:reshape(shape)
end

-- What record.py calls weights: those of the value, and those of the gradient.
local function weights(shape, salt, dtype)
  local count, list = 1, { { table.unpack(shape) } }
  for _, size in ipairs(list[1]) do count = count * size end
  for k = 0, count - 1 do list[k + 2] = ((k * 7 + salt) % 11 - 5) / 4 end
  return build(list, dtype)
end

local function sizes(t)
  local list = {}
  for d = 1, #t.shape do list[d] = t.shape[d] end
  return list
end

-- What differs, or nil.
local function difference(got, expected, tolerance)
  local shape, elements = split(expected)
  if type(got) == "number" then got = tensor(got, { dtype = "float64" }) end
  if table.concat(shape, "x") ~= table.concat(sizes(got), "x") then
    return ("shape %s, expected %s"):format(got.shape, table.concat(shape, "x"))
  end
  if #elements == 0 then return nil end
  local values, scale = got:flatten():totable(), 1
  for _, e in ipairs(elements) do
    if e == e and math.abs(e) < math.huge then scale = math.max(scale, math.abs(e)) end
  end
  for k, e in ipairs(elements) do
    local v = values[k]
    local same = v == e or (v ~= v and e ~= e) or math.abs(v - e) <= tolerance * scale
    -- Beyond the largest double that fits, float32 rounds to infinity.
    if not same then return ("element %d is %.9g, expected %.9g"):format(k, v, e) end
  end
end

local names = { "x", "y", "i", "m", "w", "t" }
local reader = { nan = 0 / 0, inf = 1 / 0, int = function(list) list.int = true return list end }
local failures, count = {}, 0

local function check(line)
  local case = assert(load("return {" .. line:gsub("=int(%b{})", "=int(%1)") .. "}", line, "t", reader))()
  local expression, dtype, inputs, expected = case[1], case[2], case[3], case[4]
  local tolerance = case.tolerance or tolerances[dtype]
  local function fail(what) failures[#failures + 1] = ("%s (%s): %s"):format(expression, dtype, what) end

  local body = assert(load("local " .. table.concat(names, ", ") .. " = ...\nreturn " .. expression))
  local arguments, places = {}, {}
  for k, name in ipairs(names) do
    local list = inputs[name]
    if list then
      arguments[k] = build(list, list.int and "int32" or dtype)
      places[name] = k
    end
  end
  local function value(...) return body(table.unpack({ ... }, 1, #names)) end
  local function at(k, x)
    local copy = table.move(arguments, 1, #names, 1, {})
    copy[k] = x
    return value(table.unpack(copy, 1, #names))
  end

  local ok, got = pcall(value, table.unpack(arguments, 1, #names))
  if not ok then return fail(got) end
  local wrong = difference(got, expected, tolerance)
  if wrong then fail(wrong) end
  local c = weights(split(expected), 1, dtype)
  for name, gradient in pairs(case.g or {}) do
    local k = places[name]
    local function scalar(x) return (at(k, x) * c):sum() end
    local fine, slope = pcall(tarn.grad(scalar), arguments[k])
    wrong = not fine and slope or difference(slope, gradient, tolerance)
    if wrong then fail("gradient of " .. name .. ": " .. wrong) end
    local second = case.s and case.s[name]
    if second then
      local d = weights(split(gradient), 3, dtype)
      local function along(x) return (tarn.grad(scalar)(x) * d):sum() end
      fine, slope = pcall(tarn.grad(along), arguments[k])
      wrong = not fine and slope or difference(slope, second, 10 * tolerance)
      if wrong then fail("second derivative by " .. name .. ": " .. wrong) end
    end
  end
end

for _, name in ipairs(files) do
  for line in io.lines(folder .. "torch_" .. name .. ".txt") do
    count = count + 1
    check(line)
  end
end
assert(count > 1000)
assert(#failures == 0, ("%d failures in %d cases:\n%s"):format(#failures, count, table.concat(failures, "\n")))

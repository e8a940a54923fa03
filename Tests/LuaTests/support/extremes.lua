-- Calls every declared function with numbers that are extreme, tables that hold themselves, and values of
-- other types. Whatever comes is a result or an error; what must not come is the end of the process.
-- Arguments: a file of declarations, the first case, and how many cases lie between two that are tried.
local declarations = dofile(arg[1])
local first, stride = tonumber(arg[2]), tonumber(arg[3])

local own = {} own[1] = own
local named = {} named.x = named
local twice = {} twice[1], twice[2] = twice, twice
local deep = { 1 }
for _ = 1, 100000 do deep = { deep } end
local restless = setmetatable({}, {
  __index = function(t, k) return t[k] end, __tostring = function(t) return tostring(t) end,
  __len = function(t) return #t end,
})
local x, y = tensor { { 1, 2 }, { 3, 4 } }, tensor { 1, 2 }
local data_set = data.xor()
local function make_net() return nn.Sequential { nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2) } end
local function energy(w) return (w * w - 1):square():sum() end

local extremes = {
  { "0", 0 }, { "-1", -1 }, { "1e9", 1000000000 }, { "2^31", 1 << 31 }, { "2^40", 1 << 40 }, { "2^53", 1 << 53 },
  { "1e18", 10 ^ 18 // 1 | 0 }, { "maxinteger", math.maxinteger }, { "mininteger", math.mininteger },
  { "-2^63", -2.0 ^ 63 }, { "1e18 (float)", 1e18 }, { "1e300", 1e300 }, { "1e-300", 1e-300 }, { "inf", math.huge },
  { "-inf", -math.huge }, { "nan", 0 / 0 }, { "0.5", 0.5 }, { "text", "text" }, { "no text", "" }, { "true", true },
  { "{}", {} }, { "{1}", { 1 } }, { "{1e18}", { 10 ^ 18 // 1 | 0 } }, { "{2^40, 2^40}", { 1 << 40, 1 << 40 } },
  { "{-1}", { -1 } }, { "{nan}", { 0 / 0 } }, { "own", own }, { "named", named }, { "twice", twice },
  { "deep", deep }, { "{own, 1}", { own, 1 } }, { "{1, own}", { 1, own } }, { "{x, own}", { x, own } },
  { "{twice, twice}", { twice, twice } }, { "restless", restless }, { "identity", function(...) return ... end },
  { "nothing", function() end }, { "gives own", function() return own end },
  { "throws own", function() error(own) end }, { "throws restless", function() error(restless) end },
  { "coroutine", coroutine.create(print) }, { "file", io.stdout }, { "empty", tensor.zeros(0) },
  { "0 x 2^40", tensor.zeros(0, 1 << 40) }, { "2^54 x 0", tensor.zeros(1 << 54, 0) }, { "NaN", tensor(0 / 0) },
  { "int32", tensor({ 1, 2 }, { dtype = "int32" }) }, { "net", make_net() }, { "data", data_set },
}

local objects = {
  tensor = function() return x end, network = make_net, layer = function() return nn.Linear(2, 2) end,
  loss = function() return loss.cross_entropy() end, dataset = function() return data_set end,
  ["input set"] = function() return reach.ball(x, 0.1) end,
  ["reachable set"] = function() return reach.output(make_net(), reach.ball(x, 0.1)) end,
  optimizer = function() return optim.adam {} end, schedule = function() return optim.ramp(1, 2, 3) end,
  figure = function() return plot.line { 1, 2, 3 } end, table = function() return stats.table { { a = 1 } } end,
  atlas = function()
    local atlas = landscape.open(":memory:", { energy = energy, dim = 2 })
    atlas:quench(tensor { .5, .5 })
    return atlas
  end,
}
-- Work that such numbers really ask for; it ends with Ctrl-C.
local endless = { ["atlas:basin_hop steps"] = true, ["reachable set:estimate_volume samples"] = true }
-- Where a call writes; os.tmpname makes the file.
local path = os.tmpname()

-- A value that fits, by name or type.
local function fitting(parameter)
  local name, type = parameter.name, parameter.type
  if name == "x" or name == "y" then return name == "x" and x or y end
  if name == "path" then return path end
  if name == "eps" then return 0.1 end
  for class, make in pairs(objects) do
    if class ~= "table" and type:find(class, 1, true) then return make() end
  end
  if parameter.allowed[1] then return parameter.allowed[1] end
  if type:find "pair" then return { 0, 1 } end
  if type:find "matrix" then return { { 1, 2 }, { 2, 1 } } end
  if type:find "list" then return type:find "string" and { "a" } or { 1, 2 } end
  if type:find "integer" then return 1 end
  if type:find "number" then return 0.5 end
  if type:find "function" then return function(t) return t end end
  if type:find "boolean" then return true end
  if type:find "table" then return {} end
  return "a"
end

local count = 0
local function try(f, place, arguments, length, options)
  count = count + 1
  if count < first or (count - first) % stride ~= 0 then return end
  print(("CASE %d %s %s"):format(count, f.name, place))
  io.stdout:flush()
  local values = table.move(arguments, 1, length, 1, {})
  if next(options) then
    length = length + 1
    values[length] = options
  end
  local class, method = f.name:match "^(.-):(.*)$"
  local results = table.pack(pcall(function()
    if class then
      local object = objects[class]()
      return object[method](object, table.unpack(values, 1, length))
    end
    local member = _G
    for part in f.name:gmatch "[^.]+" do member = member[part] end
    return member(table.unpack(values, 1, length))
  end))
  for k = 1, results.n do pcall(tostring, results[k]) end
end

for _, f in ipairs(declarations) do
  local class = f.name:match "^(.-):"
  if not class or objects[class] then
    local arguments, options = {}, {}
    for k, argument in ipairs(f.arguments) do arguments[k] = fitting(argument) end
    for _, option in ipairs(f.options) do
      if option.required then options[option.name] = fitting(option) end
    end
    local length = #f.arguments
    try(f, "as it fits", arguments, length, options)
    for _, extreme in ipairs(extremes) do
      local word, value = extreme[1], extreme[2]
      for k, argument in ipairs(f.arguments) do
        local kept = arguments[k]
        arguments[k] = value
        try(f, argument.name .. " = " .. word, arguments, length, options)
        arguments[k] = kept
        if argument.variadic then
          local longer = table.move(arguments, 1, length, 1, {})
          longer[k], longer[k + 1] = value, value
          try(f, argument.name .. " = " .. word .. " twice", longer, math.max(length, k + 1), options)
        end
      end
      for _, option in ipairs(f.options) do
        local kept = options[option.name]
        local isLong = type(value) == "number" and value > 1e6 and endless[f.name .. " " .. option.name]
        options[option.name] = value
        if not isLong then try(f, option.name .. " = " .. word, arguments, length, options) end
        options[option.name] = kept
      end
    end
  end
end
os.remove(path)
print("END " .. count)

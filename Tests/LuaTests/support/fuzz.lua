-- Random calls of everything that is declared: right arguments and wrong ones, methods, operators, fields. Whatever
-- comes is a result or an error; what must not come is the end of the process, more memory than the ceiling
-- allows, or a call that no Ctrl-C ends.
-- Arguments: a file of declarations, a seed, the first call and the last, bytes of the ceiling in MB. Each call is
-- made of its number and the seed alone. It runs in a folder of its own, and writes there: `call` holds the one
-- that runs, `report` what was wrong, and END when all is over.
local declarations = dofile(arg[1])
local seed, first, last, ceiling = tonumber(arg[2]), tonumber(arg[3]), tonumber(arg[4]), tonumber(arg[5])
local slack = 100

-- What a call is printed with; with this it can be pasted at the prompt.
local prelude = [[
function net() return nn.Sequential { nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2) } end
function energy(w) return (w * w - 1):square():sum() end
function atlas() local a = landscape.open(":memory:", { energy = energy, dim = 2 }) a:quench { .5, .5 }
  a:quench { -.5, .5 } a:search_saddles { tries = 1 } return a end
function ball() return reach.ball(tensor { { 1, 2 }, { 3, 4 } }, 0.1) end
function own() local t = {} t[1] = t return t end
function restless() return setmetatable({}, { __index = function() error "restless" end }) end
]]
assert(load(prelude))()

local function pick(list) return list[math.random(#list)] end
local function chance(percent) return math.random(100) <= percent end

local numbers = { "0", "1", "2", "3", "-1", "0.5", "0.1", "1e-3", "-0.0", "7", "100" }
local extremes = {
  "1e6", "1e9", "2^31", "2^40", "2^53", "1e18", "math.maxinteger", "math.mininteger", "-2^63", "1e300", "1e-300",
  "math.huge", "-math.huge", "0/0",
}
local tensors = {
  "tensor(1)", "tensor(0/0)", "tensor { 1, 2 }", "tensor { { 1, 2 }, { 3, 4 } }", "tensor { { 1, 2 } }",
  "tensor.zeros(0)", "tensor.zeros(2, 0)", "tensor.zeros(0, 2)", "tensor.rand(1, 1, 4, 4, { seed = 1 })",
  "tensor.randn(3, 3, { dtype = 'float64', seed = 2 })", "tensor({ 1, 2 }, { dtype = 'int32' })",
  "tensor { 1e30, -1e30 }", "tensor { { 1 / 0, 1 }, { -1 / 0, 0 } }", "tensor.ones(2, 2, 2)", "tensor.eye(2)",
  "tensor.zeros(1, 1, 1, 1, 1, 1, 1, 1)", "tensor.arange(1, 10)", "tensor.randn(4, 2, { seed = 3 })",
  "tensor({ 1e300, 1e-300 }, { dtype = 'float64' })", "tensor.zeros(0, 2^40)", "tensor.full({ 40, 40 }, 2)",
  "tensor.randn(1, 2, 5, 5, { seed = 4 })", "tensor { 0, 0 }", "tensor { 2, 1 }",
}
local functions = {
  "function(...) return ... end", "function(x) return x end", "function(x) return (x * x):sum() end",
  "function() end", "function() error 'no' end", "function() return 0 / 0 end", "function(x) return { x } end",
  "function(x) return x:tanh() end", "energy", "math.sin", "function(x) return x[1] end",
  "function(x) return x:sum():item() end", "function(x, y) return x + y end",
}
local strings = {
  "''", "'a'", "'x'", "'float64'", "'name.svg'", "'written.npz'", "'\\0'", "'\\xff'", "('x'):rep(3000)", "'a/b'", "'é'",
  "'1'", "'%s'", "':memory:'", "'red'", "'l2'",
}
local tables = {
  "{}", "{ 1, 2 }", "{ 2, 2 }", "{ 1, 0 / 0 }", "{ { 1, 2 }, { 3, 4 } }", "{ a = 1 }", "{ tensor { 1, 2 } }", "own()",
  "restless()", "{ 'a', 'b' }", "{ 1, nil, 3 }", "{ {} }", "{ { 1 }, { 1, 2 } }", "{ x = { 1 }, y = { 2 } }",
  "{ -1 }", "{ 2^40, 2^40 }", "{ true }", "{ net() }", "{ function() end }", "{ 1, 2, 3, 4, 5, 6, 7, 8, 9 }",
}
local layers = {
  "nn.Linear(2, 2)", "nn.Tanh()", "nn.ReLU()", "nn.Dropout(0.5)", "nn.BatchNorm(2)", "nn.Flatten()",
  "nn.Conv2d(1, 2, 3)", "nn.MaxPool2d(2)", "nn.Reshape(2, 1)", "nn.Residual { nn.Tanh() }",
}
local losses = {
  "loss.cross_entropy()", "loss.mse()", "loss.l2(0.1)", "(loss.hinge() + loss.l1(1))", "loss.jacobian {}",
  "loss.interval_bound { eps = 0.1 }",
}
-- By class, or the word that stands for it in the type of an argument.
local objects = {
  tensor = tensors, layer = layers, loss = losses,
  network = { "net()", "nn.Sequential { nn.Linear(2, 2) }", "nn.Sequential {}", "net():to('float64')",
    "nn.Sequential { nn.Flatten() }", "nn.Sequential { nn.Lambda(function(x) return x:matmul(tensor.zeros(2, 0)) end) }" },
  dataset = { "data.xor()", "data.iris():take(8)", "data.blobs { n = 6 }", "data.diabetes():take(5)" },
  ["input set"] = { "ball()", "reach.box({ 0, 0 }, { 1, 1 })", "reach.ball(tensor { { 0, 0 } }, 0)" },
  ["reachable set"] = {
    "reach.output(net(), ball())", "reach.output(net(), ball(), { domain = 'interval' })",
    "reach.output(net(), ball(), { domain = 'crown' })",
  },
  optimizer = { "optim.adam {}", "optim.sgd { lr = 0.1 }", "optim.lbfgs {}" },
  schedule = { "optim.ramp(1, 2, 3)", "optim.cosine(1, 0, 3)" },
  figure = { "plot.line { 1, 2, 3 }", "plot.histogram { 1, 2, 2 }", "plot.heatmap(tensor.eye(3))" },
  table = { "stats.table { { a = 1 }, { a = 2 } }" },
  atlas = { "atlas()" }, tree = { "atlas():tree()" }, spectrum = { "atlas():spectrum(1)" },
  thermodynamics = { "atlas():thermodynamics { temperatures = { 1, 2 } }" },
  slice = { "atlas():slice { through = { 1, 2 }, points = 5 }" }, curve = { "atlas():curve(1, 2, { steps = 2 })" },
  diagram = { "atlas():persistence()" },
}
local classes = {}
for class in pairs(objects) do classes[#classes + 1] = class end
table.sort(classes)

-- Numbers of steps, samples, …: work that large numbers really ask for.
local amounts = {}
for word in ([[steps epochs samples restarts n iterations max_steps nodes max_nodes chains starts points evaluations
  tasks count workers threads projections directions population seconds timeout attempts tries sweeps images
  resamples bins repeats size batch_size max_evaluations vectors moments patience rounds hops walkers levels
  replicas candidates budget probes queries max_queries depth splits max_splits search_steps grid restarts limit
  neighbours neighbors pairs corners checks lanczos quadrature resolution max_iterations spokes bends first last
  max_regions regions parts blocks size_limit temperature_steps initial batch ]]):gmatch "%S+" do
  amounts[word] = true
end
-- What reads, waits, ends the program or starts others; and what changes the rest of the run.
local blocked = {
  ["figure:show"] = true, ["tarn.args"] = true, ["tarn.threads"] = true, ["tarn.check_finite"] = true,
  ["tarn.help"] = true, ["landscape.merge"] = true,
}
-- What these take unless told otherwise is seconds.
local quick = {
  ["atlas:basin_hop"] = { steps = "3" }, ["atlas:multistart"] = { n = "3", starts = "3" },
  ["atlas:parallel_tempering"] = { steps = "3" }, ["attack.auto"] = { steps = "2", queries = "20" },
  ["attack.square"] = { queries = "20", steps = "20" }, ["reach.verify"] = { timeout = "0.2" },
  ["optim.fit"] = { epochs = "1" }, ["attack.cw"] = { steps = "5", search_steps = "2" },
  ["attack.bracket"] = { timeout = "0.2" }, ["attack.exact"] = { timeout = "0.2" },
}

local value
-- Something of the kind that a declaration names.
local function fitting(name, kind, allowed, depth)
  if #allowed > 0 and not kind:find "list" then return ("%q"):format(pick(allowed)) end
  for _, class in ipairs(classes) do
    if class ~= "table" and kind:find(class, 1, true) and not kind:find("list", 1, true) then
      return pick(objects[class])
    end
  end
  if kind:find "list" or kind:find "items" then
    local items = {}
    for k = 1, math.random(0, 3) do
      if #allowed > 0 then items[k] = ("%q"):format(pick(allowed))
      elseif kind:find "string" then items[k] = pick(strings)
      elseif kind:find "number" or kind:find "integer" then items[k] = pick(numbers)
      else items[k] = value(depth + 1) end
    end
    return "{ " .. table.concat(items, ", ") .. " }"
  end
  if kind:find "function" then return "(" .. pick(functions) .. ")" end
  if kind:find "integer" then return tostring(math.random(0, 4)) end
  if amounts[name] and kind:find "number" then return pick { "0", "0.1", "0.3", "1" } end
  if kind:find "number" then return pick(numbers) end
  if kind:find "boolean" then return pick { "true", "false" } end
  if kind:find "string" then return pick(strings) end
  if kind:find "table" then return pick(tables) end
  if name == "x" or name == "y" or kind:find "matrix" or kind:find "vector" then return pick(tensors) end
  return value(depth + 1)
end

-- Anything.
function value(depth)
  local draw = math.random(20)
  if draw <= 4 then return pick(numbers) end
  if draw <= 7 then return pick(extremes) end
  if draw <= 9 then return pick(strings) end
  if draw <= 12 then return pick(tensors) end
  if draw <= 14 then return pick(tables) end
  if draw == 15 then return "(" .. pick(functions) .. ")" end
  if draw == 16 then return pick { "true", "false" } end
  if draw == 17 then return "nil" end
  if draw == 18 and depth < 3 then return "{ " .. value(depth + 1) .. ", " .. value(depth + 1) .. " }" end
  return pick(objects[chance(95) and pick { "layer", "loss", "network", "dataset", "input set" } or pick(classes)])
end

local function argument(parameter)
  if chance(70) then return fitting(parameter.name, parameter.type, parameter.allowed, 0) end
  if amounts[parameter.name] then return pick { "0", "-1", "2", "0.5", "nil", "'a'", "{}", "0/0", "tensor(1)" } end
  return value(0)
end

local function arguments(f)
  local list = {}
  local count = #f.arguments
  if chance(5) then count = math.random(0, count) end
  for k = 1, count do
    list[#list + 1] = argument(f.arguments[k])
    if f.arguments[k].variadic then
      for _ = 1, math.random(0, 3) do list[#list + 1] = argument(f.arguments[k]) end
    end
  end
  local fields, given = {}, {}
  for _, option in ipairs(f.options) do
    if option.required and chance(95) or chance(math.min(40, 200 // #f.options)) then
      given[option.name] = true
      fields[#fields + 1] = option.name .. " = " .. argument(option)
    end
  end
  for name, text in pairs(quick[f.name] or {}) do
    for _, option in ipairs(f.options) do
      if option.name == name and not given[name] then fields[#fields + 1] = name .. " = " .. text end
    end
  end
  table.sort(fields)
  if #fields > 0 then list[#list + 1] = "{ " .. table.concat(fields, ", ") .. " }" end
  if chance(2) then list[#list + 1] = value(0) end
  return table.concat(list, ", ")
end

-- What makes a function of a function.
local makers = { "grad", "value_and_grad", "hvp", "hessian", "jacobian", "batch", "compile" }
local operators = { "+", "-", "*", "/", "^", "%", "//", "..", "==", "<", "<=", "&" }
-- What is done to an object without a name.
local function bare()
  local object = pick(objects[chance(90) and pick { "tensor", "layer", "loss", "network", "dataset" } or pick(classes)])
  local draw = math.random(12)
  if draw >= 9 then
    local given = {}
    for k = 1, math.random(0, 2) do given[k] = chance(60) and pick(tensors) or value(0) end
    return ("tarn.%s(%s)(%s)"):format(pick(makers), pick(functions), table.concat(given, ", "))
  end
  if draw <= 2 then return ("%s %s %s"):format(object, pick(operators), value(0)) end
  if draw == 3 then return ("%s %s %s"):format(value(0), pick(operators), object) end
  if draw == 4 then return ("#%s"):format(object) end
  if draw == 5 then return ("tostring(%s)"):format(object) end
  if draw == 6 then return ("(%s)[%s]"):format(object, value(0)) end
  if draw == 7 then return ("-%s"):format(object) end
  return ("(%s)(%s, %s)"):format(object, value(0), value(0))
end

local functionsToCall, heavy = {}, {}
for _, f in ipairs(declarations) do
  local class = f.name:match "^(.-):"
  if not blocked[f.name] and (not class or objects[class]) then
    local isHeavy = f.name:find "^atlas" or f.name:find "^landscape" or f.name:find "^tree" or f.name:find "^slice"
      or f.name:find "^spectrum" or f.name:find "^thermodynamics" or f.name:find "^curve"
      or f.name:find "^diagram" or f.name:find "^attack%.[aces]" or f.name:find "^reach%.[vo]"
      or f.name:find "^optim%.fit" or f.name:find "^reach%.cert" or f.name:find "^plot" or f.name:find "^figure"
    local list = isHeavy and heavy or functionsToCall
    list[#list + 1] = f
  end
end

-- The call of a number.
local function call(number)
  math.randomseed(seed, number)
  if chance(8) then return bare() end
  local f = pick(chance(4) and heavy or functionsToCall)
  local class, method = f.name:match "^(.-):(.*)$"
  if not class then return ("%s(%s)"):format(f.name, arguments(f)) end
  local object = chance(97) and pick(objects[class]) or value(0)
  return ("(%s):%s(%s)"):format(object, method, arguments(f))
end

local function peak()
  for line in io.lines "/proc/self/status" do
    local kilobytes = line:match "^VmHWM:%s*(%d+)"
    if kilobytes then return tonumber(kilobytes) / 1024 end
  end
end

local report = assert(io.open("report", "a"))
local current = assert(io.open("call", "w"))
local allowed = ceiling + slack
local results, errors, slowest = 0, 0, 0
local times = {}
for number = first, last do
  local text = call(number)
  current:seek("set", 0)
  current:write(number, " ", text, "\n\0")
  current:flush()
  local chunk = load("return " .. text, "=call")
  if chunk then
    local start = os.time()
    local begun = os.clock()
    local outcome = table.pack(pcall(chunk))
    for k = 2, outcome.n do pcall(tostring, outcome[k]) end
    if outcome[1] then results = results + 1 else errors = errors + 1 end
    local name = text:match "^[%w_.]+" or text:match "%):([%w_]+)%(" or "?"
    times[name] = (times[name] or 0) + os.clock() - begun
    if os.time() - start > 20 then
      report:write("SLOW ", number, " ", os.time() - start, " s: ", text, "\n")
      report:flush()
    end
    slowest = math.max(slowest, os.time() - start)
  else
    report:write("SYNTAX ", number, " ", text, "\n")
  end
  local megabytes = peak()
  if megabytes > allowed then
    report:write("OVER ", number, " ", math.floor(megabytes), " MB: ", text, "\n")
    report:flush()
    allowed = megabytes + 20
  end
end
if arg[6] then
  local names = {}
  for name in pairs(times) do names[#names + 1] = name end
  table.sort(names, function(a, b) return times[a] > times[b] end)
  for k = 1, 25 do print(names[k], times[names[k]]) end
end
report:write(("END %d results, %d errors, %d s the slowest, %d MB\n"):format(results, errors, slowest, peak() // 1))
report:close()

-- Exact distances of the 150 flowers from another class, by a 4-10-3 ReLU network; seconds of
-- processor time, one thread.
local timing = require "timing"

tarn.threads(1)
local file <close> = assert(io.open("Tests/Fixtures/iris_exact.json"))
local text = file:read("a"):gsub("[%[%]]", { ["["] = "{", ["]"] = "}" }):gsub('"([%w_]+)":', "%1 =")
local recorded = load("return " .. text, "iris_exact.json", "t", { null = false })()
local numbers = {}
local function collect(item)
  if type(item) ~= "table" then
    numbers[#numbers + 1] = item
    return
  end
  for _, part in ipairs(item) do collect(part) end
end
collect(recorded.weights)
local net = nn.Sequential { nn.Linear(4, 10), nn.ReLU(), nn.Linear(10, 3) }:to("float64")
net:set_parameters(tensor(numbers, { dtype = "float64" }))
local flowers = data.iris()
local x = flowers.x:to("float64")
x = ((x - x:min(1)) / (x:max(1) - x:min(1))):clamp(0, 1)
local function exact() return attack.exact(net, x, flowers.y, { clip = { 0, 1 } }) end
local case = "Iris, 4-10-3 ReLU, 150 samples"
timing.report("exact", case, "Tarn", timing.processor(exact, 15) / 1e6, ">= 10")

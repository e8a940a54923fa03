-- A setting that has no effect is an error that says whose it is.
local fails = require "support.checks".fails
local net = nn.Sequential { nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 2) }
local x, y = tensor { { 1, 2 } }, tensor { 1 }
local bounds = {
  ["reach.output"] = function(o) return reach.output(net, reach.ball(x, 0.1), o):lower() end,
  ["reach.sensitivity"] = function(o) return reach.sensitivity(net, x, 0.1, o) end,
  ["reach.margin"] = function(o) return reach.margin(net, x, y, 0.1, o) end,
  ["reach.certified_accuracy"] = function(o) return reach.certified_accuracy(net, x, y, 0.1, o) end,
  ["reach.certified_radius"] = function(o) return reach.certified_radius(net, x, y, o) end,
  ["loss.sensitivity"] = function(o)
    local options = { eps = 0.1 }
    for k, v in pairs(o) do options[k] = v end
    return loss.sensitivity(options)
  end,
}
local owners = {
  { "slope", "deepz", "zonotope" }, { "max_generators", 9, "zonotope" }, { "iterations", 3, "alpha_crown" },
  { "of", { "interval", "crown" }, "intersection" },
}
for name, bound in pairs(bounds) do
  for _, owner in ipairs(owners) do
    local option, value, domain = table.unpack(owner)
    bound { domain = domain, [option] = value }
    for _, other in ipairs { "interval", "zonotope", "crown", "crown_interval", "alpha_crown", "intersection" } do
      local default = other == "intersection" and domain == "zonotope"
      if other ~= domain and not default then
        fails(name .. ": option '" .. option .. "' belongs to the domain \"" .. domain .. "\", and the domain is \""
          .. other .. "\"", bound, { domain = other, [option] = value })
      end
    end
  end
  -- The parts of an intersection have their own.
  bound { domain = "intersection", slope = "deepz" }
  bound { domain = "intersection", of = { "alpha_crown", "interval" }, iterations = 2 }
  fails("and the domain is \"intersection\" of \"interval\", \"crown\"", bound,
    { domain = "intersection", of = { "interval", "crown" }, slope = "deepz" })
  fails("option 'of' names no domain", bound, { domain = "intersection", of = {} })
end
fails("option 'slope' belongs to the domain \"zonotope\"", bounds["loss.sensitivity"], { slope = "minimax" })

fails("dampening is of the momentum", optim.sgd, { dampening = 0.1 })
fails("option 'dim' goes with 'energy'", landscape.open, ":memory:",
  { net = net, loss = loss.cross_entropy(), data = data.xor(), dim = 3 })
fails("option 'epoch' goes with shuffle = true and a seed", data.iris().batches, data.iris(), 10, { epoch = 2 })
fails("option 'epoch' goes with", data.iris().batches, data.iris(), 10, { epoch = 2, shuffle = true })
fails("option 'color_log' goes with 'color'", plot.scatter, { 1, 2 }, { 1, 2 }, { color_log = true })
fails("expected {default, \"summary\"}, got an item with key \"rank\"", tarn.args,
  { eps = { 0.1, "radius", rank = { 0, 1 } } })
fails("a list as the default stands in braces of its own", tarn.args, { eps = { 0.1, 0.2 } })
assert(tarn.args { eps = { { 0.1, 0.2 }, "radii" } }.eps[2] == 0.2)

-- A training goes on under the same settings only, and no further back.
local path = os.tmpname()
os.remove(path)
local function fit(term, epochs)
  local fresh = nn.Sequential { nn.Linear(4, 3) }
  return optim.fit(fresh, data.iris():take(60), { loss = term, epochs = epochs, checkpoint = path })
end
local function zonotope(slope)
  return loss.cross_entropy() + loss.sensitivity { eps = 0.1, domain = "zonotope", slope = slope }
end
fit(zonotope("deepz"), 3)
fails("slope = \"deepz\"", fit, zonotope("minimax"), 3)
fails("has gone 3 epochs, and 2 are asked for", fit, zonotope("deepz"), 2)
assert(#fit(zonotope("deepz"), 3) == 3 and #fit(zonotope("deepz"), 4) == 4)
os.remove(path)

-- The study activation-topology: persistence against brute force, its small form, a row, and what a
-- row refuses. Run by `tarn test`.

local recipe = require "recipes.activation-topology"
local topology = require "study_topology"

-- The component of each vertex in the graph of edges of at least (or above) a weight, by spreading
-- labels until nothing changes.
local function components(vertices, from, to, weights, holds)
  local label = {}
  for v = 1, vertices do label[v] = v end
  local changed = true
  while changed do
    changed = false
    for e, w in ipairs(weights) do
      local a, b = label[from[e]], label[to[e]]
      if holds(w) and a ~= b then
        label[from[e]], label[to[e]] = math.min(a, b), math.min(a, b)
        changed = true
      end
    end
  end
  return label
end

local function sorted(list)
  table.sort(list)
  return list
end

-- Joins and lives from components just before and after every weight.
local function brute(vertices, from, to, weights)
  local birth, different = {}, {}
  for e, w in ipairs(weights) do
    birth[from[e]] = math.max(birth[from[e]] or 0, w)
    birth[to[e]] = math.max(birth[to[e]] or 0, w)
    different[w] = true
  end
  local joins, lives = {}, {}
  for w in pairs(different) do
    local before = components(vertices, from, to, weights, function(v) return v > w end)
    local after = components(vertices, from, to, weights, function(v) return v >= w end)
    local inside = {}
    for v = 1, vertices do
      local list = inside[after[v]] or {}
      inside[after[v]] = list
      list[before[v]] = math.max(list[before[v]] or 0, birth[v] or 0)
    end
    for _, list in pairs(inside) do
      local births = {}
      for _, b in pairs(list) do births[#births + 1] = b end
      sorted(births)
      for k = 1, #births - 1 do
        joins[#joins + 1], lives[#lives + 1] = w, births[k] - w
      end
    end
  end
  return sorted(joins), sorted(lives)
end

-- Edges, heaviest first.
local function order(weights)
  return tensor(weights, { dtype = "float64" }):argsort(1, { descending = true }):totable()
end

local row = require "support.rows"(recipe,
  { split = 1, data = "wine", hidden = 4, eps = 0.3, epochs = 30 })

return {
  ["persistence of a graph by hand"] = function()
    -- A path 1 -5- 2 -1- 3 -4- 4: {3, 4}, born at 4, joins {1, 2}, born at 5, at 1.
    local joins, lives = topology.persistence(4, { 1, 2, 3 }, { 2, 3, 4 }, { 5, 1, 4 }, { 1, 3, 2 })
    check.equal({ joins, lives }, { { 5, 4, 1 }, { 0, 0, 3 } })
    -- No edge of weight 0 joins anything.
    joins, lives = topology.persistence(3, { 1, 1 }, { 2, 3 }, { 2, 0 }, { 1, 2 })
    check.equal({ joins, lives }, { { 2 }, { 0 } })
  end,
  ["persistence is that of brute force, with ties"] = function()
    for seed = 1, 60 do
      local n, count = 7, 11
      local ends = tensor.randint(1, n, 2, count, { seed = seed }):totable()
      local weights = tensor.randint(1, seed % 2 == 0 and 5 or 1000, count, { seed = 100 + seed })
        :totable()
      local joins, lives = topology.persistence(n, ends[1], ends[2], weights, order(weights))
      check.equal({ { sorted(joins), sorted(lives) } },
        { { brute(n, ends[1], ends[2], weights) } })
    end
  end,
  ["graphs of a network"] = function()
    local net = nn.Sequential { nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1) }:to "float64"
    net:set_parameters(tensor({ 1, 2, 3, -4, 0, 0, 5, 6, 0 }, { dtype = "float64" }))
    local g = topology.graphs(net, 2, tensor({ { 1, -0.5 } }, { dtype = "float64" }))
    -- Units are relu(0) and relu(5).
    check.equal(g.weights:totable(), { { 1, 1, 3, 2, 0, 30 } })
    check.equal({ g.vertices, g.from, g.to }, { 5, { 1, 2, 1, 2, 3, 4 }, { 3, 3, 4, 4, 5, 5 } })
    local joins, lives = topology.diagrams(g)
    check.equal({ joins:totable(), lives:totable() }, { { { 30, 3, 2, 1 } }, { { 0, 0, 0, 0 } } })
  end,
  ["small form"] = function()
    local r = recipe.run {}
    check.equal({ r.rows, r.planned }, { 2, 2 })
    check.equal(r["wine 0.3 attack gain"].n, 2)
    check.truthy(math.abs(r["wine 0.3 kind structure"].mean) <= 1)
  end,
  ["one row, twice"] = function()
    local r, again = row(), row()
    r.seconds, again.seconds = nil, nil
    check.equal(again, r)
    check.equal(r.inputs, 35)
    check.close(r.accuracy, 31 / 35, 0.06)
    check.truthy(r.attacked < r.noisy and r.attacked < r.accuracy)
    for _, task in ipairs { "attack", "noise", "kind" } do
      for _, set in ipairs { "topology", "plain", "edges", "both" } do
        local auc = r["auc_" .. task .. "_" .. set]
        check.truthy(auc > 0.2 and auc <= 1)
      end
      check.close(r["gain_" .. task], r["auc_" .. task .. "_topology"]
        - r["auc_" .. task .. "_plain"], 1e-9)
      check.truthy(r["gain_sd_" .. task] > 0.005 and r["gain_sd_" .. task] < 0.2)
    end
    check.close(r.auc_attack_plain, 0.675, 0.1)
  end,
  ["a large attack is seen"] = function()
    check.truthy(row({ eps = 2 }).auc_attack_plain > 0.95)
    check.truthy(row({ eps = 2 }).auc_attack_topology > 0.8)
  end,
  ["what a row refuses"] = function()
    check.throws(function() row { data = "mnist" } end, "parameter 'data' must be")
    check.throws(function() row { hidden = 0 } end, "hidden")
    check.throws(function() recipe.run { form = "full" } end, "need %-%-out")
  end,
}

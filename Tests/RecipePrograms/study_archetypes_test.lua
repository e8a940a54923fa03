-- The study archetypes: its small form, rows, and what it refuses. Run by `tarn test`.

local recipe = require "recipes.archetypes"

local row = require "support.rows"(recipe,
  { split = 10001, starts = 20, bands = 5, searches = 5, lambda = 1e-2, hidden = 2 })

return {
  ["small form"] = function()
    local r = recipe.run {}
    check.equal({ r.rows, r.planned }, { 2, 2 })
    check.truthy(r.verdict:find "not tested")
  end,
  ["one minimum"] = function()
    local r = row()
    check.equal({ r.parameters, r.samples, r.minima, r.funnels, r.coverage, r.excess },
      { 19, 101, 1, 1, 1, 0 })
    check.close(r.lowest, 0.343760930479, 1e-6)
    check.truthy(r.curve ~= r.curve)
  end,
  ["noisy XOR"] = function()
    local r, again = row { data = "xor" }, row { data = "xor" }
    check.equal({ r.parameters, r.samples }, { 12, 134 })
    check.truthy(r.minima >= 2 and r.minima <= 6 and r.saddles >= r.minima - 1)
    check.truthy(r.curve > 0 and r.excess > 0 and r.persistence > 0)
    check.equal({ r.lowest, r.persistence }, { again.lowest, again.persistence })
  end,
  ["two layers, few samples"] = function()
    local r = row { layers = 2, fraction = 0.2 }
    check.equal({ r.parameters, r.samples, r.failed }, { 25, 30, 0 })
  end,
  ["a class is missing"] = function()
    check.throws(function() row { fraction = 0.01 } end, "cannot both hold all 3 classes")
  end,
  ["unknown data"] = function() check.throws(function() row { data = "wine" } end, "wine") end,
}

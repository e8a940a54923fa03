-- The study flatness: its small form, one row, and what it refuses. Run by `tarn test`.

local recipe = require "recipes.flatness"

local row = require "support.rows"(recipe, { split = 10001, starts = 20 })

return {
  ["small form"] = function()
    local r = recipe.run {}
    check.equal({ r.rows, r.planned }, { 2, 2 })
    check.truthy(math.abs(r.estimate) <= 1 and r.low <= r.estimate and r.estimate <= r.high)
    check.truthy(r.verdict:find "flatter minima are more robust")
  end,
  ["one row, twice"] = function()
    local r, again = row(), row()
    check.close({ r.lowest, r.lowest_trace }, { 0.023751578431, 1.16742299466 }, 1e-6)
    check.equal(r.failed, 0)
    check.truthy(r.lowest_distance > 0.4 and r.lowest_distance < 0.5)
    check.truthy(r.minima >= 5 and math.abs(r.trace_distance_given_energy) <= 1)
    check.truthy(r.noise > 0 and r.noise < 0.5)
    check.equal(r.trace_distance, again.trace_distance)
  end,
  ["too few minima have no rank"] = function()
    local r = row { starts = 2 }
    check.truthy(r.trace_distance ~= r.trace_distance)
  end,
  ["a class is missing"] = function()
    check.throws(function() row { fraction = 0.01 } end, "cannot both hold all 3 classes")
  end,
  ["unknown data"] = function() check.throws(function() row { data = "mnist" } end, "mnist") end,
}

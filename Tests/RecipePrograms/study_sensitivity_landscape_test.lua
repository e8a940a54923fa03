-- The study sensitivity-landscape: its small form, rows, and what it refuses. Run by `tarn test`.

local recipe = require "recipes.sensitivity-landscape"
local shared = require "study_landscape"

local row = require "support.rows"(recipe, { split = 10001, starts = 20, followed = 5, bands = 1 })

return {
  ["small form"] = function()
    local r = recipe.run {}
    check.equal({ r.rows, r.planned }, { 2, 2 })
    check.truthy(math.abs(r.estimate) <= 0.5)
    check.truthy(r.verdict:find "not tested")
  end,
  ["without the term every minimum is kept"] = function()
    local r = row { weight = 0 }
    check.close(r.lowest, 0.023751578431, 1e-6)
    check.equal({ r.kept, r.ends, r.minima }, { r.plain, r.plain, r.plain })
    check.truthy(r.kept_distance ~= r.kept_distance)
  end,
  ["with the term"] = function()
    local r = row()
    check.close(r.lowest, 0.0426768398362, 1e-6)
    check.truthy(r.kept <= r.ends and r.ends <= r.plain)
    check.truthy(r.mean_radius > 0.3 and r.mean_radius <= r.mean_distance + 1e-3)
    -- The term takes what intervals lose: the lowest minimum is certified nearly to its distance.
    check.truthy(r.lowest_radius > 0.95 * r.lowest_distance)
  end,
  ["advantage of the kept"] = function()
    check.close(shared.advantage({ 3, 1, 2 }, { true, false, false }), 0.5, 1e-12)
    check.close(shared.advantage({ 1, 1 }, { true, false }), 0, 1e-12)
    local none = shared.advantage({ 1, 2 }, { true, true })
    check.truthy(none ~= none)
  end,
  ["a class is missing"] = function()
    check.throws(function() row { fraction = 0.01 } end, "cannot both hold all 3 classes")
  end,
  ["unknown data"] = function() check.throws(function() row { data = "xor" } end, "xor") end,
}

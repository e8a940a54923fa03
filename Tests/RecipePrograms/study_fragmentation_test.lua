-- The study fragmentation: its small form, rows, and what it refuses. Run by `tarn test`.

local recipe = require "recipes.fragmentation"
local shared = require "study_landscape"

local row = require "support.rows"(recipe, { split = 10001, starts = 30, bands = 1, curves = 1 })

return {
  ["small form"] = function()
    local r = recipe.run {}
    check.equal({ r.rows, r.planned }, { 2, 2 })
    check.truthy(r.estimate < 0)
    check.truthy(r.verdict:find "not tested")
  end,
  ["interval loss"] = function()
    local r, again = row { loss = "interval" }, row { loss = "interval" }
    check.close(r.lowest, 0.172003812689, 1e-6)
    check.equal(r.failed, 0)
    check.truthy(r.basins >= 1 and r.basins <= r.minima and r.minima <= 30)
    -- Intervals certify nearly the whole distance of a network that was trained for them.
    check.truthy(r.radius <= r.distance + 1e-3 and r.radius > 0.95 * r.distance)
    check.equal({ r.basins, r.excess, r.curve }, { again.basins, again.excess, again.curve })
  end,
  ["fixed adversarial examples"] = function()
    local plain, moved = row(), row { loss = "adversarial" }
    check.close(plain.lowest, 0.023751578431, 1e-6)
    check.truthy(moved.lowest > plain.lowest)
  end,
  ["effective number of basins"] = function()
    local basins, largest = shared.effective { 1, 1, 2, 2, false }
    check.close({ basins, largest }, { 2, 0.5 }, 1e-12)
    check.close((shared.effective { 3, 3, 3 }), 1, 1e-12)
  end,
  ["ratios are of one split"] = function()
    local ratio = shared.ratios({ { split = 2, n = 4 }, { split = 3, n = 1 } },
      { { split = 1, n = 1 }, { split = 2, n = 2 } }, "n")
    check.close(ratio[1], math.log(2), 1e-12)
    check.truthy(ratio[2] ~= ratio[2])
  end,
  ["a class is missing"] = function()
    check.throws(function() row { fraction = 0.01 } end, "cannot both hold all 3 classes")
  end,
  ["unknown loss"] = function() check.throws(function() row { loss = "mart" } end, "mart") end,
}

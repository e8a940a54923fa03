-- The study compare-sensitivity in its small form. Run by `tarn test`.

local recipe = require "recipes.compare-sensitivity"
local row = require "support.rows"(recipe, { split = 10001, shorter = 4 })

return {
  ["small form"] = function()
    local r = recipe.run {}
    check.equal({ r.rows, r.planned, r.attacked.n }, { 6, 6, 2 })
    check.truthy(math.abs(r.attacked.mean) < 0.25)
    check.truthy(r.attacked.low <= r.attacked.mean and r.attacked.mean <= r.attacked.high)
    check.truthy(r.verdict:find "Jacobian regularisation" ~= nil)
  end,
  row = function()
    local r = row { method = "interval" }
    check.equal(r.samples, 53)
    -- Other processors round otherwise: two of 53 samples.
    check.close(r.accuracy_1, 0.9811, 0.04)
    check.close(r.attacked_1, 0.7547, 0.04)
    check.close(r.best_plain, 1, 0.06)
    check.equal(r.equal, 1)
    check.truthy(r.certified <= r.attacked and r.attacked <= r.attacked_half)
    check.truthy(r.certified <= r.certified_half and r.certified_half <= r.attacked_half)
    check.truthy(r.attacked_half <= r.accuracy and r.accuracy > 0.85)
    -- Of the greatest weight, by the collapse of what is too strong.
    check.truthy(r.accuracy_9 <= r.accuracy_1)
    local again = row { method = "interval" }
    for _, result in ipairs { r, again } do result.seconds, result.training_seconds = nil, nil end
    check.equal(again, r)
  end,
  all_methods = function()
    local best
    for _, name in ipairs { "plain", "l2", "jacobian", "input_gradient", "curvature", "parseval",
      "spectral_norm", "output_sensitivity", "zonotope" } do
      local r = row { method = name }
      check.truthy(r.accuracy > 0.8 and r.accuracy_1 > 0.8)
      -- The accuracy that all are held to is that of the same plain networks.
      best = best or r.best_plain
      check.equal(r.best_plain, best)
    end
  end,
  bad_inputs = function()
    check.throws(function() row { method = "dropout" } end, "must be plain")
    check.throws(function() row { data = "flowers" } end, "must be iris")
    if not os.getenv "TARN_DATA" then
      check.throws(function() row { data = "mnist" } end, "TARN_DATA")
    end
  end,
}

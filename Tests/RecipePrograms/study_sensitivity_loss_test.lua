-- The study sensitivity-loss in its small form. Run by `tarn test`.

local study = require "study"

local recipe = require "recipes.sensitivity-loss"

local row = require "support.rows"(recipe, { split = 10001, shorter = 4 })

return {
  ["small form"] = function()
    local r = recipe.run {}
    check.equal({ r.rows, r.planned, r.attacked.n }, { 4, 4, 4 })
    -- What is chosen has a lower sensitivity, by the rule of choice.
    check.truthy(r.log_volume.high < -3)
    check.truthy(math.abs(r.attacked.mean) < 0.25)
    check.truthy(r.attacked.low <= r.attacked.mean and r.attacked.mean <= r.attacked.high)
    check.truthy(r.verdict:find "sensitivity loss" ~= nil)
  end,
  row = function()
    local r = row { data = "iris" }
    check.equal(r.samples, 45)
    -- Other processors round otherwise: two of 45 samples.
    check.close(r.plain_test_error, 0.0889, 0.045)
    check.close(r.plain_attacked, 0.6222, 0.045)
    check.close(r.plain_log_volume, 3.01, 0.1)
    check.close(r.plain_exact, 0.489, 0.01)
    check.truthy(r.weight > 0 and r.log_volume < r.plain_log_volume)
    for _, prefix in ipairs { "", "plain_" } do
      check.truthy(r[prefix .. "certified"] <= r[prefix .. "attacked"])
      check.truthy(r[prefix .. "attacked"] <= 1 - r[prefix .. "test_error"] + 1e-9)
      check.truthy(r[prefix .. "exact"] > 0.2 and r[prefix .. "exact"] < 1)
    end
    local again = row { data = "iris" }
    again.seconds, r.seconds = nil, nil
    check.equal(again, r)
  end,
  weight_zero = function()
    -- The plain network does not depend on the term that it is compared with.
    local a = row { data = "wine", domain = "zonotope", measure = "relative_width" }
    local b = row { data = "wine", domain = "crown" }
    for _, name in ipairs { "test_error", "attacked", "certified", "log_volume", "exact" } do
      check.equal(a["plain_" .. name], b["plain_" .. name])
    end
  end,
  bad_inputs = function()
    check.throws(function() row { data = "flowers" } end, "must be iris")
    check.throws(function() row { measure = "volume" } end, "measure")
    local few = data.iris():subset { 1, 2, 3, 51, 52, 53, 101 }
    check.throws(function() study.parts(few, 1, { 0.5 }) end, "virginica")
    if not os.getenv "TARN_DATA" then
      check.throws(function() row { data = "mnist" } end, "TARN_DATA")
    end
  end,
}

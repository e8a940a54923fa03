-- The small form of median-of-means, one row, and what it does with bad input.

local study = require "study"
local recipe = require "recipes.median-of-means"

local names = { "plain", "median", "trimmed", "generalized" }

return {
  ["small form"] = function()
    local r = recipe.run {}
    check.equal({ r.rows, r.planned }, { 8, 8 })
    check.truthy(r.verdict:match "^%a+")
    check.equal(r.primary.n, 2)
    check.truthy(r.primary.low <= r.primary.mean and r.primary.mean <= r.primary.high)
  end,
  ["a row, the same each time"] = function()
    local p = { data = "iris", split = 10001, epochs = 20, share = 0.1 }
    local first, again = recipe.run(p), recipe.run(p)
    check.equal(first.tested, 30)
    for _, name in ipairs(names) do
      for _, column in ipairs { "_clean", "_attacked", "_knob" } do
        check.equal(first[name .. column], again[name .. column])
      end
      check.truthy(first[name .. "_attacked"] <= first[name .. "_clean"])
      check.truthy(first[name .. "_clean"] > 0.7)
    end
  end,
  ["without corruption, inputs and labels are the same"] = function()
    local p = { data = "wine", split = 10001, epochs = 5, share = 0 }
    local labels = recipe.run(p)
    p.corrupt = "inputs"
    local inputs = recipe.run(p)
    for _, name in ipairs(names) do
      check.equal(labels[name .. "_clean"], inputs[name .. "_clean"])
    end
  end,
  ["all labels wrong"] = function()
    local r = recipe.run { data = "iris", split = 10001, epochs = 20, share = 1 }
    check.truthy(r.plain_clean < 0.4)
  end,
  ["a split without one of the classes"] = function()
    local parts = study.parts
    study.parts = function(set, split, shares) return parts(set:take(70), split, shares) end
    local ok, reason = pcall(recipe.run, { data = "iris", split = 10001 })
    study.parts = parts
    check.truthy(not ok and tostring(reason):find("none of class 'virginica'", 1, true))
  end,
  ["unknown data set"] = function()
    check.throws(function() recipe.run { data = "letters", split = 1 } end, "data")
    check.throws(function() recipe.run { corrupt = "weather", split = 1 } end, "corrupt")
  end,
}

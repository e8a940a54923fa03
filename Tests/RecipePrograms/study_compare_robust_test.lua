-- The small form of compare-robust, one row, and what it does with bad input.

local study = require "study"
local recipe = require "recipes.compare-robust"

local row = require "support.rows"(recipe, { epochs = 4, samples = 600, split = 10001 })

-- A row of MNIST where the files hold this, or are not there for a reason.
local function with_images(pair, reason)
  local images = study.images
  study.images = function() return pair, reason end
  local ok, result = pcall(row, { data = "mnist" })
  study.images = images
  return ok, result
end

local function ordered(r)
  check.truthy(r.certified <= r.attacked and r.attacked <= r.clean and r.clean <= 1)
  check.truthy(r.certified_interval <= r.certified)
end

return {
  ["small form"] = function()
    local r = recipe.run {}
    check.equal({ r.rows, r.planned }, { 10, 10 })
    check.truthy(r.verdict:match "^%a+")
    check.equal(r.primary.n, 2)
    check.truthy(r.primary.low <= r.primary.mean and r.primary.mean <= r.primary.high)
    local plain, adversarial = r.found.plain, r.found.adversarial
    check.truthy(plain.clean > 0.7 and not plain.below)
    check.truthy(adversarial.attacked > plain.attacked)
  end,
  ["a row, the same each time"] = function()
    local first, again = row { method = "adversarial", knob = 1 }, row { method = "adversarial",
      knob = 1 }
    ordered(first)
    check.equal(first.tested, 120)
    for _, name in ipairs { "clean", "attacked", "certified", "validation_attacked" } do
      check.equal(first[name], again[name])
    end
  end,
  ["every method trains"] = function()
    for _, method in ipairs(require("study_robust").methods) do
      ordered(row { method = method.name, knob = method.values and method.values[1] or 0.1 })
    end
  end,
  ["a split without one of the classes"] = function()
    check.throws(function() row { samples = 25 } end, "class")
    local classes = { "0", "1", "2", "3" }
    local blank = data.dataset { x = tensor.zeros(1200, 1, 28, 28), classes = classes,
      y = tensor.randint(1, 3, 1200, { seed = 1 }) }
    local ok, reason = with_images({ train = blank, test = blank }, nil)
    local words = "part 1 of 600 samples has none of class '3'"
    check.truthy(not ok and tostring(reason):find(words, 1, true))
  end,
  ["more samples than there are"] = function()
    check.throws(function() row { samples = 60000 } end, "'samples' must be at most 1797")
    local images = data.dataset { x = tensor.zeros(1200, 1, 28, 28), y = tensor.ones(1200) }
    local samples = study.images
    study.images = function() return { train = images, test = images } end
    local ok, reason = pcall(row, { data = "mnist", samples = 701 })
    study.images = samples
    check.truthy(not ok and tostring(reason):find("'samples' must be at most 700", 1, true))
  end,
  ["unknown data set or method"] = function()
    check.throws(function() row { data = "letters" } end, "data")
    check.throws(function() row { method = "prayer" } end, "method")
  end,
  ["images that are not there"] = function()
    local ok, reason = with_images(nil, "no files of MNIST")
    check.truthy(not ok and tostring(reason):find("no files of MNIST", 1, true))
  end,
}

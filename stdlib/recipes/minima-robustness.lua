-- "Lower minima of the regularised training loss belong to more robust networks" (Wang et al. 2018,
-- arXiv 1810.11726). All minima that a search finds are measured on test samples; Spearman's
-- coefficients of the energy with these measures are taken within one landscape: one split, one
-- net, one lambda. Intervals resample splits. docs/results/minima-robustness-plan.md is the plan;
-- a row, its statistics and the page are in the modules minima_robustness.*.

local report = require "minima_robustness.report"
local row = require "minima_robustness.row"
local study = require "study"

-- Settings of one net: its own fields, and what all have unless they say otherwise.
local function settings(own, lambda, splits)
  local fixed = { activation = "tanh", starts = 400, trainings = 5, samples = 1000,
    distances = 1000, ranges = 10, train = 0.5, validation = 0.2, lambda = lambda }
  for name, value in pairs(own) do fixed[name] = value end
  return study.grid({ { "split", splits } }, fixed)
end

local iris = { data = "iris", net = "4-10-3" }
local wine = { data = "wine", net = "13-8-3" }
-- Larger data: fewer quenches, and fewer test samples for the costly measures.
local cancer = { data = "breast_cancer", net = "30-4-2", train = 0.3, starts = 120, samples = 100,
  distances = 50, ranges = 5 }
local digits = { data = "digits", net = "64-6-10", train = 0.15, validation = 0.1, samples = 100,
  distances = 24, ranges = 0, starts = 20, trainings = 3 }

local function full()
  local all = {}
  for _, main in ipairs { { iris, 128 }, { wine, 128 }, { cancer, 96 }, { digits, 64 } } do
    all[#all + 1] = settings(main[1], 1e-4, study.count(main[2]))
  end
  for _, lambda in ipairs { 1e-3, 1e-5 } do
    for _, other in ipairs { { iris, 32 }, { wine, 32 }, { cancer, 24 }, { digits, 16 } } do
      all[#all + 1] = settings(other[1], lambda, study.count(other[2]))
    end
  end
  for _, net in ipairs {
    { data = "iris", net = "4-5-3" }, { data = "iris", net = "4-5-5-3", starts = 200 },
    { data = "wine", net = "13-4-4-3", starts = 200 },
    { data = "iris", net = "4-4-3", activation = "relu", starts = 200 },
    { data = "wine", net = "13-3-3", activation = "relu", starts = 150 },
  } do
    all[#all + 1] = settings(net, 1e-4, study.count(32))
  end
  return study.join(table.unpack(all))
end

-- Splits that the plan does not use.
local function small()
  local fewer = { data = "iris", net = "4-10-3", starts = 60, trainings = 1, distances = 15,
    ranges = 5 }
  return settings(fewer, 1e-4, { 20001, 20002, 20003 })
end

return {
  name = "minima-robustness",
  summary = "Do lower minima of the training loss belong to more robust networks?",
  params = study.params {
    data = { "iris", "data set", choices = { "iris", "wine", "breast_cancer", "digits" } },
    net = { "4-10-3", "units of the layers, from inputs to classes" },
    activation = { "tanh", "of hidden units", choices = { "tanh", "relu" } },
    lambda = { 1e-4, "strength of L2 regularisation", range = { 0, 1 } },
    starts = { 400, "quenches from random starts", range = { 1, 1e6 } },
    trainings = { 5, "trainings by Adam, and as many by SGD", range = { 1, 1000 } },
    samples = { 1000, "test samples at most", range = { 1, 1e6 } },
    distances = { 1000, "of these for exact distances, at most", range = { 1, 1e6 } },
    ranges = { 10, "of these for exact ranges, at most", range = { 0, 1e6 } },
    train = { 0.5, "share of the samples for training", range = { 0, 1 } },
    validation = { 0.2, "share of the samples for validation", range = { 0, 1 } },
  },
  run = function(p)
    return study.run(p, { name = "minima-robustness", row = row, small = small, full = full,
      report = report, title = "Do lower minima belong to more robust networks?" })
  end,
}

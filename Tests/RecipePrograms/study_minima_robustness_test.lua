-- The study minima-robustness: its small form, one row, its statistics. Run by `tarn test`.

local of_minima = require "minima_robustness.statistics"
local recipe = require "recipes.minima-robustness"

local function vector(list) return tensor(list, { dtype = "float64" }) end

-- A small row, on a split of no plan.
local row = require "support.rows"(recipe,
  { split = 20001, starts = 60, trainings = 1, distances = 10, ranges = 3 })

return {
  ["small form"] = function()
    local r = recipe.run {}
    check.equal({ r.rows, r.planned, #r.main }, { 3, 3, 1 })
    check.equal(r.main[1].splits, 3)
    check.truthy(r.verdict:find("^" .. r.answer))
  end,
  ["one row, twice"] = function()
    local r, again = row(), row()
    r.seconds, again.seconds = nil, nil
    for name, value in pairs(r) do
      if value == value then check.equal({ name, again[name] }, { name, value }) end
    end
    check.equal(r.quenches, 60)
    check.equal(r.minima, 5)
    check.close({ r.lowest, r.solved, r.distance, r.radius }, { 0.009777187, 1, -0.7, -0.5 }, 1e-6)
    check.close(r.coverage, 59 / 60, 1e-6)
    for _, place in ipairs { "search_place", "adam_place", "sgd_place" } do
      check.truthy(r[place] >= 0 and r[place] <= 1)
    end
    check.truthy(math.abs(r.distance) <= 1 and r.distance_sd >= 0)
  end,
  ["fewer than five minima have no coefficient"] = function()
    local r = row { starts = 2 }
    check.truthy(r.minima < 5 and r.distance ~= r.distance and r.attacked_norm ~= r.attacked_norm)
    check.truthy(r.pick_energy_all_distance == r.pick_energy_all_distance)
  end,
  ["coefficients are those of atlases"] = function()
    local atlas = landscape.open(":memory:", { energy = function(x)
      return (x * x - 1):square():sum() + 0.1 * x:sum() + 0.07 * (x * x:cos()):sum()
        + 0.05 * x:slice(1, 1, 1):sum() * x:slice(1, 2, 2):sum()
    end, dim = 4 })
    atlas:multistart { points = 60, scale = 2, seed = 1 }
    atlas:annotate("a", function(_, m) return (m.x:slice(1, 1, 2) * 3 + 1):sin():sum() end)
    atlas:annotate("b", function(_, m) return (m.x:slice(1, 1, 3) * 5):cos():sum() end)
    local energies, hits = {}, {}
    for k, m in ipairs(atlas:minima {}) do energies[k], hits[k] = m.energy, m.hits end
    local e, h, once = vector(energies), vector(hits), vector(hits) * 0 + 1
    check.truthy(#energies >= 8)
    local a, b = atlas:column "a":reshape(-1, 1), atlas:column "b":reshape(-1, 1)
    local function of_atlas(options)
      options.resamples = 100
      return atlas:correlate("energy", "a", options).spearman
    end
    check.close(of_minima.spearman(e, a, once), { of_atlas {} }, 1e-9)
    check.close(of_minima.spearman(e, a, once, b), { of_atlas { given = { "b" } } }, 1e-9)
    check.close(of_minima.spearman(e, a, h), { of_atlas { weights = "hits" } }, 1e-9)
  end,
  ["ranks share ties, and weights count"] = function()
    local column = vector { { 3 }, { 1 }, { 3 }, { 2 } }
    local once = vector { 1, 1, 1, 1 }
    check.close(of_minima.ranks(column, once) + 0.5, { { 3.5 }, { 1 }, { 3.5 }, { 2 } })
    check.close(of_minima.ranks(column, vector { 1, 2, 1, 1 }) + 0.5,
      { { 4.5 }, { 1.5 }, { 4.5 }, { 3 } })
    local constant = of_minima.spearman(vector { 1, 2, 3, 4 }, column * 0, once):item()
    check.truthy(constant ~= constant)
  end,
  ["chances of being picked"] = function()
    local criterion, share = vector { 2, 1, 2 }, vector { 0.25, 0.25, 0.5 }
    check.close(of_minima.chance(criterion, share, 1), share, 1e-12)
    check.close(of_minima.chance(criterion, share, 2), { 0.1875, 0.4375, 0.375 }, 1e-12)
    check.close(of_minima.chance(criterion, share, math.huge), { 0, 1, 0 }, 1e-12)
    check.close(of_minima.chance(criterion * 0, share, 10), share, 1e-12)
  end,
  ["resamples have as many samples"] = function()
    local counts = of_minima.counts(7, 3)
    check.equal(counts.shape[1], 7)
    check.close(counts:sum(1), tensor.full({ counts.shape[2] }, 7), 0)
    check.close(counts:slice(2, 1, 1):flatten(), tensor.ones(7), 0)
  end,
  ["bad input"] = function()
    check.throws(function() row { train = 0.01 } end, "cannot both hold all 3 classes")
    check.throws(function() row { data = "mnist" } end, "must be iris, wine")
    check.throws(function() row { net = "5-3-3" } end, "'net' must go from the 4 features of iris")
    check.throws(function() row { net = "4-3-2" } end, "to its 3 classes")
    for _, net in ipairs { "abc", "4", "4--3", "4-0-3", "4-x-3" } do
      check.throws(function() row { net = net } end, "'net' must be the units of layers")
    end
    check.throws(function() row { train = 0.9, validation = 0.5 } end, "'train' and 'validation'")
    check.throws(function() row { validation = 0 } end, "'validation' must be above 0")
    check.throws(function() recipe.run { form = "full" } end, "need --out PATH")
  end,
}

-- landscape.merge: atlases of one objective, modulo what the energy says.
local fails = require "support.checks".fails

local folder = os.tmpname()
os.remove(folder)
local function path(name) return folder .. "-" .. name end

local function wells(x) return (x * x - 1):square():sum() + 0.1 * x:sum() end
local options = { energy = wells, dim = 2 }
for seed, name in ipairs { "a", "b" } do
  local atlas = landscape.open(path(name), options)
  atlas:multistart { points = 10, seed = seed, progress = false }
  atlas:annotate("norm", function(_, m) return m.x:norm() end, { progress = false })
  atlas:close()
end

local report = landscape.merge({ path "a", path "b" }, path "out")
assert(report.minima == 4 and report.runs == 2 and report.saddles == 0)
assert(next(report.conflicts) == nil)
local again = landscape.merge({ path "b", path "a", path "out" }, path "out", options)
assert(again.new == 0 and again.runs == 0 and again.minima == 4)

local merged = landscape.open(path "out", options)
local hits = 0
for m in merged:each {} do hits = hits + m.hits end
assert(hits == 20, hits)
assert(#merged:runs() == 2 and merged:runs()[1].ranks == 1 and merged:runs()[1].rank == 0)
merged:close()

fails("cannot read the atlas", landscape.merge, { path "nothing" }, path "other")
fails("nothing to merge", landscape.merge, {}, path "other")
fails("is not of the objective that is given", landscape.merge, { path "a" }, path "other",
  { energy = function(x) return wells(x) * 2 end, dim = 2 })
fails("'dim'", landscape.merge, { path "a" }, path "other", { energy = wells })
assert(not io.open(path "other"))
assert(tarn.rank == 0 and tarn.ranks == 1)
for _, name in ipairs { "a", "b", "out" } do os.remove(path(name)) end

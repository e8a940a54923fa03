-- Minima and transition states of other programs: landscape.import and atlas:export.

local checks = require "support.checks"
local fails = checks.fails

local folder = os.tmpname()
os.remove(folder)
local function well(x) return (x * x - 1):square():sum() + 0.1 * x:sum() end
local function open() return landscape.open(":memory:", { energy = well, dim = 2 }) end

local atlas = open()
atlas:basin_hop { steps = 60, temperature = 1 }
assert(#atlas == 4)
atlas:search_saddles { searches = 60 }
local saddles = atlas:saddles {}
assert(#saddles == 4)
atlas:annotate("size", function(_, m) return m.x:norm() end)

-- The transition states of another atlas, whose points have the same order.
local function same_saddles(other, format)
  local found = other:saddles {}
  assert(#found == #saddles)
  for k, s in ipairs(found) do
    local expected = saddles[k]
    assert(s.energy == expected.energy and checks.distance(s.x, expected.x) == 0)
    assert(s.proof == "imported")
    for side = 1, 2 do
      assert(
        other:minimum(s.minima[side]).energy == atlas:minimum(expected.minima[side]).energy)
    end
    assert(format == "topsearch" or s.eigenvalue == expected.eigenvalue)
  end
end

-- Every format gives back what was written.
for _, format in ipairs { "topsearch", "pathsample" } do
  local minima, above = atlas:export(format, folder)
  assert(minima == 4 and above == 4)
  local other, report = landscape.import(":memory:", { minima = folder .. "/min.data", format = format })
  assert(#other == 4 and report.imported == 4 and report.known == 0 and report.failed == 0)
  assert(report.saddles.imported == 4 and report.saddles.failed == 0)
  same_saddles(other, format)
  for m in other:each {} do
    assert(m.proof == "imported" and m.energy == atlas:minimum(m.id).energy)
    assert(checks.distance(m.x, atlas:minimum(m.id).x) == 0)
  end
end
for _, format in ipairs { "csv", "pele" } do
  local path = folder .. "/atlas." .. format
  assert(atlas:export(format, path) == 4)
  -- Whose file it is can be seen.
  local other = landscape.import(":memory:", { minima = path })
  same_saddles(other, format)
  for m in other:each {} do assert(m.energy == atlas:minimum(m.id).energy) end
  if format == "csv" then
    assert(checks.distance(other:column("size"), atlas:column("size")) == 0)
    assert(other:coverage().visits == atlas:coverage().visits)
    assert(other:correlate("energy", "size").spearman == atlas:correlate("energy", "size").spearman)
  end

  -- Nothing can be evaluated.
  fails("was imported without its energy", function() other:quench(tensor.zeros { 2 }) end)
  fails("was imported without its energy", function() other:basin_hop { steps = 1 } end)
  fails("was imported without its energy", function() other:network(1) end)
  fails("was imported without its energy", function() other:search_saddles {} end)

  -- They can be left out.
  local bare, report = landscape.import(":memory:", { minima = path, saddles = false })
  assert(#bare == 4 and #bare:saddles {} == 0 and report.saddles.imported == 0)
  assert(report.notes[#report.notes]:find("transition states of .* were not imported"))
end

-- With an energy, points are proved, and those that lead nowhere are counted.
local path = folder .. "/points.csv"
io.open(path, "w"):write("energy,x1,x2\n0.2,0.99,0.98\n0.2,0.98,0.99\n0,1e200,0\n"):close()
local proved, report = landscape.import(":memory:", { minima = path, energy = well, dim = 2 })
assert(#proved == 1 and report.imported == 1 and report.known == 1 and report.failed == 1)
assert(report.failures.not_finite == 1 and proved:minima {}[1].proof == "strict")
local again, second = landscape.import(folder .. "/a.db", { minima = path })
assert(second.imported == 3 and second.saddles.imported == 0 and second.failed == 0 and #again == 3)
again:close()
local opened = landscape.import(folder .. "/a.db")
assert(#opened == 3)
opened:close()
fails("was made with another energy", function()
  landscape.open(folder .. "/a.db", { energy = well, dim = 2 })
end)

-- So are transition states, with the minima to which they really lead.
local one = folder .. "/one.csv"
local guesses = folder .. "/guesses.csv"
io.open(one, "w"):write("-0.2,-1,-1\n"):close()
io.open(guesses, "w"):write("1,1,1,0.02,-0.99\n1,1,1,1e200,0\n"):close()
local found, counts = landscape.import(":memory:", {
  minima = one, saddles = guesses, energy = well, dim = 2,
})
assert(counts.saddles.imported == 1 and counts.saddles.new_minima == 1 and #found == 2)
assert(counts.saddles.failed == 1 and counts.saddles.failures.not_finite == 1)
local s = found:saddles {}[1]
assert(s.proof == "strict" and s.eigenvalue < 0 and s.minima[1] ~= s.minima[2])

-- Mistakes.
io.open(guesses, "w"):write("1,1,2,0.02,-0.99\n"):close()
fails("guesses.csv\", line 1: minimum2 is 2, expected the number of one of the 1 minima", function()
  landscape.import(":memory:", { minima = one, saddles = guesses })
end)
fails("option 'saddles' needs 'minima'", function()
  landscape.import(":memory:", { saddles = guesses })
end)
fails("pathsample", function() atlas:export("pathsampel", folder) end)
fails("csv", function() landscape.import(":memory:", { minima = path, format = "cvs" }) end)
fails("No such file", function() landscape.import(":memory:", { minima = folder .. "/none.csv" }) end)
fails("'minima' must name the file", function() landscape.import(folder .. "/none.db") end)
fails("option 'minima' is missing", function()
  landscape.import(":memory:", { energy = well, dim = 2 })
end)
fails("landscape.import: option 'energy' needs 'dim'", function()
  landscape.import(":memory:", { minima = path, energy = well })
end)
fails("has points of 2 coordinates, the atlas has 3", function()
  landscape.import(":memory:", { minima = path, energy = well, dim = 3 })
end)
fails("has no minima", function() open():export("csv", path) end)

for _, name in ipairs {
  "min.data", "points.min", "min.coords", "ts.data", "ts.coords", "pairlist", "atlas.csv", "atlas.pele", "points.csv", "a.db",
  "points.ts", "atlas.saddles.csv", "one.csv", "guesses.csv",
} do
  assert(os.remove(folder .. "/" .. name))
end
assert(os.remove(folder))

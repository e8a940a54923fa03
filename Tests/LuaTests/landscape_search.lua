-- Searches of an atlas: random starts, tempering, moves of one's own, what failed and why, runs that are
-- recognised; iterating, coverage, annotations that are compiled.

local checks = require "support.checks"
local fails = checks.fails
local double = { dtype = "float64" }
local quiet = function(t) t.progress = false return t end

local function xor(path, lambda, hidden)
  return landscape.open(path, {
    net = nn.Sequential { nn.Linear(2, hidden), nn.Tanh(), nn.Linear(hidden, 2) },
    loss = loss.cross_entropy() + loss.l2(lambda), data = data.xor(),
  })
end
local function waves(v) return (v[1] ^ 2 + v[2] ^ 2) / 20 - (3 * v[1]):cos() - (3 * v[2]):cos() end
local function wells() return landscape.open(":memory:", { energy = waves, dim = 2 }) end

-- All minima of XOR from default options: five at lambda 1e-2, seven at 1e-3, the origin among them.
for _, case in ipairs { { 1e-2, 2, 5 }, { 1e-3, 2, 7 }, { 1e-3, 4, 8 } } do
  local atlas = xor(":memory:", case[1], case[2])
  local r = atlas:basin_hop(quiet { steps = 1999, seed = 3 })
  assert(#atlas == case[3], #atlas .. " minima")
  assert(r.quenches == 2000 and r.failed == 0 and r.new == #atlas and next(r.failures) == nil)
  local energies = atlas:column("energy")
  assert(math.abs(energies[#atlas] - math.log(2)) < 1e-9 or case[2] > 2)
  local hits = 0
  for m in atlas:each {} do
    assert(m.proof == "strict" and m.index == 0 and m.lowest_eigenvalue > 0)
    hits = hits + m.hits
  end
  assert(hits == 2000)
  local c = atlas:coverage()
  assert(c.seen == #atlas and c.visits == 2000 and c.at_least >= c.seen and c.low <= c.at_least)
end

-- The same from random starts and from tempering; both are runs of the atlas.
local atlas = xor(":memory:", 1e-2, 2)
local r = atlas:multistart(quiet { points = 400, seed = 1 })
assert(r.quenches == 400 and #atlas == 5)
local t = atlas:parallel_tempering(quiet { replicas = 3, steps = 40, t_min = 0.01, t_max = 0.3, seed = 2 })
assert(t.quenches == 3 * 41 and t.exchanges > 0 and t.new == 0)
local runs = atlas:runs()
assert(#runs == 2 and runs[1].kind == "multistart" and runs[2].kind == "parallel_tempering")
assert(runs[1].finished and runs[1].done == 400 and runs[1].tasks == 400 and runs[1].started > 0)
fails("did you mean 'points'?", atlas.multistart, atlas, { point = 3 })
fails("t_max", atlas.parallel_tempering, atlas, { t_min = 1, t_max = 0.5 })
fails("replicas", atlas.parallel_tempering, atlas, { replicas = 1 })
fails("flip_probability", function() wells():basin_hop { flip_probability = 0.5 } end)

-- The number of workers changes nothing.
local function dump(workers)
  local a = wells()
  a:basin_hop(quiet { steps = 60, chains = 5, seed = 4, temperature = 1, workers = workers })
  local lines = {}
  for m in a:each { order = "id" } do
    lines[#lines + 1] = string.format("%d %d %a %a %a", m.id, m.hits, m.energy, m.x[1], m.x[2])
  end
  return table.concat(lines, "\n")
end
local one = dump(1)
assert(one == dump(2) and one == dump(6))

-- Moves of one's own, with random numbers of their own; they are part of what a run is.
local a = wells()
local far = function(x) return x + 3 * tensor.randn(2, double) end
local mirror = function(x) return -x end
a:basin_hop(quiet { steps = 150, seed = 1, temperature = 1, moves = { far, mirror } })
assert(#a > 20, #a)
local b = wells()
b:basin_hop(quiet { steps = 150, seed = 1, temperature = 1, moves = { far, mirror }, workers = 2 })
assert(#b == #a and b:minimum(#b).energy == a:minimum(#a).energy)
fails("move 1", function() wells():basin_hop { moves = { function(x) return x:sum() end } } end)
fails("moves", function() wells():basin_hop { moves = { 5 } } end)

-- What fails is counted by its reason, and the first few points are shown.
local walled = landscape.open(":memory:", {
  energy = function(x) return (x * x):sum() + x[1]:log() * 0 end, dim = 2,
})
local f = walled:basin_hop(quiet { steps = 40, seed = 1, step_size = 3 })
assert(f.failed > 0 and f.failed <= 41)
local sum = 0
for reason, n in pairs(f.failures) do
  assert(type(reason) == "string")
  sum = sum + n
end
assert(sum == f.failed)
local unbounded = landscape.open(":memory:", { energy = function(x) return (-x):exp():sum() end, dim = 1 })
local u = unbounded:multistart(quiet { points = 3, seed = 1 })
assert(u.failures.unbounded == 3 and #unbounded == 0 and u.failed_points[1].reason == "unbounded")
assert(#u.failed_points[1].x == 1)
local flat = landscape.open(":memory:", { energy = function(x) return 0 * x:sum() end, dim = 2 })
flat:basin_hop(quiet { steps = 5 })
assert(#flat == 0 and #flat:minima { proof = "degenerate" } > 0)

-- A finished search is recognised by a later process, which an atlas that is opened again stands for only in its
-- file; in one process the second call is a second search.
local path = os.tmpname()
os.remove(path)
local first = xor(path, 1e-2, 2)
assert(first.file == path and first.symmetry == "hidden units 2 odd")
assert(first:basin_hop(quiet { steps = 20, seed = 1 }).run == 1)
assert(first:basin_hop(quiet { steps = 20, seed = 1 }).run == 2)
first:close()
os.remove(path)

-- Columns: compiled where that is possible, the same numbers where it is not.
local d = data.iris(double):standardize()
local iris = landscape.open(":memory:", {
  net = nn.Sequential { nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 3) },
  loss = loss.cross_entropy() + loss.l2(1e-4), data = d,
})
iris:multistart(quiet { points = 60, seed = 1 })
assert(#iris >= 10)
local function sensitivity(net) return reach.sensitivity(net, d.x, 0.1, { domain = "interval" }) end
local traced = iris:annotate("traced", function(net) return sensitivity(net):mean() end, quiet {})
local item = iris:annotate("item", function(net) return sensitivity(net):mean():item() end, quiet {})
local called = 0
local plain = iris:annotate("plain", function(net)
  called = called + 1
  return tonumber(string.format("%.17g", sensitivity(net):mean():item()))
end, quiet {})
assert(traced.dtype == "float64" and #traced == #iris and called >= #iris)
assert((traced - plain):abs():max():item() < 1e-12 and (item - plain):abs():max():item() < 1e-12)
-- A function that looks at more than the parameters is not compiled.
local energies = iris:annotate("energies", function(_, m) return m.energy end, quiet {})
assert((energies - iris:column("energy")):abs():max():item() == 0)
local ids = iris:annotate("ids", function(_, m) return m.id end, quiet {})
assert(ids[1] == iris:minima { limit = 1 }[1].id)
-- Vectors: a value for each test sample.
local each = iris:annotate("each", sensitivity, quiet {})
assert(each.shape[1] == #iris and each.shape[2] == 150)
assert((each:mean(2) - traced):abs():max():item() < 1e-12)
fails("each", iris.correlate, iris, "energy", "each")
-- Some of them only; then the rest.
iris:annotate("some", function(_, m) return m.x:norm() end, quiet { limit = 3 })
local some = iris:column("some")
assert(some[3] == some[3] and some[4] ~= some[4])
local calls = 0
iris:annotate("some", function(_, m)
  calls = calls + 1
  return m.x:norm():item() + 0 * m.hits
end, quiet { missing = true })
assert(calls >= #iris - 3 and iris:column("some")[4] > 0)
iris:annotate("drawn", function(_, m) return m.x:norm() end, quiet { sample = 4, seed = 7 })
local present = 0
for k = 1, #iris do
  local v = iris:column("drawn")[k]
  if v == v then present = present + 1 end
end
assert(present == 4)
fails("nothing", iris.annotate, iris, "none", function() end)
fails("text", iris.annotate, iris, "text", function() return "text" end)
fails("2", iris.annotate, iris, "matrix", function() return tensor.zeros(2, 2) end)
fails("minimum", iris.annotate, iris, "uneven", function(_, m) return tensor.zeros(m.id % 2 + 1) end)

-- Correlations with a column held fixed, and weighted.
local free = iris:correlate("energy", "traced")
local partial = iris:correlate("energy", "traced", { given = { "some" } })
assert(partial.n == free.n and partial.spearman ~= free.spearman)
local weighted = iris:correlate("energy", "traced", { weights = "hits" })
assert(math.abs(weighted.spearman) <= 1 and weighted.low <= weighted.high)
fails("column", iris.correlate, iris, "energy", "traced", { given = { "sme" } })
fails("path", landscape.open, "", { energy = waves, dim = 2 })

-- Transition states: all of the small landscapes whose saddles are known from other programs, the ways between minima,
-- what is the same on any number of workers, and wrong input.

local checks = require "support.checks"
local fails = checks.fails
local function quiet(t) t.progress = false return t end

local function xor(lambda, hidden, path)
  return landscape.open(path or ":memory:", {
    net = nn.Sequential { nn.Linear(2, hidden), nn.Tanh(), nn.Linear(hidden, 2) },
    loss = loss.cross_entropy() + loss.l2(lambda), data = data.xor(),
  })
end

local function near(a, b, tolerance) assert(math.abs(a - b) <= tolerance, a .. " ~ " .. b) end

-- XOR 2-2-2 with lambda 1e-2: five minima and sixteen transition states, energies and the minima that they join, as two
-- programs with dense Hessians found them. From default options, whatever the seed.
local truth = {
  { .603343585743411, 2, 3 }, { .6033435857434111, 2, 4 }, { .6142992009905424, 1, 3 },
  { .6142992009905424, 1, 4 }, { .6381080428617054, 2, 2 }, { .6541502724603725, 1, 1 },
  { .6541502724603725, 1, 1 }, { .6696479046354924, 2, 2 }, { .6855644983784748, 1, 2 },
  { .6855644983784749, 1, 2 }, { .6920277030001356, 1, 1 }, { .6920277030001357, 1, 1 },
  { .6938986436391306, 2, 5 }, { .6949905942799138, 1, 5 }, { .6949905942799138, 1, 5 },
  { .6995177339017368, 2, 2 },
}
-- Pairs of equal energy stand in any order, and so do the two minima of equal energy.
local function kinds(list)
  local words = {}
  for _, s in ipairs(list) do
    local i, j = s[2], s[3]
    if i == 4 then i = 3 end
    if j == 4 then j = 3 end
    words[#words + 1] = string.format("%.10f %d-%d", s[1], math.min(i, j), math.max(i, j))
  end
  table.sort(words)
  return table.concat(words, "\n")
end
for seed = 1, 5 do
  local atlas = xor(1e-2, 2)
  atlas:basin_hop(quiet { steps = 200, seed = seed })
  local r = atlas:search_saddles(quiet { seed = seed })
  local c = atlas:connect(quiet { seed = seed })
  local rank = {}
  for k, m in ipairs(atlas:minima {}) do rank[m.id] = k end
  local list, degenerate = {}, 0
  for _, s in ipairs(atlas:saddles {}) do
    list[#list + 1] = { s.energy, rank[s.minima[1]], rank[s.minima[2]] }
    assert(s.index == 1 and s.proof == "strict" and s.eigenvalue < 0 and s.hits >= 1)
    assert(s.gradient_norm < 1e-10 and s.zero_modes == 0)
    if s.multiplicity == 8 then degenerate = degenerate + 1 end
  end
  assert(#atlas == 5 and #list == 16, #atlas .. " minima, " .. #list .. " saddles")
  assert(kinds(list) == kinds(truth), kinds(list))
  assert(degenerate == 6 and c.connected and c.components == 1 and r.new + c.new == 16)
end

-- Each has the Hessian's signs, from differences of the gradient; both ways down end where it says.
local atlas = xor(1e-3, 2)
atlas:basin_hop(quiet { steps = 300, seed = 1 })
atlas:search_saddles(quiet { seed = 1 })
assert(#atlas == 7 and #atlas:saddles {} == 19, #atlas:saddles {})
local d, l = data.xor { dtype = "float64" }, loss.cross_entropy() + loss.l2(1e-3)
for _, s in ipairs(atlas:saddles { limit = 5 }) do
  local net = atlas:network(s)
  near(l(net, d.x, d.y):item(), s.energy, 1e-13)
  for _, end_id in ipairs(s.minima) do assert(atlas:minimum(end_id).energy < s.energy) end
end
assert(atlas:saddle(atlas:saddles {}[1].id).energy == atlas:saddles {}[1].energy)

-- The lowest way from the origin to the lowest minimum: in one piece, downhill from each transition state, over no
-- more than its barrier.
local minima = atlas:minima {}
local path = atlas:path(minima[#minima].id, minima[1].id)
assert(path.stations[1] == minima[#minima].id and path.stations[#path.stations] == minima[1].id)
assert(#path.stations % 2 == 1 and #path.stations == #path.energies)
local highest = path.energy:max():item()
near(highest, path.barrier, 1e-14)
local n = path.x.shape[1]
assert(n == #path.energy and n == #path.distance and path.x.shape[2] == 12)
for k = 2, n do
  local gap = (path.x[k] - path.x[k - 1]):norm():item()
  near(path.distance[k] - path.distance[k - 1], gap, 1e-12)
  assert(gap < 1, "one piece")
end
assert(#atlas:path(1, 1).stations == 1)

-- Three factors, one weight each: four minima and the origin, with a transition state between it and each.
local deep = landscape.open(":memory:", { dim = 3, energy = function(x)
  return (x[1] * x[2] * x[3] - 1) ^ 2 + 0.1 * (x * x):sum()
end })
deep:basin_hop(quiet { steps = 100 })
deep:search_saddles(quiet {})
-- |a| = |b| = |c| = s with s^4 - s + lambda = 0.
local function root(s)
  for _ = 1, 60 do s = s - (s ^ 4 - s + 0.1) / (4 * s ^ 3 - 1) end
  return s
end
assert(#deep == 5 and #deep:saddles {} == 4)
for _, s in ipairs(deep:saddles {}) do
  for k = 1, 3 do near(math.abs(s.x[k]:item()), root(0.1), 1e-12) end
end
for _, m in ipairs(deep:minima { limit = 4 }) do
  for k = 1, 3 do near(math.abs(m.x[k]), root(1), 1e-12) end
end

-- Seven particles: four minima and twelve transition states, up to motions and permutations.
local function pairs_of(count)
  local first, second = {}, {}
  for i = 1, count do
    for j = i + 1, count do
      first[#first + 1] = i
      second[#second + 1] = j
    end
  end
  return first, second
end
local I, J = pairs_of(7)
local function lennard_jones(x)
  local p = x:reshape(7, 3)
  local i6 = 1 / ((p:index_select(1, I) - p:index_select(1, J)):square():sum(2)):pow(3)
  return 4 * (i6 * i6 - i6):sum()
end
local function cluster()
  return landscape.open(":memory:",
    { energy = lennard_jones, dim = 21, symmetry = "rigid", particles = 7 })
end
local seven = cluster()
seven:basin_hop(quiet { steps = 100, temperature = 0.8, step_size = 0.4, seed = 2 })
seven:search_saddles(quiet { seed = 1 })
local energies = { -15.444733799819414, -15.319864440860618, -15.283421275349813,
  -15.097845644027736, -15.033384353958002, -15.026438105706687, -14.816399803848572,
  -14.811129645116015, -14.596945712930083, -14.56806143747862, -14.548572943007107,
  -12.548937708830325 }
assert(#seven == 4 and #seven:saddles {} == 12, #seven:saddles {})
for k, s in ipairs(seven:saddles {}) do
  near(s.energy, energies[k], 1e-10)
  assert(s.proof == "gauge" and s.zero_modes == 6)
end

-- Every kind of band connects.
for _, method in ipairs { "dneb", "string", "autoneb" } do
  local few = xor(1e-2, 2)
  few:basin_hop(quiet { steps = 200, seed = 1 })
  local r = few:connect(quiet { method = method, untrap = 0 })
  assert(r.connected and r.components == 1 and #few:saddles {} >= 4, method)
  local again = few:connect(quiet { method = method, seed = 9 })
  assert(again.connected)
end
local two = cluster()
two:basin_hop(quiet { steps = 60, temperature = 0.8, step_size = 0.4, seed = 2 })
local ids = {}
for _, m in ipairs(two:minima {}) do ids[#ids + 1] = m.id end
local r = two:connect(quiet { pair = { ids[1], ids[#ids] } })
assert(r.connected and two:path(ids[1], ids[#ids]).barrier > two:minimum(ids[#ids]).energy)

-- The same on any number of workers.
local function dump(workers)
  local a = xor(1e-3, 3)
  a:multistart(quiet { points = 60, seed = 1, workers = workers })
  a:connect(quiet { workers = workers, seed = 4 })
  a:search_saddles(quiet { searches = 300, workers = workers, seed = 2 })
  local words = {}
  for _, s in ipairs(a:saddles {}) do
    words[#words + 1] = string.format("%d %d %a %d %d", s.id, s.hits, s.energy, s.minima[1],
      s.minima[2])
  end
  return table.concat(words, "\n")
end
local one = dump(1)
assert(one == dump(2) and one == dump(5) and #one > 100)

-- Nothing known, nothing there, nothing that fits.
local empty = xor(1e-2, 2)
assert(#empty:saddles {} == 0)
fails("is empty: search minima first", empty.search_saddles, empty, quiet {})
fails("is empty: search minima first", empty.connect, empty, quiet {})
fails("no minimum 1", empty.path, empty, 1, 1)
fails("no saddle 3: it has none yet", empty.saddle, empty, 3)
empty:quench(tensor.zeros(12))
assert(empty:connect(quiet {}).connected, "one minimum")
fails("no minimum 77", empty.connect, empty, quiet { pair = { 1, 77 } })
fails("expected 2", empty.connect, empty, quiet { pair = { 1 } })
fails("min_images is 9, more than max_images, which is 4", empty.connect, empty,
  quiet { min_images = 9, max_images = 4 })
fails("min_images", empty.connect, empty, quiet { min_images = 2 })
fails("spring", empty.connect, empty, quiet { spring = 0 })
fails("method", empty.connect, empty, quiet { method = "nebb" })
fails("searches", empty.search_saddles, empty, quiet { searches = 0 })
local apart = landscape.open(":memory:", { dim = 1, energy = function(x)
  return (x:square() - 1):square():sum()
end })
apart:quench(tensor { 2.0 })
apart:quench(tensor { -2.0 })
assert(apart:path(1, 2) == nil)
apart:connect(quiet {})
near(apart:path(1, 2).barrier, 1, 1e-12)

-- One dimension: both wells of every tilted one, and the transition state between them.
for k = -5, 5 do
  local tilt = 0.1 * k
  local wells = landscape.open(":memory:", { dim = 1, energy = function(x)
    return (x[1] * x[1] - 1) ^ 2 + tilt * x[1]
  end })
  wells:quench(tensor { -0.9 })
  wells:quench(tensor { 0.9 })
  wells:search_saddles(quiet { searches = 100 })
  assert(#wells == 2 and #wells:saddles {} == 1, tilt)
end

-- A jump in the way: what lies behind it is not connected over it.
local jump = landscape.open(":memory:", { dim = 2, energy = function(x)
  local u = x[1] * x[1] - 1
  return u * u + 0.5 * x[1]:gt(0.3):sum() + x[2] * x[2]
end })
jump:multistart(quiet { points = 30, scale = 2 })
jump:search_saddles(quiet { searches = 100 })
assert(#jump == 2 and jump:barrier(1, 2) == math.huge)

-- As many images as are allowed, however dense they are wanted.
local dense = landscape.open(":memory:", { dim = 2, energy = function(x)
  return (x * x - 1):square():sum() + 0.1 * x[1] + 0.07 * x[2]
end })
dense:multistart(quiet { points = 30 })
assert(dense:connect(quiet { density = 1e300, attempts = 2 }).searches == 2)
fails("9000 x 9000 points, expected 1000000 at most", dense.slice, dense,
  { through = { 1 }, steps = 9000 })

-- The module landscape: atlases, the minima of Iris, columns, correlations, and files that are
-- refused.

local checks = require "support.checks"
local fails, randn = checks.fails, checks.randn

local double = { dtype = "float64" }

local d = data.iris(double):standardize()
local function network() return nn.Sequential { nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3) } end
local objective = loss.cross_entropy() + loss.l2(1e-2)
local function open(path, changes)
  local options = { net = network(), loss = objective, data = d }
  for key, value in pairs(changes or {}) do options[key] = value end
  return landscape.open(path, options)
end
local paths = {}
local function scratch()
  local path = os.tmpname()
  os.remove(path)
  paths[#paths + 1] = path
  return path
end
local truth = { 0.285799059909, 0.286163221033 }

-- Exactly the two minima of Iris at lambda 1e-2, for two seeds.
local path = scratch()
for seed = 1, 2 do
  local atlas = open(seed == 1 and path or ":memory:")
  atlas:basin_hop { steps = 40, chains = 2, seed = seed }
  assert(#atlas == 2, "seed " .. seed .. " finds " .. #atlas .. " minima")
  local minima = atlas:minima { order = "energy" }
  for k, m in ipairs(minima) do
    assert(math.abs(m.energy - truth[k]) < 1e-9 and m.hits >= 1 and #m.x == 83)
    assert(m.gradient_norm < 1e-6 and m.index == 0)
    local net = atlas:network(m)
    assert(math.abs(objective(net, d.x, d.y):item() - m.energy) < 1e-12)
    assert(atlas:minimum(m.id).energy == m.energy)
  end
  assert(#atlas:minima { limit = 1 } == 1 and atlas:minima { limit = 1 }[1].energy
    == minima[1].energy)
  atlas:close()
end

-- The same path again: everything is still there, and the search goes on.
local atlas = open(path)
assert(#atlas == 2)
local hits = atlas:minima {}[1].hits + atlas:minima {}[2].hits
atlas:basin_hop { steps = 10, chains = 1, seed = 7 }
assert(#atlas == 2 and atlas:minima {}[1].hits + atlas:minima {}[2].hits > hits)

-- Quenching the minimum stays there; a quench from anywhere ends at zero gradient.
local m = atlas:minima {}[1]
local q = atlas:quench(m.x)
assert(math.abs(q.energy - m.energy) < 1e-10)
local far = atlas:quench(randn(83, 3))
assert(far.energy >= truth[1] - 1e-9 and far.gradient_norm < 1e-6)
assert(#atlas == 2, "quenches end at known minima")

-- Hidden units may be permuted and their signs flipped: the same minimum.
local w = m.x:totable()
for i = 1, 4 do w[i], w[4 + i] = -w[4 + i], -w[i] end
w[41], w[42] = -w[42], -w[41]
for o = 0, 2 do w[51 + 10 * o], w[52 + 10 * o] = -w[52 + 10 * o], -w[51 + 10 * o] end
local twin = atlas:quench(tensor(w, double))
assert(math.abs(twin.energy - m.energy) < 1e-10 and #atlas == 2)

-- Columns.
local accuracy = atlas:annotate("accuracy", function(net) return net:accuracy(d.x, d.y) end)
local column = atlas:column("accuracy")
assert(#column == 2 and column[1] == accuracy[1] and column[1] > 0.9)
assert(column[1] == atlas:network(atlas:minima {}[1]):accuracy(d.x, d.y))
local seen = {}
atlas:annotate("number", function(_, minimum)
  seen[#seen + 1] = minimum.energy
  return minimum.id
end)
assert(#seen == 2)
local energies = atlas:column("energy")
assert(energies[1] == atlas:minima {}[1].energy)
fails("column", atlas.column, atlas, "acuracy")
fails("boom", atlas.annotate, atlas, "boom", function() error("boom") end)
fails("number", atlas.annotate, atlas, "text", function() return "x" end)
fails("energy", atlas.annotate, atlas, "energy", function() return 1 end)
fails("column", atlas.correlate, atlas, "energy", "sensitivty")
fails("2", atlas.correlate, atlas, "energy", "number")
fails("minimum", atlas.minimum, atlas, 12345)
fails("did you mean 'order'?", atlas.minima, atlas, { oder = "energy" })
fails("did you mean 'steps'?", atlas.basin_hop, atlas, { step = 3 })
fails("steps", atlas.basin_hop, atlas, { steps = -3 })
fails("temperature", atlas.basin_hop, atlas, { steps = 3, temperature = 0 / 0 })
fails("83", atlas.quench, atlas, tensor.zeros(5, double))
fails("nan", atlas.quench, atlas, tensor.zeros(83, double) / 0)
fails("did you mean 'basin_hop'?", function() return atlas.basin_hopp end)
atlas:close()
atlas:close()
fails("closed", atlas.minima, atlas)
fails("closed", atlas.basin_hop, atlas, { steps = 1 })
fails("closed", atlas.quench, atlas, m.x)

-- An atlas belongs to its loss, data and network.
fails("another loss", open, path, { loss = loss.cross_entropy() + loss.l2(1e-3) })
fails("another data", open, path, { data = d:take(149) })
fails("another net", open, path, { net = nn.Sequential { nn.Linear(4, 9), nn.Tanh(),
  nn.Linear(9, 3) } })
fails("another net", open, path, { net = nn.Sequential { nn.Linear(4, 10), nn.Sigmoid(),
  nn.Linear(10, 3) } })
-- Other numbers of the same shape are other data.
fails("value at a test point", open, path, { data = { x = d.x + 0.1, y = d.y } })
open(path, { data = { x = d.x, y = d.y } }):close()

-- An energy of one's own, with many minima; correlations of what is known.
local function waves(v) return (v[1] ^ 2 + v[2] ^ 2) / 20 - (3 * v[1]):cos() - (3 * v[2]):cos() end
local function well(seed)
  local wells = landscape.open(":memory:", { energy = waves, dim = 2 })
  wells:basin_hop { steps = 150, chains = 2, seed = seed, temperature = 1, step_size = 1.5 }
  return wells
end
local wells = well(1)
assert(#wells >= 10)
local last = -math.huge
for _, minimum in ipairs(wells:minima {}) do
  assert(minimum.energy >= last and tarn.grad(waves)(minimum.x):abs():max():item() < 1e-5)
  last = minimum.energy
end
assert(math.abs(wells:minima {}[1].energy + 2) < 1e-9)
wells:annotate("double", function(_, minimum) return 2 * minimum.energy end)
wells:annotate("negative", function(_, minimum) return -minimum.energy ^ 3 end)
local c = wells:correlate("energy", "double")
assert(c.n == #wells and math.abs(c.spearman - 1) < 1e-12 and math.abs(c.pearson - 1) < 1e-9)
assert(c.low <= c.spearman and c.high >= c.spearman and c.p < 1e-3 and math.abs(c.kendall) <= 1)
-- The same seed finds the same minima.
local again = well(1)
assert(#again == #wells and again:minima {}[#again].energy == wells:minima {}[#wells].energy)

-- Files that cannot be used.
local text = scratch()
local file = assert(io.open(text, "w"))
file:write(("this is not an atlas\n"):rep(200))
file:close()
fails(text, open, text)
fails("not an SQLite database", open, text)
fails("/proc/x", open, "/proc/x")
fails("/nowhere/a.atlas", open, "/nowhere/a.atlas")
fails("did you mean 'loss'?", landscape.open, ":memory:",
  { net = network(), los = objective, data = d })
fails("loss", landscape.open, ":memory:", { net = network(), data = d })
fails("data", landscape.open, ":memory:", { net = network(), loss = objective })
fails("dim", landscape.open, ":memory:", { energy = waves })
fails("dim", landscape.open, ":memory:", { energy = waves, dim = 0 })
fails("net", landscape.open, ":memory:", {})
fails("NaN", open, ":memory:", { data = { x = d.x / 0 - d.x / 0, y = d.y } })
fails("classes start at 1", open, ":memory:", { data = { x = d.x, y = d.y - 1 } })
fails("150", open, ":memory:", { data = { x = d.x, y = d.y:slice(1, 1, 5) } })
fails("boom", landscape.open, ":memory:", { energy = function() error("boom") end, dim = 2 })
fails("expected a tensor with one element, got shape 2", landscape.open, ":memory:",
  { energy = function(v) return v end, dim = 2 })

for _, name in ipairs(paths) do os.remove(name) end

-- Images under the symmetry of a network or of an energy are one minimum.

local checks = require "support.checks"
local fails = checks.fails

local double = { dtype = "float64" }
local d = data.iris(double):standardize()
local raw = data.iris(double)
local S = nn.Sequential
local penalised = loss.cross_entropy() + loss.l2(1e-3)

-- Exchanges of pairs of parameters: the first two hidden units of an i-h-o network.
local function units(i, h, o)
  local list = { { i * h + 1, i * h + 2 } }
  for k = 1, i do list[#list + 1] = { k, i + k } end
  for k = 0, o - 1 do
    list[#list + 1] = { i * h + h + k * h + 1, i * h + h + k * h + 2 }
  end
  return list
end

local function image_is_known(name, net, samples, list, energy, count)
  local atlas = landscape.open(":memory:", { net = net, loss = energy, data = samples })
  atlas:basin_hop { steps = 2, seed = 1, progress = false }
  local m = atlas:minima { limit = 1 }[1]
  local x = m.x:totable()
  for _, pair in ipairs(list) do x[pair[1]], x[pair[2]] = x[pair[2]], x[pair[1]] end
  local q = atlas:quench(tensor(x, double))
  assert(not q.is_new, name .. ": an image is a new minimum")
  assert(math.abs(q.energy - m.energy) < 1e-12, name)
  -- Of 5! x 4^5 images so many are equal as units of the minimum found are.
  local fits = m.multiplicity == count or type(count) == "function" and count(m.multiplicity)
  assert(fits, name .. ": multiplicity " .. m.multiplicity)
end

local plain = units(4, 5, 3)
local tanh = nn.Lambda(function(x) return x:tanh() end)
image_is_known("plain", S { nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 3) }, d, plain, penalised, 320)
image_is_known("Normalize in front", S { nn.Normalize({ 5.8, 3, 3.7, 1.2 }, { 0.8, 0.4, 1.7, 0.7 }),
  nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 3) }, raw, plain, penalised, 320)
image_is_known("nested Sequential", S { S { nn.Linear(4, 5), nn.Tanh() }, nn.Linear(5, 3) }, d, plain,
  penalised, 320)
image_is_known("Dropout", S { nn.Linear(4, 5), nn.Tanh(), nn.Dropout(0.1), nn.Linear(5, 3) }, d, plain,
  penalised, 320)
image_is_known("Lambda", S { nn.Linear(4, 5), tanh, nn.Linear(5, 3) }, d, plain, penalised, 320)
image_is_known("Residual", S { nn.Residual { nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 4) },
  nn.Linear(4, 3) }, d, units(4, 5, 4), penalised, 960)

-- With a normalisation, its scale and shift go with the unit, and a unit has four signs.
local normalised = {}
for k = 1, 4 do normalised[k] = { k, 4 + k } end
for k = 21, 46, 5 do normalised[#normalised + 1] = { k, k + 1 } end
image_is_known("BatchNorm", S { nn.Linear(4, 5), nn.BatchNorm(5), nn.Tanh(), nn.Linear(5, 3) }, d,
  normalised, penalised, function(n) return n >= 1024 and 122880 % n == 0 end)

-- A channel owns blocks of columns behind Flatten.
local digits = data.digits(double):take(30)
local channels = { { 28, 29 } }
for k = 1, 9 do channels[#channels + 1] = { k, 9 + k } end
for o = 0, 9 do
  for k = 1, 9 do channels[#channels + 1] = { 30 + o * 27 + k, 39 + o * 27 + k } end
end
image_is_known("Conv2d", S { nn.Conv2d(1, 3, 3), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(),
  nn.Linear(27, 10) }, { x = (digits.x / 16):reshape(30, 1, 8, 8), y = digits.y }, channels,
  loss.cross_entropy() + loss.l2(1e-2), 48)

-- Rigid motions: seven Lennard-Jones atoms have four minima.
local n, left, right = 7, {}, {}
for i = 1, n do
  for j = i + 1, n do left[#left + 1], right[#right + 1] = i, j end
end
local l, r = tensor(left, { dtype = "int32" }), tensor(right, { dtype = "int32" })
local function lennard_jones(x)
  local p = x:reshape(n, 3)
  local s = (p:index_select(1, l) - p:index_select(1, r)):square():sum(2) ^ -3
  return 4 * (s * s - s):sum()
end
local function cluster(changes)
  local options = { energy = lennard_jones, dim = 21, symmetry = "rigid", particles = n }
  for key, value in pairs(changes or {}) do options[key] = value or nil end
  return landscape.open(":memory:", options)
end
local truth = { -16.505384168, -15.935043060, -15.593210938, -15.533060055 }
-- 2 * 7! over the order of the point group: D5h, C3v, C3v, C2.
local isomers = { [1] = 504, [2] = 1680, [3] = 1680, [4] = 5040 }
local atlas = cluster()
atlas:basin_hop { steps = 40, seed = 1, step_size = 0.4, temperature = 1, progress = false }
local minima = atlas:minima {}
assert(#minima >= 2 and #minima <= 4, #minima .. " minima of seven atoms")
for _, m in ipairs(minima) do
  local known
  for k = 1, 4 do if math.abs(m.energy - truth[k]) < 1e-6 then known = k end end
  assert(known, "an energy of " .. m.energy)
  assert(math.abs(m.multiplicity - isomers[known]) < 1e-6, known .. ": " .. m.multiplicity)
end
cluster { particles = false }:close()
fails("7 particles in dimension 2", cluster, { dimension = 2 })
fails("6 particles", cluster, { particles = 6 })
fails("changes the energy", landscape.open, ":memory:",
  { energy = function(x) return x:square():sum() end, dim = 6, symmetry = "rigid" })

-- A canonical copy: numbers in order, for an energy that treats them alike.
local function wells(x) return (x:square() - 1):square():sum() + 0.1 * x:sum() end
local function copy(x) return x:sort(1).values end
local options = { energy = wells, dim = 3, symmetry = copy }
local sorted = landscape.open(":memory:", options)
sorted:basin_hop { steps = 60, seed = 1, step_size = 2, temperature = 1, progress = false }
assert(#sorted == 4, #sorted .. " minima of three numbers in two wells, in any order")
options.symmetry = "none"
local apart = landscape.open(":memory:", options)
apart:basin_hop { steps = 60, seed = 1, step_size = 2, temperature = 1, progress = false }
assert(#apart == 8, #apart .. " minima of three numbers in two wells")

-- What does not fit says so.
local function with(symmetry, changes)
  local given = { energy = wells, dim = 3, symmetry = symmetry }
  for key, value in pairs(changes or {}) do given[key] = value end
  return landscape.open(":memory:", given)
end
local next_place = tensor({ 2, 3, 1 }, { dtype = "int32" })
fails("changes the energy", with, function(x) return x * 0 end)
fails("its own canonical copy", with, function(x) return x:index_select(1, next_place) end)
fails("vector of 3 numbers", with, function(x) return x:sum() end)
fails("rigid", with, "rigit")
fails("particles", with, "none", { particles = 3 })
fails("dimension", with, copy, { dimension = 3 })
fails("the symmetry of a network is found", landscape.open, ":memory:", { net = S { nn.Linear(4, 3) },
  loss = penalised, data = d, symmetry = "none" })

-- Another symmetry is another atlas.
local path = os.tmpname()
os.remove(path)
landscape.open(path, { energy = wells, dim = 3, symmetry = copy }):close()
landscape.open(path, { energy = wells, dim = 3, symmetry = copy }):close()
fails("symmetry", landscape.open, path, { energy = wells, dim = 3 })
os.remove(path)

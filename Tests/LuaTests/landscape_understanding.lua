-- Spectra, thermodynamics, curves and slices of landscapes.

local checks = require "support.checks"
local fails, distance = checks.fails, checks.distance

local double = { dtype = "float64" }
local function near(a, b, tolerance, what)
  if type(a) ~= "number" then a = a:item() end
  if type(b) ~= "number" then b = b:item() end
  assert(math.abs(a - b) <= tolerance, string.format("%s: %.17g, expected %.17g", what or "", a, b))
end

-- Himmelblau's function: four minima of energy 0, four saddles.
local function himmelblau(p)
  local x, y = p[1], p[2]
  return (x * x + y - 11) ^ 2 + (x + y * y - 7) ^ 2
end
local hills = landscape.open(":memory:", { energy = himmelblau, dim = 2 })
hills:multistart { points = 60, scale = 4, seed = 1 }
assert(#hills == 4)
hills:search_saddles { searches = 60, seed = 1 }
local saddles = hills:saddles {}
assert(#saddles >= 1)

-- Iris, with a search that finds several minima.
local d = data.iris(double):standardize()
local net = nn.Sequential { nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3) }
local objective = loss.cross_entropy() + loss.l2(1e-4)
local atlas = landscape.open(":memory:", { net = net, loss = objective, data = d })
atlas:basin_hop { steps = 40, chains = 2, seed = 1 }
local minima = atlas:minima {}
assert(#minima >= 3)
local a, b, c = minima[1], minima[2], minima[3]

-- Spectrum: the eigenvalues of tarn.hessian; ids, records, tensors and networks are the same point.
local s = atlas:spectrum(a, { vectors = true })
local hessian = tarn.hessian(function(w) return objective(net:with_parameters(w), d.x, d.y) end)(a.x)
assert(#s.eigenvalues == 83 and s.negative == 0 and s.zero_modes == s.symmetry_modes)
near(s.trace, (hessian * tensor.eye(83, double)):sum(), 1e-12, "trace")
near(s.log_determinant, a.log_determinant, 1e-6, "log determinant")
near(s.lowest, a.lowest_eigenvalue, 1e-10, "lowest")
local v = s.eigenvectors[83]
assert(distance(hessian:matmul(v), v * s.highest) < 1e-12)
for _, point in ipairs { a.id, a.x, atlas:network(a) } do
  assert(distance(atlas:spectrum(point).eigenvalues, atlas:spectrum(a).eigenvalues) == 0)
end
assert(s.density == nil and s.grid == nil and atlas:spectrum(a).eigenvectors == nil)
-- A few at one end, from there inwards.
local top = atlas:spectrum(a, { highest = 3 })
for k = 1, 3 do
  near(top.eigenvalues[k], s.eigenvalues[84 - k], 1e-14, "highest")
  assert(distance(hessian:matmul(top.eigenvectors[k]),
    top.eigenvectors[k] * top.eigenvalues[k]) < 1e-12)
end
near(atlas:spectrum(a, { lowest = 1 }).eigenvalues[1], s.lowest, 1e-14)
assert(top.trace == nil and top.negative == nil and #top:plot():script() > 100)
fails("option 'density' does not go with 'lowest'", atlas.spectrum, atlas, a,
  { lowest = 1, density = true })
-- A saddle has one negative eigenvalue, by record and by id.
for _, saddle in ipairs(saddles) do
  local at = hills:spectrum(saddle)
  assert(at.negative == 1 and at.positive == 1)
  near(at.lowest, saddle.eigenvalue, 1e-9, "saddle")
  assert(distance(hills:spectrum(saddle.id).eigenvalues, at.eigenvalues) == 0)
end

-- Density: integrates to 1, traces within their errors, the same for the same seed.
local density = atlas:spectrum(a, { density = true, probes = 40, steps = 83, seed = 2 })
near(density.density:sum() * (density.grid[2] - density.grid[1]), 1, 1e-8, "integral")
assert(math.abs(density.trace - s.trace) < 4 * density.trace_error)
local square = (hessian * hessian):sum():item()
assert(math.abs(density.trace_of_square - square) < 4 * density.trace_of_square_error)
near(density.highest, s.highest, 1e-10, "highest Ritz value")
local again = atlas:spectrum(a, { density = true, probes = 40, steps = 83, seed = 2, workers = 2 })
assert(distance(again.density, density.density) == 0)
assert(density.eigenvalues == nil and density.symmetry_modes == s.symmetry_modes)
fails("option 'probes' goes with density = true", atlas.spectrum, atlas, a, { probes = 3 })
fails("option 'vectors' does not go with density", atlas.spectrum, atlas, a,
  { density = true, vectors = true })
fails("there is no minimum or saddle 999", atlas.spectrum, atlas, 999)
fails("'m' has 3 coordinates, expected 83", atlas.spectrum, atlas, tensor { 1, 2, 3 })
fails("'m': coordinate 2 is", hills.spectrum, hills, tensor { 1, 0 / 0 })
fails("must be a minimum or its id", atlas.spectrum, atlas, { energy = 3 })
fails("an integer from 1 to 5000", atlas.spectrum, atlas, a, { density = true, steps = 0 })

-- Thermodynamics: what two equal wells have, and F = U - T S.
local th = hills:thermodynamics { temperatures = { 0.01, 1, 100 } }
assert(#th.minima == 4 and #th.temperature == 3)
local occupation = th.occupation
assert(occupation:size(1) == 3 and occupation:size(2) == 4)
for k = 1, 3 do
  near(occupation[k]:sum(), 1, 1e-14, "occupation")
  -- All have energy 0 (to rounding) and two modes.
  near(th.heat_capacity[k], 1, 1e-9, "heat capacity")
  near(th.free_energy[k], th.energy[k] - th.temperature[k] * th.entropy[k], 1e-12)
end
-- Wells of one energy are occupied as det(H)^(-1/2).
local weights = {}
for k, id in ipairs(th.minima) do
  weights[k] = math.exp(-0.5 * hills:minimum(id).log_determinant)
end
near(occupation[2][1] / occupation[2][2], weights[1] / weights[2], 1e-6, "shares")
local iris = atlas:thermodynamics { limit = 2, points = 7 }
assert(#iris.minima == 2 and #iris.temperature == 7)
near(iris.heat_capacity[7], (83 - a.zero_modes) / 2, 0.1, "equipartition")
fails("the temperature must be a positive number", hills.thermodynamics, hills,
  { temperatures = { 1, 0 } })
fails("does not go with 'temperatures'", hills.thermodynamics, hills,
  { temperatures = { 1 }, points = 3 })
fails("is empty", hills.thermodynamics, hills, { temperatures = {} })
local empty = landscape.open(":memory:", { energy = himmelblau, dim = 2 })
fails("the atlas has no minima yet", empty.thermodynamics, empty, {})

-- Curves: ends as they are, lower than the segment; columns along them.
local seen = {}
local curve = atlas:curve(a, b, { points = 21, columns = {
  accuracy = function(n) return n:accuracy(d.x, d.y) end,
  place = function(n, t, x)
    seen[#seen + 1] = t
    assert(distance(n:parameters(), x) == 0)
    return x:norm()
  end } })
assert(curve.kind == "bezier" and #curve.t == 21 and #curve.loss == 21)
assert(curve.t[1]:item() == 0 and curve.t[21]:item() == 1 and #seen == 21)
near(curve.loss[1], a.energy, 1e-14, "beginning")
near(curve.loss[21], b.energy, 1e-12, "end")
assert(distance(curve:point(0), a.x) == 0)
assert(curve.barrier < curve.segment_barrier and curve.length >= curve.distance)
near(curve.barrier, (curve.loss:max() - math.max(a.energy, curve.loss[21]:item())), 1e-15)
near(curve.mean_loss, curve.loss:mean(), 0.05 * curve.mean_loss, "mean")
for _, t in ipairs { 0, 0.25, 0.5, 1 } do
  near(objective(curve:network(t), d.x, d.y), curve.loss[1 + 20 * t // 1], 1e-13, "network")
end
near(curve.columns.accuracy[1], atlas:network(a):accuracy(d.x, d.y), 0)
near(curve.columns.place[11], curve:point(0.5):norm(), 1e-14)
assert(curve.bends:size(1) == 1 and curve.bends:size(2) == 83)
-- Images of one minimum are one point; unaligned they are not.

local loop = atlas:curve(a, a.x, { kind = "segment", points = 5 })
assert(loop.distance == 0 and loop.barrier == 0 and loop.bends == nil)
local raw = atlas:curve(a, b, { kind = "segment", points = 5, align = false })
assert(raw.distance >= curve.distance - 1e-12)
-- More bends are no worse; polygons as well.
local polygon = atlas:curve(a.id, b.id, { kind = "polygon", bends = 2, points = 11 })
local straight = atlas:curve(a, b, { kind = "segment", points = 11 })
assert(polygon.mean_loss < straight.mean_loss and curve.mean_loss < straight.mean_loss)
assert(distance(polygon.segment_loss, straight.loss) == 0)
-- Of an energy: no networks, but points; saddles are ends too.
local path = hills:curve(saddles[1], saddles[1].minima[1], { kind = "segment", points = 9,
  columns = { x = function(n, _, x) assert(n == nil) return x[1] end } })
near(path.loss[1], saddles[1].energy, 1e-10, "saddle")
near(path.columns.x[1], saddles[1].x[1], 0)
fails("its points are no networks", path.network, path, 0.5)
fails("option 'bends' does not go with kind = \"segment\"", atlas.curve, atlas, 1, 2,
  { kind = "segment", bends = 2 })
fails("option 'bends' must be an integer from 1 to 1000", atlas.curve, atlas, 1, 2, { bends = 0 })
fails("must be one of \"segment\", \"polygon\", \"bezier\"", atlas.curve, atlas, 1, 2,
  { kind = "spline" })
fails("there is no minimum or saddle 77", hills.curve, hills, 1, 77)
fails("returned nothing", atlas.curve, atlas, a, b, { points = 3,
  columns = { nothing = function() end } })
fails("column 'f' must be a function", atlas.curve, atlas, a, b, { columns = { f = 3 } })
fails("cannot have the name 'loss'", atlas.curve, atlas, a, b,
  { columns = { loss = function() return 1 end } })
fails("must be a number >= 0 and <= 1", curve.point, curve, 1.5)

-- Slices: values are those of direct evaluation, columns have the shape of the loss.
local slice = atlas:slice { through = { a, b, c }, steps = { 5, 4 },
  columns = { error = function(n) return 1 - n:accuracy(d.x, d.y) end } }
assert(slice.loss:size(1) == 4 and slice.loss:size(2) == 5 and #slice.x == 5 and #slice.y == 4)
assert(slice.columns.error:size(1) == 4 and #slice.marks == 3)
for i = 1, 4 do
  for j = 1, 5 do
    local there = slice:network(slice.x[j]:item(), slice.y[i]:item())
    near(objective(there, d.x, d.y), slice.loss[i][j], 1e-12, "slice")
    near(1 - there:accuracy(d.x, d.y), slice.columns.error[i][j], 0)
  end
end
for k, m in ipairs { a, b, c } do
  local mark = slice.marks[k]
  assert(mark.id == m.id and mark.kind == "minimum" and mark.distance < 1e-12)
  near(objective(slice:network(mark.x, mark.y), d.x, d.y), m.energy, 1e-12, "mark")
end
-- On a line the ends lie at 0 and 1, as on a curve.
local line = atlas:slice { through = { a, b }, steps = 5, range = { 0, 1 } }
assert(distance(line.loss, atlas:curve(a, b, { kind = "segment", points = 5 }).loss) < 1e-14)
assert(line.y == nil and line.directions:size(1) == 1)
-- In the plane of an energy of two coordinates lie all of its points.
local map = hills:slice { through = 1, directions = { { 1, 0 }, { 0, 1 } }, range = { -10, 10 },
  steps = 11 }
local found = { minimum = 0, saddle = 0 }
for _, mark in ipairs(map.marks) do
  found[mark.kind] = found[mark.kind] + 1
  near(map.origin[1] + mark.x,
    (mark.kind == "saddle" and hills:saddle(mark.id) or hills:minimum(mark.id)).x[1], 1e-10)
end
assert(#hills:slice { through = 1, directions = "random", steps = 3, range = { -20, 20 },
  marks = 0 }.marks == 1)
assert(found.minimum == 4 and found.saddle == #saddles)
-- Along the lowest eigenvector of a saddle the energy falls, on both sides.
local down = hills:slice { through = saddles[1], directions = "lowest", dims = 1, steps = 3,
  range = { -0.1, 0.1 } }
assert(down.loss[1] < down.loss[2] and down.loss[3] < down.loss[2])
local up = hills:slice { through = saddles[1], directions = "highest", dims = 1, steps = 3,
  range = { -0.1, 0.1 } }
assert(up.loss[1] > up.loss[2] and up.loss[3] > up.loss[2])
-- Second differences along an eigenvector are its eigenvalue.
local h = 1e-3
local mode = atlas:slice { through = a, directions = "highest", dims = 1, steps = 3,
  range = { -h, h } }
near((mode.loss[1] - 2 * mode.loss[2] + mode.loss[3]) / h ^ 2, s.highest, 1e-4 * s.highest)

-- landscape.slice: filter-normalised, seeded, the network in the middle and left as it is.
local before = net:parameters()
local random = landscape.slice(net, objective, d, { steps = 3, seed = 4 })
assert(distance(net:parameters(), before) == 0)
near(random.loss[2][2], objective(net, d.x, d.y), 1e-6, "middle")
local same = landscape.slice(net, objective, d, { steps = 3, seed = 4, workers = 2 })
assert(distance(random.loss, same.loss) == 0)
assert(distance(random.loss, landscape.slice(net, objective, d, { steps = 3, seed = 5 }).loss) > 0)
local rows = random.directions[1]:reshape { 83 }
near(rows:slice(1, 1, 4):norm(), before:slice(1, 1, 4):norm(), 1e-6, "first filter")
near(rows:slice(1, 41, 50):norm(), 0, 0, "biases")
local other = net:with_parameters(before * 2)
local between = landscape.slice(net, objective, d, { to = other, steps = 3, range = { 0, 1 } })
near(between.loss[3], objective(other, d.x, d.y), 1e-5, "to")
near(between.loss[2], objective(net:with_parameters(before * 1.5), d.x, d.y), 1e-5, "half")
local along = landscape.slice(net, objective, d, { directions = before, steps = 3 })
assert(along.y == nil and distance(along.directions[1], before) < 1e-7)
local table_data = landscape.slice(net, objective, { x = d.x, y = d.y }, { steps = 3, seed = 4 })
assert(distance(table_data.loss, random.loss) == 0)
local eigen = landscape.slice(net, objective, d, { directions = "highest", dims = 1, steps = 3 })
near(eigen.directions[1]:norm(), 1, 1e-12)

local function bad(text, options) fails(text, landscape.slice, net, objective, d, options) end
bad("option 'steps' must be an integer from 2 to 10000", { steps = 0 })
bad("must have one number for each of 2 directions, got 3", { steps = { 3, 3, 3 } })
bad("direction 1 has 3 numbers, expected 83", { directions = { tensor { 1, 2, 3 } } })
bad("coordinate 1 of direction 1 is", { directions = before * (0 / 0), steps = 3 })
bad("direction 1 is zero", { directions = before * 0, steps = 3 })
bad("the two directions are parallel", { directions = { before, before * -2 }, steps = 3 })
bad("must have one or two vectors, got 3", { directions = { before, before, before } })
bad("option 'dims' is 2, but there are 1 directions", { directions = before, dims = 2 })
bad("option 'seed' goes with random directions", { directions = before, seed = 1 })
bad("option 'scale' does not go with a slice through several points",
  { to = other, scale = "filter" })
bad("has 3 parameters, expected 83", { to = tensor { 1, 2, 3 } })
bad("option 'margin' goes with", { margin = 1 })
bad("option 'range_y' goes with a plane", { dims = 1, range_y = { 0, 1 }, steps = 3 })
bad("its points coincide", { to = net })
bad("option 'direction' unknown; did you mean 'directions'", { direction = before })
fails("need a network; this atlas is of an energy function", hills.slice, hills,
  { through = 1, scale = "filter" })
fails("must name one to three points, got 4", hills.slice, hills, { through = { 1, 2, 3, 4 } })
fails("there is no minimum or saddle 88", hills.slice, hills, { through = { 1, 88 } })
fails("option 'through' is missing", hills.slice, hills, {})
fails("no networks", map.network, map, 0, 0)
fails("expected 2 coordinates, got 1", slice.network, slice, 0)

-- Figures.
for _, figure in ipairs { s:plot(), density:plot { title = "density" }, th:plot(), iris:plot(),
  curve:plot(), straight:plot(), slice:plot { log = true }, slice:plot { column = "error" },
  line:plot(), map:plot { levels = { 1, 10, 100 } }, path:plot() } do
  assert(#figure:script() > 100)
end
fails("there is no column 'eror'", slice.plot, slice, { column = "eror" })
-- A ceiling is the highest value that is drawn.
local function highest(figure)
  local most, file = -math.huge, os.tmpname() .. ".csv"
  figure:save(file)
  for row in io.lines(file) do most = math.max(most, tonumber(row:match("[^,]*$")) or most) end
  os.remove(file)
  return most
end
local ceiling = 0.5 * (slice.loss:min() + slice.loss:max()):item()
assert(highest(slice:plot { ceiling = ceiling }) == ceiling)
assert(highest(slice:plot {}) > ceiling)
fails("option 'levels' goes with a plane", line.plot, line, { levels = { 1 } })
assert(tostring(s):find("83 eigenvalues") and tostring(curve):find("bezier from"))

-- An atlas without its energy.
local file = os.tmpname()
io.open(file, "w"):write("energy,x1,x2\n-1,0.5,2\n-3,1,4\n"):close()
local imported = landscape.import(":memory:", { minima = file, format = "csv" })
os.remove(file)
for _, method in ipairs { "spectrum", "curve", "slice" } do
  local arguments = method == "slice" and { { through = 1 } } or { 1, 2 }
  if method == "spectrum" then arguments = { 1 } end
  fails("imported without its energy", imported[method], imported, table.unpack(arguments))
end
fails("has no log_determinant", imported.thermodynamics, imported, {})

-- Trees, barriers, metrics and persistence of atlases.

local checks = require "support.checks"
local fails, near = checks.fails, function(a, b, tolerance)
  assert(math.abs(a - b) <= (tolerance or 1e-9), a .. " is not " .. b)
end

-- The six-hump camel: six minima, seven saddles, two by two images of each other but for the one in the middle.
local function camel(x)
  local u, v = x[1], x[2]
  return (4 - 2.1 * u * u + u * u * u * u / 3) * u * u + u * v + (-4 + 4 * v * v) * v * v
end
local atlas = landscape.open(":memory:", { energy = camel, dim = 2 })

-- An empty atlas.
fails("there are no minima yet", function() plot.tree(atlas) end)
fails("there are no minima yet", function() atlas:barrier(1, 2) end)
fails("there are no minima yet", function() atlas:persistence():plot {} end)
local empty = atlas:tree()
assert(#empty == 0 and #empty.nodes == 0 and empty.root == nil and #empty.roots == 0)
assert(#atlas:persistence() == 0 and atlas:persistence():bottleneck(atlas:persistence()) == 0)
assert(atlas:metrics().minima == 0 and atlas:metrics().smad ~= atlas:metrics().smad)

-- Without saddles every minimum stands alone.
atlas:multistart { points = 300, scale = 1.5, seed = 1 }
assert(#atlas == 6)
local ids = {}
for m in atlas:each {} do ids[#ids + 1] = m.id end
assert(atlas:barrier(ids[1], ids[2]) == math.huge)
assert(atlas:barrier(ids[1], ids[1]) == atlas:minimum(ids[1]).energy)
local alone = atlas:tree()
assert(#alone == 6 and #alone.nodes == 6 and #alone.roots == 6 and alone.root == 1)
assert(#atlas:tree { connected = true } == 1)
assert(alone:plot {}:script():find("with lines", 1, true))
assert(atlas:persistence().essential == 6)
local metrics = atlas:metrics()
assert(metrics.components == 6 and metrics.isolated == 6 and metrics.funnels == 6)
assert(metrics.frustration ~= metrics.frustration)
fails("there is no minimum 99 among the 6", function() atlas:barrier(1, 99) end)
fails("argument 1 'i' must be an integer >= 1", function() atlas:barrier(0, 1) end)

-- With them: what is known of this function.
atlas:search_saddles { seed = 1 }
assert(#atlas:saddles {} == 7)
local saddles = { 0, 0.5437186009781853, 2.2293571975307147 }
near(atlas:barrier(ids[1], ids[2]), saddles[1])
near(atlas:barrier(ids[1], ids[3]), saddles[2])
near(atlas:barrier(ids[3], ids[4]), saddles[2])
near(atlas:barrier(ids[5], ids[1]), saddles[3])
assert(alone:barrier(ids[1], ids[2]) == math.huge) -- A tree is a copy of what was known.

local tree = atlas:tree()
assert(#tree == 6 and #tree.roots == 1)
local root = tree.nodes[tree.root]
assert(root.parent == nil and root.leaves == 6 and root.minimum == ids[1])
near(root.energy, saddles[3])
for k, id in ipairs(tree.leaves) do
  local leaf = tree.nodes[k]
  assert(leaf.minimum == id and leaf.energy == atlas:minimum(id).energy and not leaf.children)
  local found = false
  for _, child in ipairs(tree.nodes[leaf.parent].children) do found = found or child == k end
  assert(found)
end
assert(tree.nodes == tree.nodes)
assert(tostring(tree):find("tree of 6 minima", 1, true))

-- Coarser trees.
assert(#atlas:tree { min_barrier = 0.2 } == 4)
assert(#atlas:tree { min_barrier = 0.2 }.nodes == 6 or #atlas:tree { min_barrier = 0.2 }.nodes == 7)
local lifted = atlas:tree { levels = 2 }
for k = #lifted + 1, #lifted.nodes do
  local share = (lifted.nodes[k].energy - lifted.nodes[1].energy) /
    (lifted.nodes[lifted.root].energy - lifted.nodes[1].energy)
  near(share * 2, math.floor(share * 2 + 0.5))
end
near(lifted:barrier(ids[1], ids[2]), saddles[1]) -- Barriers are exact all the same.
fails("min_barrier", function() atlas:tree { min_barrier = -1 } end)
fails("did you mean 'levels'", function() atlas:tree { level = 3 } end)

-- Metrics.
metrics = atlas:metrics { temperature = 0.5 }
assert(metrics.components == 1 and metrics.saddles == 7 and metrics.isolated == 0)
assert(metrics.funnels == 2 and metrics.temperature == 0.5)
assert(metrics.bottoms[1] == ids[1] and metrics.funnel_sizes[1] + metrics.funnel_sizes[2] == 6)
assert(metrics.frustration >= 1 and metrics.compared == 4)
-- Landscaper 1.3.1 gives 0.6251 on a grid of 41 x 41 points: see Tests/Fixtures/persistence.json.
near(metrics.smad, (1.0316284534898774 + 0.7591824253619 + 0.1251068872195) / 3, 1e-8)
assert(atlas:metrics { occupation = "harmonic" }.frustration >= 1)
fails("temperature", function() atlas:metrics { temperature = 0 } end)
fails("harmonic", function() atlas:metrics { occupation = "harmonics" } end)

-- Persistence.
local diagram = atlas:persistence()
assert(#diagram == 6 and diagram.essential == 1 and diagram.minimum[1] == ids[1])
assert(diagram.saddle[1] == 0 and diagram.death[1]:item() == math.huge)
near(diagram.death[2]:item(), saddles[1])
near(diagram.birth[2]:item(), -1.0316284534898774)
near(diagram.birth[3]:item(), -0.21546382438371)
near(diagram.death[3]:item(), saddles[2])
assert(#atlas:persistence { min_persistence = 0.2 } == 4)
assert(diagram:bottleneck(diagram) == 0)
-- Without the two shallow ones: half of what they lived.
near(diagram:bottleneck(atlas:persistence { min_persistence = 0.2 }), 0.1251068872195 / 2)
assert(diagram:plot {}:script():find("never dies", 1, true))
local shifted = landscape.open(":memory:", { energy = function(x) return camel(x) + 3 end, dim = 2 })
shifted:multistart { points = 300, scale = 1.5, seed = 1 }
shifted:search_saddles { seed = 1 }
near(diagram:bottleneck(shifted:persistence()), 3)
near(diagram:bottleneck(shifted:persistence(), { relative = true }), 0, 1e-8)
fails("argument 1 'other' must be a persistence diagram", function() diagram:bottleneck(atlas) end)

-- Figures.
atlas:annotate("side", function(_, m) return m.x[1] end)
atlas:annotate("pair", function(_, m) return m.x end)
local figure = plot.tree(atlas, { color_by = "side", title = "Camel" })
local script = figure:script()
assert(script:find("linecolor palette", 1, true) and script:find("'side'", 1, true))
assert(script:find("set label '" .. ids[1] .. "'", 1, true))
assert(not plot.tree(atlas, { labels = false }):script():find("set label", 1, true))
assert(plot.tree(tree, { joins = "square" }):script() ~= plot.tree(tree):script())
local path = os.tmpname()
os.remove(path)
for suffix, start in pairs { [".svg"] = "<?xml", [".png"] = "\x89PNG", [".pdf"] = "%PDF" } do
  figure:save(path .. suffix)
  local file = assert(io.open(path .. suffix, "rb"))
  assert(file:read(#start) == start)
  file:close()
  os.remove(path .. suffix)
end
fails("no column sid", function() plot.tree(atlas, { color_by = "sid" }) end)
fails("the column pair has 2 numbers for each minimum", function()
  plot.tree(atlas, { color_by = "pair" })
end)
fails("option 'color_log' goes with 'color_by'", function() tree:plot { color_log = true } end)
fails("option 'levels' goes with an atlas", function() plot.tree(tree, { levels = 3 }) end)
fails("x axis of a tree: expected no scale, got logarithmic", function() tree:plot { xlog = true } end)
fails("must be an atlas or tree", function() plot.tree(3) end)
atlas:close()
fails("is closed", function() atlas:tree() end)

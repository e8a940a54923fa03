-- The module plot: figures of lists, tensors and matrices.

local fails = require("support.checks").fails

local function has(figure, ...)
  local script = figure:script()
  for _, text in ipairs {...} do
    assert(script:find(text, 1, true), "expected: " .. text .. "\nin: " .. script)
  end
  return script
end

local nan = 0 / 0

-- Lines, with and without x, of lists and tensors.
has(plot.line({0, 2, 4}, {1, 4, 9}), "0 1\n2 4\n4 9\n", "with lines")
has(plot.line {1, 4, 9}, "1 1\n2 4\n3 9\n")
has(plot.line({1, 4, 9}, {title = "Squares"}), "1 1\n2 4\n3 9\n", "set title 'Squares'")
has(plot.line(tensor {0, 2}, tensor {1, 4}, {dashed = true, points = true}),
  "0 1\n2 4\n", "dashtype (9,5)", "with linespoints")
has(plot.line({1, nan, 3}), "NaN NaN")
has(plot.line({1, 2}, {xlabel = "step", ylabel = "loss", ylog = true, label = "run 1",
  xrange = {0, 5}, legend = "top left", width = 300}),
  "set xlabel 'step'", "set ylabel 'loss'", "set logscale y", "title 'run 1'",
  "set xrange [0:5]", "set key inside top left")
has(plot.line({1, 2}, {label = "run", legend = false}), "unset key")
has(plot.line({1, 2}, {title = "it's `ls`\n\"x\""}), "set title ")
fails("x has 3 values, but y has 2", plot.line, {1, 2, 3}, {1, 2})
fails("none of the 2 values of line can be drawn", plot.line, {nan, nan})
fails("line has no data", plot.line, {})
fails("not positive on a logarithmic axis", plot.line, {-1, -2}, {ylog = true})
fails("must be a list of numbers or tensor, got nil", plot.line)
fails("argument 2 'y': item [1] is \"a\", expected a number", plot.line, {1}, {"a"})
fails("must be a list or a vector, got shape 2x2", plot.line, tensor.ones(2, 2))
fails("option 'tilte' unknown; did you mean 'title'?", plot.line, {1, 2}, {tilte = "a"})
fails("the smaller one first, got 5 and 1", plot.line, {1, 2}, {xrange = {5, 1}})
fails("option 'yrange': must be two finite numbers", plot.line, {1, 2}, {yrange = {0, nan}})
fails("y axis: the ends of its range", plot.line, {1, 2}, {yrange = {-1, 1}, ylog = true})
fails("must be an integer from 100 to 10000", plot.line, {1, 2}, {width = 5})
fails("with one of the units cm, in, mm, pt, px", plot.line, {1, 2}, {width = "8km"})
fails("must be 100 to 10000 pixels", plot.line, {1, 2}, {height = "1mm"})
fails("option 'dpi' must be", plot.line, {1, 2}, {dpi = 5})
fails("there is no color 'bleu'; did you mean 'blue'?", plot.line, {1, 2}, {color = "bleu"})
fails("option 'dash' must be one of", plot.line, {1, 2}, {dash = "dots"})
fails("option 'dashed' does not go with 'dash'", plot.line, {1, 2},
  {dash = "dotted", dashed = true})
fails("yerr has 1", plot.line, {1, 2}, {yerr = {1}})
fails("option 'band' has 1 values", plot.line, {1, 2}, {band = {1}})
has(plot.line({1, 2}, {band = {{0, 1}, {2, 3}}, yerr = {0.5, 0.5}, color = "#123456",
  alpha = 0.5, line_width = 3, marker = "square", points = true, point_size = 2}),
  "1 0 2\n2 1 3\n", "1 1 0.5 1.5\n", "'#80123456'", "linewidth 3", "pointtype 5")
has(plot.line({1, 2}, {band = {1, 2}}), "1 0 2\n2 0 4\n")
assert(not plot.line({1, 2}, {grid = false}):script():find("set grid linetype", 1, true))
fails("option 'legend' must be", plot.line, {1, 2}, {legend = 3})
fails("did you mean 'top left'?", plot.line, {1, 2}, {legend = "topleft"})

-- Scatter plots: by group, by color.
has(plot.scatter({1, 2}, {3, 4}), "1 3\n2 4\n", "with points")
has(plot.scatter({1, 2, 3}, {3, 4, 5}, {group = {"a", "b", "a"}}),
  "1 3\n3 5\n", "title 'a'", "title 'b'")
has(plot.scatter({1, 2}, {3, 4}, {group = tensor({1, 2}, {dtype = "int32"})}),
  "title '1'", "title '2'")
has(plot.scatter({1, 2}, {3, 4}, {group = {1, 2}}), "title '1'")
has(plot.scatter({1, 2}, {3, 4}, {color = tensor {1, 100}, color_label = "loss", color_log = true}),
  "linecolor palette", "set cblabel 'loss'", "set logscale cb")
has(plot.scatter({1, 2, 3}, {3, 4, 5}, {group = {"a", "b", "a"}, group_order = {"b", "a"}}),
  "$data1 << EOD\n2 4\nEOD")
has(plot.scatter({1, 2}, {3, 4}, {color = {-1, 3}, palette = "diverging"}), "set cbrange [-3:3]")
has(plot.scatter({1, 2}, {3, 4}, {color = "red"}), "'#CC3311'")
fails('"b" is missing', plot.scatter, {1, 2}, {3, 4}, {group = {"a", "b"}, group_order = {"a"}})
fails("goes with 'group'", plot.scatter, {1, 2}, {3, 4}, {group_order = {"a"}})
fails("does not go with 'group'", plot.scatter, {1}, {2}, {group = {"a"}, color = "red"})
fails("goes with 'color'", plot.scatter, {1}, {2}, {palette = "gray"})
fails("there is no color 'rde'", plot.scatter, {1}, {2}, {color = "rde"})
fails("color has 1", plot.scatter, {1, 2}, {3, 4}, {color = {1}})
fails("groups has 1", plot.scatter, {1, 2}, {3, 4}, {group = {"a"}})
fails("item 2 is true, expected a name or number", plot.scatter, {1, 2}, {3, 4},
  {group = {"a", true}})
fails("does not go with 'group'", plot.scatter, {1}, {2}, {group = {"a"}, label = "b"})
fails("argument 2 'y' must be a list of numbers or tensor, got nil", plot.scatter, {1, 2})

-- Histograms, heat maps, contours.
has(plot.histogram({1, 2, 2, 5}, {bins = 4}), "with boxes", "1.5 1 1", "set ylabel 'count'")
has(plot.histogram(tensor.randn(10, 10), {ylabel = "weights"}), "set ylabel 'weights'")
fails("option 'bins' must be an integer from 1", plot.histogram, {1}, {bins = 0})
fails("none of the 1 values", plot.histogram, {nan})
has(plot.heatmap {{1, 2}, {3, nan}}, "2 1 1.5 2.5 0.5 1.5 2\n", "set cbrange [1:3]")
has(plot.heatmap(tensor {{1, 2}, {3, 4}}, {x = {0, 10}, y = {5, 6}, color_range = {0, 9}}),
  "10 6 5 15 5.5 6.5 4\n", "set cbrange [0:9]")
fails("must be a matrix with rows and columns, got a list of 2", plot.heatmap, {1, 2})
fails("got shape 1x2x2", plot.heatmap, tensor.ones(1, 2, 2))
fails("must be a matrix", plot.heatmap, "abc")
fails("item [2] has length 1, expected 2", plot.heatmap, {{1, 2}, {3}})
fails("got a list of 0", plot.heatmap, {})
fails("x coordinates of a grid must be finite and increasing, but number 2 is not", plot.heatmap,
  {{1, 2}}, {x = {2, 1}})
fails("expected one value for each of 1 y and 3 x coordinates, got 2", plot.heatmap, {{1, 2}},
  {x = {1, 2, 3}})
has(plot.contour({{0, 1}, {1, 2}}, {levels = {0.5, 1.5}}), "filledcurves closed", "with lines")
assert(not plot.contour({{0, 1}, {1, 2}}, {filled = false}):script():find("filledcurves", 1, true))
has(plot.surface({{0, 1}, {1, 2}}, {turn = 45, color_label = "loss"}), "splot", "set zlabel 'loss'")
fails("surfaces only", function() plot.surface({{0, 1}, {1, 2}}):add(plot.line {1, 2}) end)
fails("option 'tilt' must be", plot.surface, {{0, 1}, {1, 2}}, {tilt = 200})
has(plot.images(tensor.ones(2, 1, 3, 3), {labels = {"a", 2}}), "with image", "set label '2'")
has(plot.images(tensor.ones(2, 3, 3, 3)), "with rgbimage")
fails("must have 1 or 3 channels, got shape 2x2x3x3", plot.images, tensor.ones(2, 2, 3, 3))
fails("labels has 1", plot.images, tensor.ones(2, 3, 3), {labels = {"a"}})
has(plot.panels({plot.line {1, 2}, plot.line {2, 1}, plot.line {1, 1}}, {title = "All"}),
  "set multiplot title 'All'")
fails("one figure or more", plot.panels, {})
fails("contour levels must be finite and increasing", plot.contour, {{0, 1}, {1, 2}},
  {levels = {2, 1}})
fails("a grid of at least 2 x 2 values", plot.contour, {{0, 1}})

-- Curves: lists by name, or a record for each epoch.
local lists = has(
  plot.curves {loss = {3, 2, 1}, accuracy = tensor {0.1, 0.2, 0.3}, status = "done"},
  "title 'loss'", "title 'accuracy'", "1 3\n2 2\n3 1\n")
assert(lists:find("'accuracy'") < lists:find("'loss'"))
local records = has(
  plot.curves {{epoch = 1, loss = 3}, {epoch = 2, loss = 2, accuracy = 0.5, note = "x"}},
  "title 'loss'", "title 'accuracy'", "1 3\n2 2\n", "NaN NaN\n2 0.5\n")
assert(not records:find("epoch", 1, true))
local one = has(plot.curves({loss = {1, 2}, accuracy = {1, 1}}, {fields = {"loss"}}), "'loss'")
assert(not one:find("accuracy", 1, true))
fails("there is no curve 'los'; did you mean 'loss'?", plot.curves, {loss = {1}},
  {fields = {"los"}})
fails("got none", plot.curves, {})
fails("got none", plot.curves, {status = "done"})
fails("'loss': item [2] is \"x\", expected a number", plot.curves, {loss = {1, "x"}})
fails("give lists by name", plot.curves, {{1, 2}, {3, 4}})
fails("item 2 must be a record with named numbers, got 3", plot.curves, {{loss = 1}, 3})
fails("argument 1 'history' must be a table", plot.curves, "loss")

-- Figures: adding, printing, saving.
local figure = plot.scatter({1, 2}, {1, 4}, {title = "Both", color = {1, 2}})
assert(tostring(figure):find('figure "Both" of 1 layer:', 1, true))
local sum = figure:add(plot.line({1, 2}, {1, 4}, {title = "Other", xlabel = "x"}))
assert(sum == figure and tostring(figure):find("2 layers", 1, true))
has(figure, "set title 'Both'", "set xlabel 'x'", "with points", "with lines")
local logarithmic = plot.line({1, 10}, {ylog = true})
fails("not positive on a logarithmic axis", logarithmic.add, logarithmic, plot.line {-1, -2})
assert(tostring(logarithmic):find("1 layer:", 1, true))
fails("argument 1 'other' must be a figure", figure.add, figure, 3)
has(plot.line({1, 2}):hline(1.5, {label = "limit"}):vline(1, {color = "red"}):diagonal(),
  "set arrow from graph 0, first 1.5", "title 'limit'", "set arrow from first 1, graph 0",
  "noautoscale")
fails("horizontal line", logarithmic.hline, logarithmic, -1)
fails("has no field or method 'shw'; did you mean 'show'?", function() figure:shw() end)

fails("must end in .svg, .png, .pdf, .csv or .gp; did you mean '.png'?", figure.save, figure,
  "plot.jpg")

-- A width or a height alone keeps the shape; images are as high as they need.
local function size(fig)
  local path = os.tmpname()
  os.remove(path)
  fig:save(path .. ".svg")
  local file <close> = assert(io.open(path .. ".svg"))
  local width, height = file:read("a"):match('width="(%d+)" height="(%d+)"')
  os.remove(path .. ".svg")
  return math.tointeger(width), math.tointeger(height)
end
local width, height = size(plot.line({1, 2}, {width = 400}))
assert(width == 400 and height == 280)
width, height = size(plot.line({1, 2}, {height = 280}))
assert(width == 400 and height == 280)
width, height = size(plot.line({1, 2}, {width = 400, height = 400}))
assert(width == 400 and height == 400)
width, height = size(plot.panels({plot.line {1, 2}, plot.line {2, 1}}, {width = 400}))
assert(width == 400 and height == 140)
width, height = size(plot.images(tensor.rand(4, 1, 8, 8, {seed = 1}), {columns = 4, width = 400}))
assert(width == 400 and height > 100 and height < 160)

fails("there is no folder", figure.save, figure, "/nowhere/at/all/plot.svg")
local path = os.tmpname()
os.remove(path)
for suffix, start in pairs {[".svg"] = "<?xml", [".png"] = "\x89PNG", [".pdf"] = "%PDF",
  [".csv"] = "panel,layer,label,x,y,", [".gp"] = "set encoding utf8\n"} do
  figure:save(path .. suffix)
  local file = assert(io.open(path .. suffix, "rb"))
  assert(file:read(#start) == start)
  file:close()
  os.remove(path .. suffix)
end

-- In the terminal, through the global print.
local printed
local original = print
print = function(text) printed = text end -- luacheck: ignore
plot.line({1, 4, 9}, {title = "Squares"}):show()
print = original -- luacheck: ignore
assert(printed:find("Squares", 1, true) and not printed:find("\f", 1, true))
assert(printed:sub(-1) ~= "\n")

-- A loop may add many layers.
local layers = plot.line({0, 1})
for i = 1, 3000 do layers:add(plot.line({i, i + 1})) end
assert(tostring(layers):find("3001 layers", 1, true))

-- Panels with one range, and letters.
local shared = plot.panels({ plot.line({ 1, 2, 3 }, { title = "one" }), plot.line { 0, 50 } },
  { share = "both", tags = true }):script()
local _, count = shared:gsub("set yrange %[0:51.5%]", "")
assert(count == 2 and shared:find("(a) one", 1, true) and shared:find("'(b)'", 1, true), shared)
assert(select(2, shared:gsub("set xrange %[0.94:3.06%]", "")) == 2)
local own = plot.panels({ plot.line({ 1, 2 }, { yrange = { 0, 9 } }), plot.line { 3, 4 } },
  { share = "y" }):script()
assert(own:find("set yrange [0:9]", 1, true) and own:find("set yrange [0.91:4.09]", 1, true), own)
assert(not own:find("set xrange", 1, true))
fails("linear and logarithmic panels", plot.panels,
  { plot.line({ 1, 2 }, { ylog = true }), plot.line { 3, 4 } }, { share = "y" })
-- A figure that has one below it counts once.
local three = plot.panels { plot.line { 1, 2 }, plot.line { 1, 2 }:below(plot.line { 1, 3 }) }
assert(tostring(three):find("3 panels"), tostring(three))

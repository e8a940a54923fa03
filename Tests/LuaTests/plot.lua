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
  "0 1\n2 4\n", "dashtype 2", "with linespoints")
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
fails("option 'width' must be an integer from 100 to 10000", plot.line, {1, 2}, {width = 5})
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
has(plot.heatmap {{1, 2}, {3, nan}}, "1 1 1\n2 1 2\n", "with image")
has(plot.heatmap(tensor {{1, 2}, {3, 4}}, {x = {0, 10}, y = {5, 6}, color_range = {0, 9}}),
  "10 6 4\n", "set cbrange [0:9]")
fails("must be a matrix with rows and columns, got a list of 2", plot.heatmap, {1, 2})
fails("got shape 1x2x2", plot.heatmap, tensor.ones(1, 2, 2))
fails("must be a matrix", plot.heatmap, "abc")
fails("item [2] has length 1, expected 2", plot.heatmap, {{1, 2}, {3}})
fails("got a list of 0", plot.heatmap, {})
fails("x coordinates of a grid must be finite and increasing, but number 2 is not", plot.heatmap,
  {{1, 2}}, {x = {2, 1}})
fails("expected one value for each of 1 y and 3 x coordinates, got 2", plot.heatmap, {{1, 2}},
  {x = {1, 2, 3}})
has(plot.contour({{0, 1}, {1, 2}}, {levels = {0.5, 1.5}}), "levels discrete 0.5, 1.5", "with image")
assert(not plot.contour({{0, 1}, {1, 2}}, {filled = false}):script():find("with image", 1, true))
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
fails("has no field or method 'shw'; did you mean 'show'?", function() figure:shw() end)

fails("the file name must end in .svg, .png or .pdf", figure.save, figure, "plot.jpg")
fails("there is no folder", figure.save, figure, "/nowhere/at/all/plot.svg")
local path = os.tmpname()
os.remove(path)
for suffix, start in pairs {[".svg"] = "<?xml", [".png"] = "\x89PNG", [".pdf"] = "%PDF"} do
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

-- One figure of each kind. With a folder in TARN_GALLERY they are kept there, to be looked at.

local keep = os.getenv("TARN_GALLERY")
local formats = { ".svg", ".png", ".pdf" }

local function numbers(n, f)
  local list = {}
  for i = 1, n do list[i] = f(i) end
  return list
end

local function matrix(rows, columns, f)
  return numbers(rows, function(i) return numbers(columns, function(j) return f(i, j) end) end)
end

-- The pictures of a figure, by suffix.
local function draw(name, figure)
  local pictures = {}
  for _, suffix in ipairs(formats) do
    local path = (keep and keep .. "/" .. name or os.tmpname()) .. suffix
    figure:save(path)
    local file = assert(io.open(path, "rb"))
    pictures[suffix] = file:read("a")
    file:close()
    if not keep then os.remove(path) end
    assert(#pictures[suffix] > 1000 and #pictures[suffix] < 4e6, name .. suffix)
  end
  return pictures
end

-- Where the texts of a picture stand.
local function texts(svg)
  local list = {}
  for x, y, attributes, body in svg:gmatch('translate%(([%d.]+),([%d.]+)%)"([^>]*)>(.-)</g>') do
    list[#list + 1] = { x = tonumber(x), y = tonumber(y), text = (body:gsub("<[^>]*>", "")):match("^%s*(.-)%s*$"),
      size = tonumber(attributes:match('font%-size="([%d.]+)"')),
      anchor = attributes:match('text%-anchor="(%a+)"') }
  end
  return list
end

local x = numbers(60, function(i) return i / 10 end)
local wave = numbers(60, function(i) return math.sin(i / 10) end)
local width = numbers(60, function(i) return 0.1 + i / 300 end)

local line = plot.line(x, wave, { label = "mean", band = width, title = "A line with its band",
  xlabel = "time (s)", ylabel = "signal" })
line:hline(0, { label = "rest" }):vline(math.pi)
draw("line", line)

draw("errors", plot.scatter({ 1, 2, 3, 4, 5 }, { 1.1, 1.9, 3.2, 3.9, 5.1 },
  { yerr = { 0.2, 0.3, 0.2, 0.4, 0.3 }, xerr = { 0.1, 0.1, 0.1, 0.1, 0.1 }, label = "measured",
    xlabel = "expected", ylabel = "found", title = "Error bars" }):diagonal { label = "equal" })

local history = {}
for k = 1, 12 do
  history["run " .. k] = numbers(30, function(i) return (1 + k / 4) * math.exp(-i / (4 + k)) end)
end
draw("curves", plot.curves(history, { title = "Twelve trainings", xlabel = "epoch",
  ylabel = "loss", ylog = true }))

draw("whole", plot.curves({ train = { 5, 3, 2, 1 }, test = { 6, 4, 3, 3 } },
  { title = "Whole numbers", xlabel = "epoch", ylabel = "errors" }))

local names = numbers(90, function(i) return ({ "setosa", "virginica", "versicolor" })[i % 3 + 1] end)
local a, b = tensor.randn(90, { seed = 1 }), tensor.randn(90, { seed = 2 })
draw("groups", plot.scatter(a + tensor(numbers(90, function(i) return i % 3 * 2 end)), b,
  { group = names, group_order = { "setosa", "versicolor", "virginica" }, title = "Groups",
    xlabel = "length", ylabel = "width" }))
draw("colors", plot.scatter(a, b, { color = a * b, palette = "diverging", color_label = "product",
  title = "Signed numbers" }))
draw("many", plot.scatter(tensor.randn(1000000, { seed = 3 }), tensor.randn(1000000, { seed = 4 }),
  { title = "A million points" }))
draw("walk", plot.line(tensor.randn(1000000, { seed = 5 }):cumsum(1),
  { title = "A million steps", xlabel = "step", ylabel = "place" }))
draw("histogram", plot.histogram(tensor.randn(2000, { seed = 6 }), { title = "Normal numbers",
  xlabel = "value" }))

local function hills(i, j)
  local u, v = (j - 31) / 10, (i - 21) / 8
  return math.sin(1.5 * u) * math.cos(1.3 * v) * 2 - 0.1 * u
end
draw("heatmap", plot.heatmap(matrix(8, 12, function(i, j) return (i - 4) * (j - 6) end),
  { palette = "diverging", title = "A heat map", xlabel = "column", ylabel = "row",
    color_label = "weight" }))
draw("heatmap_large", plot.heatmap(matrix(200, 300, function(i, j)
  return math.sin(i * j / 2000) end), { title = "A large heat map" }))
local contour = draw("contour", plot.contour(matrix(41, 61, hills), { title = "Contours",
  color_label = "height" }))
draw("contour_lines", plot.contour(matrix(41, 61, hills), { filled = false }))
draw("surface", plot.surface(matrix(41, 61, hills), { title = "A surface", xlabel = "x",
  ylabel = "y", color_label = "height" }))
draw("images", plot.images(tensor.rand(8, 1, 12, 12, { seed = 7 }), { title = "Images",
  labels = { "one", "two", "three", "four", "five", "six", "seven", "eight" } }))
draw("images_color", plot.images(tensor.rand(3, 3, 8, 8, { seed = 8 })))
draw("logarithmic", plot.line(numbers(50, function(i) return 10 ^ (i / 8) end),
  numbers(50, function(i) return 10 ^ (-i / 6) end), { xlog = true, ylog = true, title = "Powers",
    xlabel = "x", ylabel = "y" }))
draw("narrow_logarithmic", plot.line({ 1, 2, 3 }, { 2, 3, 7 }, { ylog = true }))

local net = nn.Sequential { nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 2) }
draw("reach", plot.reach(reach.output(net, reach.ball(tensor { { 1, 2 } }, 0.1),
  { domain = "zonotope" })))

local panels = plot.panels({ plot.line(x, wave, { ylabel = "signal" }),
  plot.histogram(a, { xlabel = "value" }), plot.scatter(a, b, { ylabel = "b" }),
  plot.contour(matrix(41, 61, hills)) }, { title = "Four panels" })
draw("panels", panels)
draw("small", plot.line(x, wave, { width = "8.5cm", height = "6cm", dpi = 200, xlabel = "time (s)",
  ylabel = "signal", title = "For a column" }))
draw("large", plot.line(x, wave, { width = 1600, height = 1100, xlabel = "time (s)",
  ylabel = "signal", title = "For a slide" }))

local odd = [[a_b^c {x} @d & ~e "f" 'g' <h> \i `j` $k %l]]
local svg = draw("names", plot.curves({ [odd] = { 1, 2 }, ["ünïcödé ∇λ"] = { 2, 1 } },
  { title = odd .. "\nsecond line", xlabel = odd, ylabel = odd }))[".svg"]
for _, part in ipairs { "a_b^c {x} @d &amp; ~e", "&lt;h> \\i `j` $k %l", "second line", "∇λ" } do
  assert(svg:find(part, 1, true), part)
end
local long = ("a very long text that does not end "):rep(8)
svg = draw("long", plot.curves({ [long] = { 1, 2 }, [long .. "2"] = { 2, 1 } },
  { title = long, xlabel = long, ylabel = long }))[".svg"]

-- No text leaves the picture, none lies on another.
local function width_of(text) return utf8.len(text.text) * text.size * 0.5 end
local function left(text)
  if text.anchor == "middle" then return text.x - width_of(text) / 2 end
  if text.anchor == "end" then return text.x - width_of(text) end
  return text.x
end
local function check_texts(picture, name)
  local list = texts(picture)
  assert(#list > 5, name)
  for i, one in ipairs(list) do
    assert(left(one) > -20 and left(one) + width_of(one) < 820, name .. ": " .. one.text)
    for j = 1, i - 1 do
      local other = list[j]
      assert(math.abs(one.y - other.y) > 0.6 * one.size
        or left(one) >= left(other) + width_of(other) or left(other) >= left(one) + width_of(one),
        name .. ": '" .. one.text .. "' lies on '" .. other.text .. "'")
    end
  end
end
check_texts(svg, "long")
check_texts(draw("few", plot.curves({ train = { 3, 2, 1 }, test = { 4, 3, 2 } },
  { xlabel = "epoch" }))[".svg"], "few")

-- Bands of a filled contour: each color once for each area, over what is below it.
local filled = {}
for color in contour[".svg"]:gmatch("fill *= *'rgb%(([^)]*)%)'") do filled[color] = true end
local count = 0
for _ in pairs(filled) do count = count + 1 end
assert(count >= 8, count)

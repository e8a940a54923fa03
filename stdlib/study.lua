-- What the recipes of docs/results share: rows that a sweep keeps in a file, intervals from
-- resampling, and a report in Markdown.
--
-- The recipe of a study has parameters of one row (a split and a setting) and those of
-- study.params. `split` 0 runs a whole form, `split` k one row. A study is a table
--   name      of the recipe
--   row       function(p): one row, a table of numbers and strings, the same names for each split;
--             a number that does not exist is nan
--   small     function(p): list of settings, for seconds
--   full      function(p): list of settings, those of the plan
--   report    function(rows, page): writes the page, returns a table of results

local study = {}

-- Parameters of every study, beside its own.
function study.params(own)
  local all = {
    form = { "small", "small: a few rows in seconds; full: those of the plan, into the file "
      .. "OUT.csv, which a later call goes on with; report: only the report on that file",
      choices = { "small", "full", "report" } },
    out = { "", "path without suffix for rows (.csv), report (.md) and figure (.svg)" },
    minutes = { 30.0, "the full form begins no row after this time", range = { 0, 1e6 } },
    retry = { false, "whether rows that failed are tried again" },
    split = { 0, "number of the split, for one row; 0 runs a whole form", range = { 0, 1e9 } },
  }
  for name, parameter in pairs(own) do
    assert(all[name] == nil, "parameter '" .. name .. "' belongs to every study")
    all[name] = parameter
  end
  return all
end

-- A list of settings: every combination of a grid {{"lambda", {1e-3, 1e-4}}, …}, the last name
-- running fastest, each with the fields of `fixed`.
function study.grid(axes, fixed)
  local list = { {} }
  for _, axis in ipairs(axes) do
    local longer = {}
    for _, setting in ipairs(list) do
      for _, value in ipairs(axis[2]) do
        local copy = { [axis[1]] = value }
        for k, v in pairs(setting) do copy[k] = v end
        longer[#longer + 1] = copy
      end
    end
    list = longer
  end
  for _, setting in ipairs(list) do
    for k, v in pairs(fixed or {}) do
      if setting[k] == nil then setting[k] = v end
    end
  end
  return list
end

-- All items of lists, in one list.
function study.join(...)
  local all = {}
  for _, list in ipairs { ... } do table.move(list, 1, #list, #all + 1, all) end
  return all
end

-- Numbers 1 to n.
function study.count(n)
  local list = {}
  for k = 1, n do list[k] = k end
  return list
end

-- ## Data

-- Parts of a data set by shares, drawn with the split's number and standardised by the first part's
-- statistics. Every class must occur in every part.
function study.parts(dataset, split, shares)
  local parts, rest, left = {}, dataset, 1
  for k, share in ipairs(shares) do
    parts[k], rest = rest:split(share / left, { seed = 1000 * k + split })
    left = left - share
  end
  parts[#parts + 1] = rest
  for k, part in ipairs(parts) do
    for class, name in ipairs(dataset.classes) do
      if part.y:eq(class):sum():item() == 0 then
        error(string.format("split %d: part %d of %d samples has none of class '%s'", split, k,
          #part, name), 0)
      end
    end
  end
  local standardised = {}
  for k, part in ipairs(parts) do standardised[k] = part:standardize { like = parts[1] } end
  return table.unpack(standardised)
end

-- MNIST or one of its kin by name ("mnist", "fashion_mnist", "cifar10"), or nil and the reason.
function study.images(name)
  local ok, result = pcall(data[name])
  if ok then return result end
  return nil, (tostring(result):gsub("^[^\n]-:%d+: ", ""))
end

-- The folder that the environment's variable TARN_KEEP names, or nil.
local function keep_folder()
  local folder = os.getenv "TARN_KEEP"
  return folder ~= "" and folder or nil
end

-- Writes a network (architecture and parameters) and tensors by name into that folder; nothing
-- where there is none. Other programs check them.
function study.keep(key, net, tensors)
  local folder = keep_folder()
  if not folder then return end
  net:save(folder .. "/" .. key .. ".safetensors")
  data.save(folder .. "/" .. key .. ".npz", tensors)
end

-- ## Intervals

-- Mean of one number a split, and its 95 % interval from 2,000 resamples of the splits. Numbers
-- that are missing (nil cannot be in a list: pass nan) do not count. With `noise`, a list of
-- standard deviations from resampling each split's test samples, each draw also moves by that much,
-- splits independently of each other. It speaks of the data set that the splits are parts of: where
-- they share its samples, an interval for others of their kind would be wider.
function study.interval(values, noise)
  local kept, spread = {}, {}
  for k, value in ipairs(values) do
    if value == value and math.abs(value) < math.huge then
      kept[#kept + 1] = value
      local sd = noise and noise[k] or 0
      spread[#spread + 1] = sd == sd and sd or 0
    end
  end
  local n = #kept
  if n == 0 then return { mean = 0 / 0, low = 0 / 0, high = 0 / 0, n = 0 } end
  local v = tensor(kept, { dtype = "float64" })
  local mean = v:mean():item()
  if n == 1 then return { mean = mean, low = -math.huge, high = math.huge, n = 1 } end
  local draws = 2000
  local pick = tensor.randint(1, n, draws * n, { seed = 1 })
  local drawn = v:index_select(1, pick)
  if noise then
    local scale = tensor(spread, { dtype = "float64" }):index_select(1, pick)
    drawn = drawn + scale * tensor.randn(draws * n, { seed = 2, dtype = "float64" })
  end
  local means = drawn:reshape(draws, n):mean(2):totable()
  local ends = stats.quantile(means, { 0.025, 0.975 })
  return { mean = mean, low = ends[1], high = ends[2], n = n }
end

-- What an interval says about a claim that the value has this sign. Few splits of one sign would
-- leave zero outside by chance.
function study.verdict(interval, sign)
  if interval.n < 6 then return "not tested" end
  if sign * interval.mean > 0 and interval.low * interval.high > 0 then return "supported" end
  if sign * interval.mean < 0 and interval.low * interval.high > 0 then return "contradicted" end
  return "undecided"
end

-- ".12 [-.03, .27]"; digits after the point.
function study.shown(interval, digits)
  if interval.n == 0 then return "-" end
  local f = "%." .. (digits or 2) .. "f"
  if interval.n == 1 then return string.format(f .. " (one split)", interval.mean) end
  local form = f .. " [" .. f .. ", " .. f .. "]"
  return string.format(form, interval.mean, interval.low, interval.high)
end

-- A column of rows as a list, nan where a row has none.
function study.column(rows, name)
  local values = {}
  for k, row in ipairs(rows) do
    local value = row[name]
    values[k] = type(value) == "number" and value or 0 / 0
  end
  return values
end

-- Rows with equal values of some columns, as a list of {rows =, and these values}, in the order in
-- which they first occur.
function study.groups(rows, names)
  local list, known = {}, {}
  for _, row in ipairs(rows) do
    local words = {}
    for k, name in ipairs(names) do words[k] = tostring(row[name]) end
    local key = table.concat(words, "|")
    local group = known[key]
    if not group then
      group = { rows = {} }
      for _, name in ipairs(names) do group[name] = row[name] end
      known[key] = group
      list[#list + 1] = group
    end
    group.rows[#group.rows + 1] = row
  end
  return list
end

-- ## The page

local Page = {}
Page.__index = Page

-- A paragraph: a format with its values, or text as it stands.
function Page:text(format, ...)
  self.blocks[#self.blocks + 1] = select("#", ...) > 0 and string.format(format, ...) or format
end

-- The answer, by the rule of the plan. It stands first.
function Page:verdict(format, ...)
  self.answer = select("#", ...) > 0 and string.format(format, ...) or format
end

function Page:heading(text) self:text("## " .. text) end

function Page:table(rows, columns)
  self:text((stats.table(rows, { columns = columns }):markdown():gsub("\n+$", "")))
end

-- One figure a study.
function Page:figure(figure, caption)
  self.drawing = figure
  self.caption = caption
end

function Page:markdown(name, drawn)
  local parts = { "# " .. self.title, "**Verdict:** " .. (self.answer or "none yet") }
  table.move(self.blocks, 1, #self.blocks, #parts + 1, parts)
  if drawn then
    parts[#parts + 1] = string.format("![%s](%s.svg)", self.caption or self.title, name)
  end
  return table.concat(parts, "\n\n") .. "\n"
end

local function read(path)
  local file = io.open(path)
  if not file then return nil end
  local text = file:read "a"
  file:close()
  return text
end

-- What a person has added to an earlier page stands under this heading, and stays.
local by_hand = "\n## Remarks\n"

-- Writes the page beside the rows.
local function write(page, out)
  local name = out:match "([^/]*)$"
  if page.drawing then page.drawing:save(out .. ".svg") end
  local text = page:markdown(name, page.drawing ~= nil)
  local earlier = read(out .. ".md")
  local place = earlier and earlier:find(by_hand, 1, true)
  if place then text = text .. earlier:sub(place) end
  local file = assert(io.open(out .. ".md", "w"))
  assert(file:write(text))
  assert(file:close())
end

-- ## Running

-- Rows that did not fail, and a sentence about those that did.
local function done(rows, total)
  local kept, reasons, order = {}, {}, {}
  for _, row in ipairs(rows) do
    if row.error == nil then
      kept[#kept + 1] = row
    else
      local reason = tostring(row.error):match "[^\n]*"
      if not reasons[reason] then order[#order + 1] = reason end
      reasons[reason] = (reasons[reason] or 0) + 1
    end
  end
  table.sort(order)
  local text = string.format("%d of %d rows.", #kept, total)
  for _, reason in ipairs(order) do
    text = text .. string.format(" %d failed and do not count: %s.", reasons[reason], reason)
  end
  return kept, text
end

-- "split 3, data iris, lambda 0.0001": which row it is.
local function named(row, setting)
  local words = {}
  for name in pairs(setting) do
    if name ~= "split" then words[#words + 1] = name .. " " .. tostring(row[name]) end
  end
  table.sort(words)
  return table.concat({ "split " .. tostring(row.split), table.unpack(words) }, ", ")
end

-- As a sweep reads them from its file: numbers, and what is none but stands for one.
local function is_number(value)
  return type(value) == "number" or value == "nan" or value == "inf" or value == "-inf"
end

-- Fails where a cell of a file holds no number and others of its column do, or is empty and others
-- of its setting are not: a report would leave such a split out and say nothing.
local function check_cells(rows, settings, path)
  local numbers, setting, others = {}, settings[1], {}
  for name in pairs(setting) do
    if name ~= "split" then others[#others + 1] = name end
  end
  table.sort(others)
  for _, row in ipairs(rows) do
    for name, value in pairs(row) do
      if type(value) == "number" and setting[name] == nil then numbers[name] = true end
    end
  end
  for _, group in ipairs(study.groups(rows, others)) do
    local columns = {}
    for _, row in ipairs(group.rows) do
      for name in pairs(row) do
        if numbers[name] then columns[name] = true end
      end
    end
    for _, row in ipairs(group.rows) do
      for name in pairs(columns) do
        if not is_number(row[name]) then
          error(string.format("%s: %s, column '%s': %s where other rows have a number", path,
            named(row, setting), name,
            row[name] == nil and "nothing" or string.format("'%s'", row[name])), 0)
        end
      end
    end
  end
end

-- Fails before hours of work whose networks could not be kept.
local function check_keep()
  local folder = keep_folder()
  if not folder then return end
  local path = folder .. "/.study"
  local file, reason = io.open(path, "w")
  if not file then error("TARN_KEEP: " .. reason, 0) end
  file:close()
  os.remove(path)
end

-- The rows of a file, or of as much time as there is.
local function rows_of_file(p, s, settings)
  local path = p.out .. ".csv"
  if p.out == "" then error("the full form and its report need --out PATH", 0) end
  if p.out:sub(-1) == "/" then
    error("parameter 'out' must be a path without suffix, not the folder " .. p.out, 0)
  end
  if p.form == "report" and not read(path) then error("there are no rows in " .. path, 0) end
  local rows = tarn.sweep(settings, s.name, { path = path, retry = p.retry,
    seconds = p.form == "report" and 0 or 60 * p.minutes })
  local kept, count = done(rows, #settings)
  check_cells(kept, settings, path)
  if p.form == "report" and #kept == 0 then
    error(string.format("%s has no row of the plan, and no page is written: %s", path, count), 0)
  end
  return rows, kept, count
end

-- The `run` of a study's recipe.
function study.run(p, s)
  if p.split > 0 then
    local start = os.clock()
    local row = s.row(p)
    row.seconds = os.clock() - start
    row.commit = tarn.info().commit
    return row
  end
  local settings = p.form == "small" and s.small(p) or s.full(p)
  local rows, kept, count
  check_keep()
  if p.form == "small" then
    local run = require("recipes." .. s.name).run
    rows = tarn.sweep(settings, function(setting) return run(setting) end)
    kept, count = done(rows, #settings)
  else
    rows, kept, count = rows_of_file(p, s, settings)
  end
  local page = setmetatable({ title = s.title, blocks = {} }, Page)
  local result = {}
  if #kept > 0 then
    local ok, value = pcall(s.report, kept, page, p)
    if not ok then
      error(p.form == "small" and value or string.format("%s.csv: rows do not fit the report: %s",
        p.out, value), 0)
    end
    result = value
  end
  if page.answer and #rows < #settings then
    page.answer = string.format("(so far, %d of %d rows) %s", #rows, #settings, page.answer)
  end
  local spent = 0
  for _, row in ipairs(kept) do spent = spent + (row.seconds or 0) end
  page:heading "Rows"
  page:text(count .. (p.form == "small" and "" or string.format(
    " Processor time: %.1f minutes, one thread a row. "
      .. "Again: `tarn recipe run %s --form full --out %s`.", spent / 60, s.name, p.out)))
  if p.form == "small" then
    print(page:markdown(s.name, false))
  else
    -- Without rows an earlier page is not replaced.
    if #kept > 0 or not read(p.out .. ".md") then write(page, p.out) end
    print(page:markdown(p.out:match "[^/]*$", page.drawing ~= nil))
  end
  result.rows, result.planned, result.verdict = #kept, #settings, page.answer
  return result
end

return study

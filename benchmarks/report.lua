-- Reads the lines of the benchmarks from standard input and prints a table for each; with
-- --write FILE, writes them to that file too. The ratio compares with the first line of a case.
local options = tarn.args { write = { "", "a Markdown file to write" } }

local titles = {
  iris_gradient = {
    heading = "Loss and gradient of a 4-10-3 tanh network on Iris, batch 150, cross-entropy + L2",
    unit = "microseconds", ratio = function(tarns, peers) return peers / tarns end,
  },
  iris_quench = {
    heading = "Basin hopping on the same network in float64: T 0.005, step 1, max|g| < 1e-7",
    unit = "quenches per CPU second", ratio = function(tarns, peers) return tarns / peers end,
  },
}

-- Groups of rows, in the order in which they came.
local groups, places = {}, {}
for line in io.lines() do
  local fields = {}
  for field in (line .. "\t"):gmatch("([^\t]*)\t") do fields[#fields + 1] = field end
  local name, case, who, value, evaluations = table.unpack(fields)
  local key = name .. "\t" .. case
  if not places[key] then
    groups[#groups + 1] = { name = name, case = case, rows = {} }
    places[key] = groups[#groups]
  end
  local rows = places[key].rows
  rows[#rows + 1] = { who = who, value = tonumber(value), evaluations = tonumber(evaluations) }
end

local function rounded(number)
  return number and tonumber(string.format(number < 100 and "%.3g" or "%.0f", number))
end

-- One table for a benchmark: the rows of all its cases.
local function tabulate(name)
  local title, rows = titles[name], {}
  local columns = { "case", "program", title.unit, "Tarn is faster" }
  for _, group in ipairs(groups) do
    if group.name == name then
      local first = group.rows[1]
      if first.evaluations then columns[5] = "evaluations per quench" end
      if not group.rows[#group.rows].who:find("^%a+ %d") then
        group.rows[#group.rows + 1] = { who = "Python peers" }
      end
      for _, row in ipairs(group.rows) do
        local ratio = row.value and not row.who:find("^Tarn")
          and title.ratio(first.value, row.value)
        rows[#rows + 1] = { group.case, row.who, rounded(row.value) or "unavailable",
          ratio and string.format("%.1f x", ratio) or "", rounded(row.evaluations) }
      end
    end
  end
  return #rows > 0 and stats.table(rows, { columns = columns })
end

local function output(command)
  local pipe = io.popen(command .. " 2> /dev/null")
  local text = pipe and pipe:read("a") or ""
  if pipe then pipe:close() end
  return text
end

local sections = {}
for _, name in ipairs { "iris_gradient", "iris_quench" } do
  local rows = tabulate(name)
  if rows then
    print(titles[name].heading)
    print(rows)
    print()
    sections[#sections + 1] = "## " .. titles[name].heading .. "\n\n" .. rows:markdown()
  end
end

if options.write ~= "" then
  local machine = output("lscpu")
  local file <close> = assert(io.open(options.write, "w"))
  file:write(string.format([[
# Benchmarks

Written by `scripts/bench --write` on %s: Tarn %s (commit %s), %s, on %s, %s cores.
One process after the other, on one thread; figures are medians of CPU time. What is measured, and
what each side does beyond that, is in [benchmarks/README.md](../benchmarks/README.md).

]], os.date("%Y-%m-%d"), tarn.version,
    output("git rev-parse --short HEAD"):match("%x+") or "unknown",
    output("swift --version"):match("Swift version [%d.]+") or "unknown Swift",
    machine:match("Model name:%s*([^\n]+)") or "an unknown processor",
    machine:match("\nCPU%(s%):%s*(%d+)") or "unknown"))
  file:write(table.concat(sections, "\n"))
end

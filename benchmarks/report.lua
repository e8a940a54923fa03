-- Reads the lines of the benchmarks from standard input and prints a table for each; with
-- --write FILE, puts them into that file too, where tables of other benchmarks stay. The ratio
-- compares with the first line of a case, and "than before" with what --last FILE has.
local document = require "document"
local options = tarn.args {
  write = { "", "a Markdown file to write" },
  last = { "", "the Markdown file with the figures of last time" },
}
local earlier = document.figures(document.read(options.last))

local function less(tarns, peers) return peers / tarns end
local function more(tarns, peers) return tarns / peers end
local titles = {
  iris_gradient = {
    heading = "Loss and gradient of a 4-10-3 tanh network on Iris, batch 150, cross-entropy + L2",
    unit = "microseconds", ratio = less, required = true,
  },
  iris_derivatives = {
    heading = "Other derivatives of the same loss in float64",
    unit = "microseconds", ratio = less, required = true,
  },
  networks = {
    heading = "Loss and gradient of networks on 128 images of 28x28, float32",
    unit = "microseconds", ratio = less, required = true,
  },
  operations = {
    heading = "Single operations, float32, one thread",
    unit = "microseconds", ratio = less, required = true,
  },
  operations_shared = {
    heading = "Single operations, float32, two threads, elapsed time",
    unit = "microseconds", ratio = less, required = true,
  },
  memory = {
    heading = "What training adds to the memory of the process at its peak",
    unit = "megabytes", ratio = less, better = "Tarn needs less", required = true,
  },
  loading = {
    heading = "Reading MNIST", unit = "seconds", ratio = less, required = true,
  },
  training = {
    heading = "An epoch of MNIST: Adam, batches of 128, float32",
    unit = "seconds", ratio = less, required = true,
  },
  accuracy = {
    heading = "Test accuracy after three such epochs",
    unit = "of 10,000 images", ratio = more, better = "Tarn is right more often", required = true,
    absolute = true,
  },
  exact = {
    heading = "Exact distances from another class, one thread",
    unit = "seconds", ratio = less, required = true,
  },
  reach = {
    heading = "Reachable sets at eps 0.01, float32, one thread",
    unit = "milliseconds", ratio = less, required = true,
  },
  attacks = {
    heading = "Attacks on 1,000 MNIST images, one batch, one thread; networks of one epoch",
    unit = "images a CPU second", ratio = more, required = true,
  },
  robust = {
    heading = "What accuracy those attacks leave", unit = "of the images", ratio = less,
    better = "Tarn leaves less", absolute = true,
  },
  ensemble = {
    heading = "The AutoAttack ensemble on 200 MNIST images",
    unit = "gradients a sample", ratio = less,
    better = "Tarn needs fewer", required = true,
  },
  robust_training = {
    heading = "An epoch of robust training on MNIST: Adam, batches of 128, one thread",
    unit = "seconds", ratio = less, required = true,
  },
  volume_training = {
    heading = "An epoch with the volume of boxes in the loss",
    unit = "standard epochs", ratio = less, required = true,
  },
  iris_quench = {
    heading = "Basin hopping on the same network in float64: T 0.005, step 1, max|g| < 1e-7",
    unit = "quenches per CPU second", ratio = more,
  },
  iris_saddles = {
    heading = "Searches for transition states of the same network",
    unit = "searches per CPU second", ratio = more, required = true,
  },
  lennard_jones = {
    heading = "A Lennard-Jones cluster, T 0.8, max|g| < 1e-7, one thread",
    unit = "per CPU second", ratio = more, required = true,
  },
  atlas_scale = {
    heading = "Atlases of many minima, six coordinates each", unit = "as the case says",
    ratio = less, required = true, alone = true,
  },
}

-- Groups of rows, in the order in which they came.
local groups, places = {}, {}
for line in io.lines() do
  local fields = {}
  for field in (line .. "\t"):gmatch("([^\t]*)\t") do fields[#fields + 1] = field end
  local name, case, who, value, detail = table.unpack(fields)
  local key = name .. "\t" .. case
  if not places[key] then
    groups[#groups + 1] = { name = name, case = case, rows = {} }
    places[key] = groups[#groups]
  end
  local rows = places[key].rows
  rows[#rows + 1] = { who = who, value = tonumber(value), detail = detail ~= "" and detail }
end

local function rounded(number)
  return number and tonumber(string.format(number < 100 and "%.3g" or "%.0f", number))
end

-- Whether a row of Tarn reaches what is required: "<= 5" in the unit, ">= 3" times the first peer.
local function reached(title, group, row)
  local sign, bound = row.detail:match("^([<>]=) ([%d.]+)$")
  if sign == "<=" then return row.value <= tonumber(bound) end
  if title.absolute then return row.value >= tonumber(bound) end
  for _, peer in ipairs(group.rows) do
    if peer.value and not peer.who:find("^Tarn") then
      return title.ratio(row.value, peer.value) >= tonumber(bound)
    end
  end
end

local function requirement(title, group, row)
  if not row.detail then return "" end
  local fulfilled = row.value and reached(title, group, row)
  local unit = row.detail:find("^>=") and not title.absolute and " x" or " " .. title.unit
  return row.detail .. unit .. (fulfilled == nil and "" or fulfilled and ": reached" or ": missed")
end

local function times(ratio)
  return ratio and string.format(ratio < 10 and "%.2f x" or "%.1f x", ratio) or ""
end

-- One table for a benchmark: the rows of all its cases.
local function tabulate(name)
  local title, rows = titles[name], {}
  local columns = { "case", "program", title.unit, title.better or "Tarn is faster", "than before",
    title.required and "required" or nil }
  local before = earlier[title.heading] or {}
  for _, group in ipairs(groups) do
    if group.name == name then
      local first = group.rows[1]
      if first.detail and not title.required then columns[6] = "evaluations per quench" end
      if not title.alone and group.rows[#group.rows].who:find("^Tarn") then
        group.rows[#group.rows + 1] = { who = "Python peers" }
      end
      for _, row in ipairs(group.rows) do
        local last = before[group.case .. "\t" .. row.who]
        local ratio = row.value and not row.who:find("^Tarn")
          and title.ratio(first.value, row.value)
        rows[#rows + 1] = { group.case, row.who, rounded(row.value) or "unavailable",
          times(ratio), times(row.value and last and last ~= 0 and title.ratio(row.value, last)),
          title.required and requirement(title, group, row) or rounded(tonumber(row.detail)) }
      end
    end
  end
  return #rows > 0 and stats.table(rows, { columns = columns })
end

local headings, measured = {}, {}
for _, name in ipairs {
  "iris_gradient", "iris_derivatives", "networks", "operations", "operations_shared", "memory",
  "loading", "training", "accuracy", "attacks", "robust", "ensemble", "robust_training",
  "volume_training", "exact", "reach", "iris_quench", "iris_saddles", "lennard_jones",
  "atlas_scale",
} do
  local rows, heading = tabulate(name), titles[name].heading
  headings[#headings + 1] = heading
  if rows then
    print(heading)
    print(rows)
    print()
    measured[heading] = rows:markdown()
  end
end
if options.write ~= "" then document.write(options.write, headings, measured) end

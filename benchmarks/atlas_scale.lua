-- Atlases of a million minima against those of a thousand: storing one more, opening, memory; and
-- correlations of 1e5 rows. The energy has a minimum in every cell of a grid; a csv file near some
-- of them is imported and proved.
tarn.threads(1)
local few <const>, many <const>, dim <const> = 1000, tonumber(arg[1] or 1000000), 6
-- A process of its own says what an open atlas takes: in this one, memory was used before.
local opened = arg[2]
local paths = {}

local function report(case, value, required)
  print(table.concat({ "atlas_scale", case, "Tarn", value, required or "" }, "\t"))
end

local function scratch()
  local path = os.tmpname()
  os.remove(path)
  paths[#paths + 1] = path
  return path
end

-- Megabytes that the process has in memory.
local function resident()
  for line in io.lines("/proc/self/status") do
    local kilobytes = line:match("^VmRSS:%s+(%d+)")
    if kilobytes then return kilobytes / 1024 end
  end
end

-- The tilt makes all energies different.
local tilt = tensor({ 1, 2 ^ 0.5, 3 ^ 0.5, 5 ^ 0.5, 7 ^ 0.5, 11 ^ 0.5 },
  { dtype = "float64" }) * 1e-3
local function energy(x) return (x * tilt - (x * (2 * math.pi)):cos()):sum() end
local surface = { energy = energy, dim = dim }

-- A csv file of so many cells: the digits of their numbers are their places.
local function cells(count)
  local path = scratch()
  local file <close> = assert(io.open(path, "w"))
  file:write("energy,x1,x2,x3,x4,x5,x6,first,second\n")
  for k = 0, count - 1 do
    local rest, numbers = k, { "0" }
    for j = 2, dim + 1 do
      numbers[j] = tostring(rest % 10 + 0.01)
      rest = rest // 10
    end
    numbers[dim + 2], numbers[dim + 3] = tostring(k * 7919 % 1009), tostring(k * 104729 % 1013)
    file:write(table.concat(numbers, ","), "\n")
  end
  return path
end

-- An atlas of so many proved minima, and the seconds that it took.
local function proved(count)
  local path, source = scratch(), cells(count)
  local clock = os.clock()
  local atlas, result = landscape.import(path,
    { minima = source, energy = energy, dim = dim, progress = false })
  assert(#atlas == count and result.failed == 0)
  atlas:close()
  return path, os.clock() - clock
end

-- Microseconds for a minimum that a search adds.
local function adding(path)
  local atlas = landscape.open(path, surface)
  local clock = os.clock()
  local result = atlas:multistart { points = 4000, scale = 1000, progress = false }
  local seconds = os.clock() - clock
  assert(result.new > 3900)
  atlas:close()
  return seconds / result.new * 1e6
end

if opened then
  local before, clock = resident(), os.clock()
  local atlas = landscape.open(opened, surface)
  local seconds = os.clock() - clock
  print(seconds, (resident() - before) * 2 ^ 20 / #atlas)
  clock = os.clock()
  assert(#atlas:column("energy") == #atlas)
  print(os.clock() - clock)
  atlas:close()
  return
end

local small = proved(few)
local large, seconds = proved(many)
report(string.format("quenching, proving and storing %.0e minima, s", many), seconds)
local first, second = adding(small), adding(large)
report("a further minimum to 1e3, microseconds", first)
report(string.format("a further minimum to %.0e, microseconds", many), second,
  string.format("<= %.3g", 1.5 * first))

local program = string.format("/proc/%d/exe", io.open("/proc/self/stat"):read("n"))
local child <close> = assert(
  io.popen(string.format("%s benchmarks/atlas_scale.lua %d %s", program, many, large)))
report(string.format("opening %.0e minima, s", many), child:read("n"), "<= 5")
report(string.format("memory of a minimum of %.0e, bytes", many), child:read("n"), "<= 100")
report(string.format("a column of %.0e, s", many), child:read("n"))

local plain = landscape.import(":memory:", { minima = cells(100000) })
local clock = os.clock()
assert(plain:correlate("first", "second", { seed = 1 }).n == 100000)
report("correlation of 1e5 rows with its interval, s", os.clock() - clock, "<= 5")

for _, path in ipairs(paths) do
  for _, suffix in ipairs { "", "-wal", "-shm" } do os.remove(path .. suffix) end
end

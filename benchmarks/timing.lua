-- How the benchmarks measure time: medians of slices, which outlive other work on the machine.
local timing = {}

-- Seconds since the machine started, to the hundredth; os.clock counts the time of all threads.
local function wall()
  local file <close> = assert(io.open("/proc/uptime"))
  return file:read("n")
end

local function median(call, clock, calls, slices)
  for _ = 1, calls do call() end
  local slice = {}
  for s = 1, slices do
    local start = clock()
    for _ = 1, calls do call() end
    slice[s] = (clock() - start) / calls
  end
  return stats.median(slice)
end

-- Microseconds of processor time of one call; a slice takes about 20 ms.
function timing.processor(call, slices)
  local start, calls = os.clock(), 0
  repeat
    call()
    calls = calls + 1
  until os.clock() - start > 0.02
  return 1e6 * median(call, os.clock, calls, slices or 31)
end

-- Microseconds that pass during one call, whatever the number of threads; a slice takes 0.4 s.
function timing.elapsed(call, slices)
  local start, calls = wall(), 0
  repeat
    call()
    calls = calls + 1
  until wall() - start > 0.4
  return 1e6 * median(call, wall, calls, slices or 9)
end

-- A line for report.lua. `required`: "<= 5" microseconds, or ">= 3" times as good as the first
-- peer.
function timing.report(benchmark, case, who, value, required)
  print(table.concat({ benchmark, case, who, value, required or "" }, "\t"))
end

return timing

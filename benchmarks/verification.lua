-- The share of properties that verification decides, on networks and properties of verification.py.
-- usage: tarn verification.lua FOLDER [SECONDS] [NAME]
local folder, limit, wanted = arg[1], tonumber(arg[2] or 30), arg[3]
local half <const>, same <const> = { stride = 2, padding = 1 }, { padding = 1 }

local function dense(widths)
  local layers = {}
  for k = 2, #widths do
    layers[#layers + 1] = nn.Linear(widths[k - 1], widths[k])
    if k < #widths then layers[#layers + 1] = nn.ReLU() end
  end
  return nn.Sequential(layers)
end

local block = nn.Residual { nn.Conv2d(8, 8, 3, same), nn.ReLU(), nn.Conv2d(8, 8, 3, same) }
local networks = {
  fc4 = dense { 784, 256, 256, 256, 256, 10 },
  fc6 = dense { 784, 256, 256, 256, 256, 256, 256, 10 },
  text = dense { 30, 128, 2 },
  conv = nn.Sequential {
    nn.Reshape(3, 32, 32), nn.Conv2d(3, 8, 4, half), nn.ReLU(), nn.Conv2d(8, 16, 4, half),
    nn.ReLU(), nn.Flatten(), nn.Linear(1024, 100), nn.ReLU(), nn.Linear(100, 10),
  },
  residual = nn.Sequential {
    nn.Reshape(3, 32, 32), nn.Conv2d(3, 8, 4, half), nn.ReLU(), block, nn.ReLU(),
    nn.Conv2d(8, 16, 4, half), nn.ReLU(), nn.Flatten(), nn.Linear(1024, 10),
  },
}

local function read(name)
  local file <close> = assert(io.open(("%s/%s.bin"):format(folder, name), "rb"))
  local bytes, values = file:read("a"), {}
  for k = 1, #bytes // 4 do values[k] = string.unpack("<f", bytes, 4 * k - 3) end
  return networks[name]:with_parameters(tensor(values))
end

local known, totals = {}, {}
for line in io.lines(folder .. "/jobs.txt") do
  local name, property = line:match("(%S+) (%S+)")
  if not wanted or wanted == name then
    known[name] = known[name] or read(name)
    local spec = reach.vnnlib(("%s/%s.vnnlib"):format(folder, property))
    local found = reach.verify(known[name], spec, { timeout = limit })
    local total = totals[name] or { count = 0, decided = 0, seconds = 0 }
    totals[name] = total
    total.count = total.count + 1
    total.seconds = total.seconds + found.seconds
    if found.status == "sat" or found.status == "unsat" then total.decided = total.decided + 1 end
    io.stderr:write(("%s\t%s\t%.2f s\t%d splits\n"):format(
      property, found.status, found.seconds, found.splits))
  end
end
for name, total in pairs(totals) do
  print(("%s\t%d of %d decided\t%.1f s"):format(
    name, total.decided, total.count, total.seconds))
end

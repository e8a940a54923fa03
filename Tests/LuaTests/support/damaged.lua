-- Damaged files of every format, each read by the function for it: a result or an error. Arguments: the folder of
-- fixtures, a seed, the first case and the last, MB of the ceiling. Files as in fuzz.lua: `call`, `report`.
local fixtures, seed, first, last = arg[1], tonumber(arg[2]), tonumber(arg[3]), tonumber(arg[4])
local ceiling, slack = tonumber(arg[5]), 100

local function bytes(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read "a"
  file:close()
  return text
end
local function write(path, text)
  os.remove(path)
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
end

local net = nn.Sequential { nn.Linear(2, 3), nn.Tanh(), nn.Residual { nn.Linear(3, 3) }, nn.Linear(3, 2) }
net:save "whole.safetensors"
net:save "whole.npz"
net:save "whole.onnx"
local function energy(w) return (w * w - 1):square():sum() end
local atlas = landscape.open("whole.atlas", { energy = energy, dim = 2 })
atlas:quench { .5, .5 }
atlas:quench { -.5, .5 }
atlas:close()
write("whole.csv", "a,\"b\"\"c\",kind\n1,2,red\n3,4e1,\"blue\"\n-5,.5,red\n")
write("whole.nnet", "// x\n1,2,1,2,\n2,1,\n0,\n0,0,\n1,1,\n0,0,0,\n1,1,1,\n1,2,\n3,\n")
write("whole.vnnlib", [[
; two inputs, two outputs
(declare-const X_0 Real) (declare-const X_1 Real)
(declare-const Y_0 Real) (declare-const Y_1 Real)
(assert (>= X_0 -0.5)) (assert (<= X_0 0.5))
(assert (or (and (>= X_1 0) (<= X_1 1)) (and (>= X_1 2) (<= X_1 3e0))))
(assert (>= Y_0 Y_1))
]])
write("whole.lua", "return { name = 'whole', about = 'Nothing.', run = function() end, 1, { 2.5, [[x]] } }\n")

local function load_recipe(path) return dofile(path) end
local function open_atlas(path)
  local found = landscape.open(path, { energy = energy, dim = 2 })
  local results = { #found, found:minima(), found:saddles(), found:runs() }
  found:close()
  return results
end
-- Name of a seed, its suffix, and who reads it.
local readers = {
  { "whole.csv", "csv", data.csv }, { "whole.nnet", "nnet", nn.load }, { "whole.safetensors", "safetensors", nn.load },
  { "whole.npz", "npz", nn.load }, { "whole.onnx", "onnx", nn.load }, { "whole.vnnlib", "vnnlib", reach.vnnlib },
  { "whole.safetensors", "safetensors", data.safetensors }, { "whole.npz", "npz", data.npz },
  { "whole.lua", "lua", load_recipe }, { "whole.atlas", "atlas", open_atlas },
}
for _, name in ipairs { "version1.npy", "version3.npy", "large.npy", "text.npy" } do
  readers[#readers + 1] = { fixtures .. "/formats/" .. name, "npy", data.npy }
end
for _, name in ipairs { "floats.idx", "pixels.idx.gz" } do
  readers[#readers + 1] = { fixtures .. "/formats/" .. name, name:match "gz$" and "gz" or "idx", data.idx }
end
for _, name in ipairs { "types.npz", "mixed.npz", "stored.npz" } do
  readers[#readers + 1] = { fixtures .. "/formats/" .. name, "npz", data.npz }
end
for _, name in ipairs { "dense_9", "conv_13", "blocks_13", "norms_17", "constants_21" } do
  readers[#readers + 1] = { fixtures .. "/onnx/" .. name .. ".onnx", "onnx", nn.load }
end
local wholes = {}
for k, reader in ipairs(readers) do
  wholes[k] = bytes(reader[1])
  -- By the name that it has when it is damaged.
  write("damaged." .. reader[2], wholes[k])
  reader[3]("damaged." .. reader[2])
end

local function damaged(text)
  for _ = 1, math.random(5) <= 3 and 1 or math.random(4) do
    if #text == 0 then return text end
    local place = math.random(#text)
    local draw = math.random(9)
    local before, after = text:sub(1, place - 1), text:sub(place + 1)
    if draw == 1 then text = text:sub(1, place)
    elseif draw == 2 then text = before .. string.char(text:byte(place) ~ (1 << math.random(0, 7))) .. after
    elseif draw == 3 then text = before .. string.char(math.random(0, 255)) .. after
    elseif draw == 4 then
      -- A size that no file has.
      local packed = string.pack(
        ({ "<I8", ">I8", "<I4", ">I4" })[math.random(4)],
        ({ 0xffffffff, 0x7fffffff, 1 << 31, #text, 0xfffffff0 })[math.random(5)])
      text = text:sub(1, place - 1) .. packed .. text:sub(place + #packed)
    elseif draw == 5 then text = before .. ("1152921504606846976"):sub(1, math.random(19)) .. after
    elseif draw == 6 then text = before .. text:sub(place + math.random(16))
    elseif draw == 7 then
      -- A piece of another place, or of another format.
      local other = math.random(3) == 1 and wholes[math.random(#wholes)] or text
      local start = math.random(#other)
      text = before .. other:sub(start, start + math.random(200)) .. after
    elseif draw == 8 then text = before .. ("\0"):rep(math.random(64)) .. after
    else text = before .. text:sub(place):rep(2, ({ "", "(", "{", "\"", "-" })[math.random(5)])
    end
    if #text > 1 << 20 then text = text:sub(1, 1 << 20) end
  end
  return text
end

local function peak()
  for line in io.lines "/proc/self/status" do
    local kilobytes = line:match "^VmHWM:%s*(%d+)"
    if kilobytes then return tonumber(kilobytes) / 1024 end
  end
end

local report = assert(io.open("report", "a"))
local current = assert(io.open("call", "w"))
local results, errors, allowed = 0, 0, ceiling + slack
for number = first, last do
  math.randomseed(seed, number)
  local k = number % #readers + 1
  local name = "damaged." .. readers[k][2]
  write(name, damaged(wholes[k]))
  current:seek("set", 0)
  current:write(("%d a damaged copy of %s in %s\n\0"):format(number, readers[k][1], name))
  current:flush()
  local start = os.time()
  if pcall(readers[k][3], name) then results = results + 1 else errors = errors + 1 end
  if os.time() - start > 20 then report:write(("SLOW %d %s\n"):format(number, readers[k][1])) end
  local megabytes = peak()
  if megabytes > allowed then
    report:write(("OVER %d %s: %d MB\n"):format(number, readers[k][1], megabytes // 1))
    allowed = megabytes + 20
  end
end
if errors < (last - first) // 3 then report:write(("LENIENT %d errors\n"):format(errors)) end
report:write(("END %d results, %d errors, %d MB\n"):format(results, errors, peak() // 1))
report:close()

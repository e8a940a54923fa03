-- Rows that a run writes as it goes.

local function lines(path)
  local list = {}
  for line in io.lines(path) do list[#list + 1] = line end
  return list
end

local function fails(pattern, ...)
  local ok, message = pcall(...)
  assert(not ok and message:find(pattern), message)
end

local path = os.tmpname() .. ".csv"
local log = tarn.log(path)
log { epoch = 1, loss = 0.5 }
log { epoch = 2, loss = 1 / 0, note = "a, b" }
assert(table.concat(lines(path), "|") == 'epoch,loss,note|1,0.5,|2,inf,"a, b"')

-- Another run goes on with the file, whatever the order of its names.
tarn.log(path) { note = "more", epoch = 3 }
assert(lines(path)[4] == "3,,more")
fails("a row is a table", log, 3)
fails("a row is a table", log, {})
fails("must end with .csv or .jsonl", tarn.log, "rows.txt")
fails("there is no folder", tarn.log, "/nowhere/at/all.csv")
os.remove(path)

local rows = os.tmpname() .. ".jsonl"
local written = tarn.log(rows)
written { x = tensor { 1, 2 }, name = "\xe9" }
written { y = true }
assert(lines(rows)[1]:find('"x": %[1.0, 2.0%]') or lines(rows)[1]:find('"x": %[1, 2%]'), lines(rows)[1])
assert(lines(rows)[2] == '{"y": true}')
os.remove(rows)

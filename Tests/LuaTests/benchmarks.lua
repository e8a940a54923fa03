-- The file of the benchmarks: what is measured anew replaces its own section only.
local folder = debug.getinfo(1, "S").source:match("^@(.*)Tests/LuaTests/") or ""
local document = assert(loadfile(folder .. "benchmarks/document.lua"))()

local headings = { "First", "Second", "Third" }
local old = document.merged("", headings, { First = "| a |\n| 1 |", Third = "| c |\n" }, "On Monday.")
assert(old:find("^# Benchmarks\n"))
local new = document.merged(old, headings, { Second = "| b |", Third = "| d |" }, "On Tuesday.")
local sections = document.sections(new)
assert(sections.First == "On Monday.\n\n| a |\n| 1 |")
assert(sections.Second == "On Tuesday.\n\n| b |")
assert(sections.Third == "On Tuesday.\n\n| d |")
assert(new:find("First") < new:find("Second") and new:find("Second") < new:find("Third"))
-- Again the same is the same; what is in no list goes.
assert(document.merged(new, headings, {}, "") == new)
assert(not document.merged(new, { "Second" }, {}, ""):find("First"))
-- Our own figures are read back, those of peers are not.
local figures = document.figures("## First\n\n| case | program | s |\n| :--- | :--- | ---: |\n"
  .. "| one, two | Tarn: eager | 4.84 |  |\n| one, two | numpy 1: by hand | 39.2 | 8.09 x |\n"
  .. "| three | Tarn | unavailable |\n## Second\n\n| one, two | Tarn: eager | 1e-3 |\n")
assert(figures.First["one, two\tTarn: eager"] == 4.84 and figures.Second["one, two\tTarn: eager"] == 1e-3)
assert(figures.First["three\tTarn"] == nil and figures.First["one, two\tnumpy 1: by hand"] == nil)

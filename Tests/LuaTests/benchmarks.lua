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

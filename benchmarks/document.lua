-- The Markdown file of the benchmarks: a section for each, which says when and where it was
-- measured, so that some can be measured anew while the others stay.
local document = {}

local introduction = [[
# Benchmarks

Written by `scripts/bench --write`, which replaces the sections of what it has run. One process
after the other; figures are medians, of CPU time on one thread, of elapsed time where two work;
"required" is what Tarn set out to reach, in its unit or compared with the first peer; "than before"
compares Tarn with the figure that stood here; of the load averages, about 1 is the run itself.
What is measured, and what each side does beyond that, is in
[benchmarks/README.md](../benchmarks/README.md).
]]

local function output(command)
  local pipe = io.popen(command .. " 2> /dev/null")
  local text = pipe and pipe:read("a") or ""
  if pipe then pipe:close() end
  return text
end

local function circumstances()
  local machine = output("lscpu")
  return ("%s: Tarn %s (commit %s), %s, on %s, %s cores; load averages at the end %s."):format(
    os.date("%Y-%m-%d"), tarn.version,
    output("git rev-parse --short HEAD"):match("%x+") or "unknown",
    output("swift --version"):match("Swift version [%d.]+") or "unknown Swift",
    machine:match("Model name:%s*([^\n]+)") or "an unknown processor",
    machine:match("\nCPU%(s%):%s*(%d+)") or "unknown",
    output("cat /proc/loadavg"):match("^[%d.]+ [%d.]+ [%d.]+") or "unknown")
end

--- What stands under each heading of a text.
function document.sections(text)
  local sections, heading = {}, nil
  for line in text:gmatch("([^\n]*)\n?") do
    local found = line:match("^## (.+)")
    heading = found or heading
    if found then
      sections[heading] = {}
    elseif heading then
      table.insert(sections[heading], line)
    end
  end
  for name, lines in pairs(sections) do
    sections[name] = table.concat(lines, "\n"):match("^%s*(.-)%s*$")
  end
  return sections
end

--- Our own figures in a text: under each heading, by case and program.
function document.figures(text)
  local figures = {}
  for heading, content in pairs(document.sections(text)) do
    figures[heading] = {}
    for line in content:gmatch("[^\n]+") do
      local case, who, value = line:match("^| (.-) | (Tarn.-) | ([%d.e+-]+) |")
      if case then figures[heading][case .. "\t" .. who] = tonumber(value) end
    end
  end
  return figures
end

--- The text with the sections of an old one and what was measured since, in the order of the
--- headings. A heading that is not in their list goes.
function document.merged(old, headings, measured, where)
  local sections, parts = document.sections(old), { introduction }
  for _, heading in ipairs(headings) do
    local content = measured[heading]
    content = content and where .. "\n\n" .. content:match("^%s*(.-)%s*$")
      or sections[heading]
    if content then parts[#parts + 1] = "## " .. heading .. "\n\n" .. content .. "\n" end
  end
  return table.concat(parts, "\n")
end

--- What a file has; empty where there is none.
function document.read(path)
  local file <close> = io.open(path)
  return file and file:read("a") or ""
end

--- Puts what was measured into a file.
function document.write(path, headings, measured)
  local text = document.merged(document.read(path), headings, measured, circumstances())
  local new <close> = assert(io.open(path, "w"))
  assert(new:write(text))
end

return document

-- What a report does with the file of rows that it reads. Run by `tarn test`.

local study = require "study"

local function written(path, text)
  local file = assert(io.open(path, "w"))
  file:write(text)
  file:close()
end

local function read(path)
  local file = io.open(path)
  if not file then return nil end
  local text = file:read "a"
  file:close()
  return text
end

-- The plan has two splits of two data sets.
local S = {
  name = "archetypes", title = "Toy",
  full = function()
    return study.grid { { "data", { "iris", "xor" } }, { "split", { 1, 2 } } }
  end,
  report = function(rows, page)
    local mean = study.interval(study.column(rows, "v"))
    page:verdict("mean %s", study.shown(mean))
    page:figure(plot.line(study.column(rows, "v")))
    return { mean = mean }
  end,
}

local function run(out, form, minutes)
  return study.run({ split = 0, form = form or "report", out = out, minutes = minutes or 0,
    retry = false }, S)
end

-- Calls f with a path without suffix beside which lie these rows and a page.
local function with(rows, f)
  local out = os.tmpname()
  written(out .. ".csv", rows)
  written(out .. ".md", "# Finished\n\n## Remarks\n\nMine.\n")
  local ok, reason = pcall(f, out)
  for _, ending in ipairs { "", ".csv", ".md", ".svg" } do os.remove(out .. ending) end
  os.remove((out .. ".csv.lock"):gsub("([^/]*)$", ".%1", 1))
  if not ok then error(reason, 0) end
end

local header = "data,split,error,v,w\n"
local whole = header .. "iris,1,,0.5,a\niris,2,,1.5,b\nxor,1,,2.5,c\nxor,2,,3.5,d\n"

-- A report on such rows fails with these words, and the page stays.
local function refused(rows, ...)
  local words = { ... }
  with(rows, function(out)
    local ok, reason = pcall(run, out)
    check.equal(ok, false)
    for _, word in ipairs(words) do
      check.truthy(tostring(reason):find(word, 1, true), tostring(reason))
    end
    check.truthy(tostring(reason):find(out .. ".csv", 1, true))
    check.equal(read(out .. ".md"), "# Finished\n\n## Remarks\n\nMine.\n")
    check.equal(read(out .. ".svg"), nil)
  end)
end

return {
  ["all rows, and remarks stay"] = function()
    with(whole, function(out)
      local r = run(out)
      check.equal({ r.rows, r.planned, r.mean.mean }, { 4, 4, 2 })
      check.truthy(read(out .. ".md"):find "^# Toy\n\n%*%*Verdict:%*%* mean 2.+\nMine%.\n$")
    end)
  end,
  ["some rows are said to be some"] = function()
    with(header .. "iris,1,,0.5,a\niris,7,,9,a\nxor,1,,2.5,b\n", function(out)
      local r = run(out)
      check.equal({ r.rows, r.planned }, { 2, 4 })
      check.truthy(r.verdict:find("(so far, 2 of 4 rows)", 1, true))
    end)
  end,
  ["no row of the plan"] = function()
    refused("", "no row of the plan", "0 of 4 rows")
    refused(header, "no row of the plan")
    refused(header .. "iris,10001,,0.5,a\niris,10002,,1.5,b\n", "no row of the plan")
    refused(header .. "iris,1,broken,,\n", "no row of the plan", "1 failed", "broken")
  end,
  ["a full form without rows leaves a page"] = function()
    with(header, function(out)
      run(out, "full")
      check.truthy(read(out .. ".md"):find "Finished")
    end)
  end,
  ["a cell that is no number"] = function()
    refused((whole:gsub("2%.5", "2;5")), "split 1, data xor", "column 'v'", "'2;5'")
    refused((whole:gsub("1%.5", "")), "split 2, data iris", "column 'v'", "nothing")
    refused((whole:gsub("0%.5", "true")), "split 1, data iris", "'true'")
    -- A number that does not exist is none the less one.
    with((whole:gsub("2%.5", "nan")), function(out) check.equal(run(out).mean.n, 3) end)
  end,
  ["a column that one data set lacks"] = function()
    with((whole:gsub("[23]%.5", "")), function(out) check.equal(run(out).mean.n, 2) end)
  end,
  ["the printed page names the figure's file"] = function()
    with(whole, function(out)
      local original, text = print, nil
      rawset(_G, "print", function(page) text = page end)
      local ok, reason = pcall(run, out)
      rawset(_G, "print", original)
      check.truthy(ok, reason)
      check.truthy(text:find("(" .. out:match "[^/]*$" .. ".svg)", 1, true))
      check.truthy(read(out .. ".svg"))
    end)
  end,
  ["a path that is none"] = function()
    check.throws(function() run "" end, "need %-%-out PATH")
    check.throws(function() run "/tmp/" end, "not the folder /tmp/")
    check.throws(function() run "/tmp/no such rows" end, "there are no rows in")
  end,
}

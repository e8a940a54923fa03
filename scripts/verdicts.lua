-- Writes docs/results/README.md: what each study found, from its page.
local folder = "docs/results/"

-- In the order of the questions; studies that have no page yet are left out.
local parts = {
  { "The claim", { "minima-robustness" } },
  { "The loss", { "sensitivity-loss", "compare-sensitivity", "compare-robust" } },
  { "Landscapes", { "sensitivity-landscape", "flatness", "archetypes", "fragmentation" } },
  { "Neighbours", { "robust-path", "median-of-means", "activation-topology" } },
}

local lines = { [[
# Results

The claims of the method that Tarn implements, and of its neighbours, each put to the test by one
recipe. A plan was written before the first result (`NAME-plan.md`: data, splits, settings, one
primary test, the rule of the verdict); rows are in `NAME.csv`, tables in `NAME.md`, the figure in
`NAME.svg`. `tarn recipe run NAME` shows the small form in seconds, `tarn recipe run NAME --form
full --out NAME` makes all of it; `scripts/results` checks rows with other programs.

A verdict is *supported* or *contradicted* where the 95 % interval of the primary test lies on one
side of zero, else *undecided*; intervals resample splits, and the test samples of each split.
Samples of one small data set are in many splits: the intervals speak of these data sets, and would
be wider for others of their kind. Secondary tests are many, and not corrected for their number.
]] }
for _, part in ipairs(parts) do
  local rows = {}
  for _, name in ipairs(part[2]) do
    local file = io.open(folder .. name .. ".md")
    if file then
      local text = file:read "a"
      file:close()
      rows[#rows + 1] = string.format("* [%s](%s.md). %s", text:match "^# ([^\n]+)", name,
        text:match "%*%*Verdict:%*%* ([^\n]+)")
    end
  end
  if #rows > 0 then
    lines[#lines + 1] = "## " .. part[1] .. "\n\n" .. table.concat(rows, "\n") .. "\n"
  end
end
local file = assert(io.open(folder .. "README.md", "w"))
assert(file:write(table.concat(lines, "\n")))
assert(file:close())

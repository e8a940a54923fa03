-- The module stats: statistics of lists and tensors, tables of results.

local fails = require("support.checks").fails

local function near(a, b) return math.abs(a - b) < 1e-9 end

local function same(got, expected)
  assert(got == expected, "expected:\n" .. expected .. "\ngot:\n" .. got)
end

local nan = 0 / 0

-- Summaries of lists, nested lists and tensors of any shape.
assert(stats.mean {1, 2, 6} == 3)
assert(stats.mean(tensor {{1, 2}, {3, 4}}) == 2.5)
assert(stats.mean {{1, 2}, {3, 4}} == 2.5)
assert(stats.mean(tensor({1, 2}, {dtype = "int32"})) == 1.5)
assert(near(stats.std {1, 2, 6}, math.sqrt(7)))
assert(near(stats.std({1, 2, 6}, {population = true}), math.sqrt(14 / 3)))
assert(stats.median {5, 1, 3} == 3 and stats.median {4, 1, 2, 3} == 2.5)
assert(stats.quantile({1, 2, 3, 4, 5}, 0.25) == 2)
assert(near(stats.quantile({1, 2}, 0.3), 1.3))
local quartiles = stats.quantile({5, 4, 3, 2, 1}, {0, 0.5, 1})
assert(table.concat(quartiles, " ") == "1.0 3.0 5.0")
fails("mean needs at least 1 value, got 0", stats.mean, {})
fails("standard deviation needs at least 2 values, got 1", stats.std, {1})
fails("median: value 2 is", stats.median, {1, nan})
fails("probability is 1.5, allowed is 0 to 1", stats.quantile, {1, 2}, 1.5)
fails("must be a list of numbers or tensor, got \"abc\"", stats.mean, "abc")
fails("must be a list of numbers or tensor, got nil", stats.mean)
fails("argument 1 'values': item [2] is \"x\", expected a number", stats.mean, {1, "x"})
fails("item [2] has length 1, expected 2", stats.mean, {{1, 2}, {3}})
fails("expected a list, got a table with key \"a\"", stats.mean, {a = 1})
fails("option 'sample' unknown", stats.std, {1, 2}, {sample = true})

-- Correlations.
local r = stats.spearman({1, 2, 3, 4, 5}, tensor {5, 6, 7, 8, 7})
assert(near(r.value, 0.8207826816681233) and near(r.p, 0.08858700531354381) and r.n == 5)
local tau = stats.kendall({1, 2, 3, 4}, {1, 3, 2, 4})
assert(near(tau.value, 2 / 3) and near(tau.p, 1 / 3) and tau.n == 4)
local line = stats.pearson({1, 2, 3}, {2, 4, 6})
assert(line.value == 1 and line.p == 0 and line.n == 3)
assert(stats.pearson({1, 2, 3}, {3, 2, 1}).value == -1)
assert(stats.spearman(tensor.ones(3, 1) * tensor {{1}, {2}, {3}}, {1, 4, 9}).value == 1)
fails("two lists of one length, got 3 and 2", stats.spearman, {1, 2, 3}, {1, 2})
fails("at least 3 values", stats.kendall, {1, 2}, {1, 2})
fails("all values of list 2 are 1", stats.pearson, {1, 2, 3}, {1, 1, 1})
fails("pearson: value 3 is inf", stats.pearson, {1, 2, math.huge}, {1, 2, 3})
fails("must be a list or a vector, got shape 2x2", stats.spearman, tensor.ones(2, 2), {1, 2, 3, 4})
fails("argument 2 'y' must be a list", stats.spearman, {1, 2, 3})

-- The bootstrap: of numbers, of pairs, with any Lua function.
local list = {}
for i = 1, 100 do list[i] = i end
local b = stats.bootstrap(list, stats.mean, {n = 500, seed = 1})
assert(b.value == 50.5 and b.low < 50.5 and b.high > 50.5 and b.defined == 1)
assert(b.low > 40 and b.high < 61)
assert(math.abs(b.error - 2.9) < 0.5)
local again = stats.bootstrap(tensor(list), stats.mean, {n = 500, seed = 1})
assert(again.low == b.low and again.high == b.high)
assert(stats.bootstrap(list, stats.mean, {n = 500, seed = 2}).low ~= b.low)
local narrow = stats.bootstrap(list, stats.mean, {n = 500, seed = 1, confidence = 0.5})
assert(narrow.low > b.low and narrow.high < b.high)
local pairs_of = stats.bootstrap({{1, 2}, {2, 4}, {3, 7}}, function(sample)
  local sum = 0
  for _, pair in ipairs(sample) do sum = sum + pair[2] / pair[1] end
  return sum / #sample
end, {n = 100})
assert(near(pairs_of.value, (2 + 2 + 7 / 3) / 3))
local gaps = stats.bootstrap({1, 2}, function(sample)
  return sample[1] == sample[2] and nan or 1
end, {n = 400, seed = 1})
assert(gaps.low == 1 and gaps.defined > 0.3 and gaps.defined < 0.7)
local scalar = stats.bootstrap({1, 2, 3}, function(s) return tensor(s):sum() end, {n = 10})
assert(scalar.value == 6)
fails("the list is empty", stats.bootstrap, {}, stats.mean)
fails("f must return a number, got \"x\"", stats.bootstrap, {1}, function() return "x" end)
fails("f must return a number, got nil", stats.bootstrap, {1}, function() end)
fails("my own error", stats.bootstrap, {1}, function() error("my own error") end)
fails("option 'confidence' must be", stats.bootstrap, {1}, stats.mean, {confidence = 1})
fails("option 'n' must be", stats.bootstrap, {1}, stats.mean, {n = 0})
fails("expected a list, got a table with key \"a\"", stats.bootstrap, {a = 1}, stats.mean)

-- Histograms.
local h = stats.histogram({1, 2, 2, 5}, {bins = 4})
assert(table.concat(h.counts, " ") == "1 2 0 1" and #h.edges == 5)
assert(h.edges[1] == 1 and h.edges[5] == 5)
h = stats.histogram({1, 2, 2, 5}, {bins = 1, range = {0, 3}})
assert(h.counts[1] == 3)
assert(#stats.histogram(tensor.randn(10, 10)).counts == 10)
fails("histogram: value 2 is", stats.histogram, {1, nan})
fails("must be a pair {lower, upper}, got 3", stats.histogram, {1}, {range = 3})
fails("the smaller one first, got 3 and 1", stats.histogram, {1}, {range = {3, 1}})
fails("option 'bins' must be an integer from 1", stats.histogram, {1}, {bins = 0})

-- Tables of records.
local t = stats.table {
  {name = "plain", energy = -12.3456789, hits = 3},
  {name = "robust", energy = 0.000012345, hits = 12000},
  {name = "none", hits = nan},
}
assert(#t == 3 and table.concat(t.columns, " ") == "energy hits name")
same(tostring(t), table.concat({
  "   energy   hits  name",
  "---------  -----  ------",
  "   -12.35      3  plain",
  "1.234e-05  12000  robust",
  "             nan  none",
}, "\n"))
same(t:csv(), "energy,hits,name\n-12.3456789,3,plain\n1.2345e-05,12000,robust\n,nan,none\n")
same(t:markdown(), table.concat({
  "| energy | hits | name |",
  "| ---: | ---: | :--- |",
  "| -12.35 | 3 | plain |",
  "| 1.234e-05 | 12000 | robust |",
  "|  | nan | none |",
  "",
}, "\n"))
same(t:latex(), table.concat({
  "\\begin{tabular}{rrl}",
  "\\hline",
  "energy & hits & name \\\\",
  "\\hline",
  "$-12.35$ & 3 & plain \\\\",
  "$1.234 \\times 10^{-5}$ & 12000 & robust \\\\",
  " & nan & none \\\\",
  "\\hline",
  "\\end{tabular}",
  "",
}, "\n"))
local two = stats.table({{a = 1, b = 0.123456}}, {columns = {"b", "a"}, digits = 2})
same(tostring(two), "   b  a\n----  -\n0.12  1")

-- Tables of lists, with and without names, with holes.
same(tostring(stats.table {{1, "x"}, {10, nil, true}}), " 1  x\n10     true")
same(stats.table({{1, "x"}, {10}}, {columns = {"n", "s"}}):csv(), "n,s\n1,x\n10,\n")
same(stats.table({{nil, 2}}):csv(), ",2\n")
same(stats.table({{1}, {2}}):markdown(), "|  |\n| ---: |\n| 1 |\n| 2 |\n")
same(tostring(stats.table({}, {columns = {"a", "b"}})), "a  b\n-  -")
same(tostring(stats.table {}), "empty table")
same(stats.table({}):markdown() .. stats.table({}):csv(), "")

-- Text that could break a format or the columns.
local hard = stats.table({{'a,"b"\n|c', "50% of $x_1$"}}, {columns = {"x", "y"}})
same(hard:csv(), 'x,y\n"a,""b""\n|c",50% of $x_1$\n')
assert(hard:markdown():find('| a,"b"<br>\\|c | 50% of $x_1$ |', 1, true))
assert(hard:latex():find('a,"b" |c & 50\\% of \\$x\\_1\\$ \\\\', 1, true))
assert(select(2, tostring(hard):gsub("\n", "")) == 2)
same(tostring(stats.table {{"日本", 1}, {"abc", 22}}), "日本   1\nabc   22")
same(tostring(stats.table {{"e\u{301}", 1}, {"abc", 22}}), "e\u{301}     1\nabc  22")
local long = tostring(stats.table {{("x"):rep(100), 1}})
assert(long:find("…", 1, true) and utf8.len(long) == 63)
assert(stats.table({{("x"):rep(100), 1}}):csv():find(("x"):rep(100)))

-- Numbers of every kind.
same(stats.table({{math.huge, -math.huge, nan, 2 ^ 53, 1e300, -0.5}}):csv(),
  "inf,-inf,nan,9007199254740992,1e+300,-0.5\n")
same(tostring(stats.table {{math.mininteger, math.maxinteger}}),
  "-9223372036854775808  9223372036854775807")
same(stats.table({{tensor(0.5), tensor {7}}}):csv(), "0.5,7\n")
assert(stats.table({{math.huge}}):latex():find("$\\infty$", 1, true))

fails("must be a list of tables", stats.table, 3)
fails("argument 1 'rows' must be a list", stats.table)
fails("item 2 of argument 1 'rows' must be a table, got 3", stats.table, {{1}, 3})
fails("no row has a column 'acuracy'; did you mean 'accuracy'?", stats.table,
  {{accuracy = 1}}, {columns = {"acuracy"}})
fails("row 2 has the key 1, expected names as in row 1", stats.table, {{a = 1}, {1}})
fails("row 2 has the key \"a\", expected a list as in row 1", stats.table, {{1}, {a = 1}})
fails("row 1 has an item 3, expected 1 to 2", stats.table, {{1, 2, 3}}, {columns = {"a", "b"}})
fails("row 1 has an item 1000000", stats.table, {{[1000000] = 1}})
fails("row 1, column 'a': expected a number, string or boolean, got a table", stats.table,
  {{a = {}}})
fails("got a tensor of 2", stats.table, {{a = tensor {1, 2}}})
fails("names 'a' twice", stats.table, {{a = 1}}, {columns = {"a", "a"}})
fails("names no column", stats.table, {{a = 1}}, {columns = {}})
fails("option 'digits' must be an integer from 1 to 17", stats.table, {{1}}, {digits = 0})
fails("did you mean 'markdown'?", function() return t:markdwn() end)

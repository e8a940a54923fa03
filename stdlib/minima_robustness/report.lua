-- The page of the study minima-robustness. All coefficients have their sign turned so that a number
-- above 0 agrees with the claim.

local names = require "minima_robustness.names"
local study = require "study"

local main_nets = { iris = "4-10-3", wine = "13-8-3", breast_cancer = "30-4-2",
  digits = "64-6-10" }

local function is_main(group)
  return group.net == main_nets[group.data] and group.activation == "tanh" and group.lambda == 1e-4
end

local function label(group)
  return string.format("%s %s %s, %.0e", group.data, group.net, group.activation, group.lambda)
end

-- Mean over splits and interval, from resampling splits and test samples.
local function over_splits(rows, name, sign)
  local values = study.column(rows, name)
  for k, value in ipairs(values) do values[k] = (sign or 1) * value end
  local noise = study.column(rows, name .. "_sd")
  for k, value in ipairs(noise) do noise[k] = value == value and value or 0 end
  return study.interval(values, noise)
end

-- Without splits that lack the number.
local function mean(rows, name) return over_splits(rows, name).mean end

local function primary(group) return over_splits(group.rows, "distance", -1) end

-- The plan's rule: at least three main settings on one side and none on the other.
local function decide(counts)
  if counts["not tested"] == 4 then return "not tested" end
  if counts.supported > 0 and counts.contradicted > 0 then return "mixed" end
  if counts.supported >= 3 then return "supported" end
  return counts.contradicted >= 3 and "contradicted" or "undecided"
end

local function answer(groups, page)
  local counts = { supported = 0, contradicted = 0, undecided = 0, ["not tested"] = 4 }
  local lines, words = {}, {}
  for _, group in ipairs(groups) do
    if is_main(group) then
      local interval = primary(group)
      local verdict = study.verdict(interval, 1)
      counts[verdict] = counts[verdict] + 1
      counts["not tested"] = counts["not tested"] - 1
      lines[#lines + 1] = { setting = label(group), agreement = study.shown(interval),
        splits = interval.n, verdict = verdict }
      words[#words + 1] = group.data .. " " .. verdict
    end
  end
  local verdict = decide(counts)
  page:verdict("%s. Spearman correlation, within a landscape, of the energy with the mean exact "
    .. "distance to another class, by main setting: %s.", verdict,
    #words == 0 and "none yet" or table.concat(words, ", "))
  page:text("Main settings: mean over splits of the coefficient, its sign turned so that a number "
    .. "above 0 agrees with the claim, and 95 % interval from resampling splits and test "
    .. "samples.")
  page:table(lines, { "setting", "agreement", "splits", "verdict" })
  return verdict, lines
end

local function below_five(rows)
  local few = 0
  for _, row in ipairs(rows) do few = few + (row.minima < 5 and 1 or 0) end
  return few
end

-- What is left of the main settings when something is held fixed, and of how many splits.
local function held_fixed(main, page)
  local lines = {}
  for _, group in ipairs(main) do
    local line = { setting = label(group), splits = #group.rows,
      ["below 5 minima"] = below_five(group.rows) }
    for _, variant in ipairs { names.variants[2], names.variants[3] } do
      local interval = over_splits(group.rows, "distance" .. variant[1], -1)
      line[variant[2]] = study.shown(interval)
      line[variant[2] .. ": splits"] = interval.n
    end
    lines[#lines + 1] = line
  end
  page:text("The same with the parameters' norm, or the test error, held fixed. Splits with fewer "
    .. "than five minima have no coefficient; where energy and norm have equal ranks, nothing is "
    .. "left to correlate.")
  page:table(lines, { "setting", "splits", "below 5 minima", "given norm", "given norm: splits",
    "given test error", "given test error: splits" })
end

-- Every setting, one line for each variant.
local function coefficients(groups, page, variants, measures)
  local lines, columns = {}, { "setting" }
  if #variants > 1 then columns[2] = "variant" end
  for _, measure in ipairs(measures) do columns[#columns + 1] = measure[3] end
  for _, group in ipairs(groups) do
    for _, variant in ipairs(variants) do
      local line = { setting = label(group), variant = variant[2] }
      for _, measure in ipairs(measures) do
        local interval = over_splits(group.rows, measure[1] .. variant[1], measure[2])
        line[measure[3]] = study.shown(interval)
      end
      lines[#lines + 1] = line
    end
  end
  page:table(lines, columns)
end

local function trainings(groups, page)
  local lines = {}
  for _, group in ipairs(groups) do
    local line = { setting = label(group) }
    for _, name in ipairs { "search", "adam", "sgd" } do
      line[name] = study.shown(over_splits(group.rows, name .. "_place"))
    end
    local search = study.column(group.rows, "search_place")
    for _, name in ipairs { "adam", "sgd" } do
      local more = study.column(group.rows, name .. "_place")
      for k, value in ipairs(more) do more[k] = value - search[k] end
      line[name .. " less search"] = study.shown(study.interval(more))
      line[name .. " lowest"] = study.shown(over_splits(group.rows, name .. "_lowest"))
      line[name .. " new"] = mean(group.rows, name .. "_new")
      line[name .. " above"] = mean(group.rows, name .. "_drop")
    end
    lines[#lines + 1] = line
  end
  page:table(lines, { "setting", "search", "adam", "sgd", "adam less search", "sgd less search",
    "adam lowest", "sgd lowest", "adam new", "sgd new", "adam above", "sgd above" })
end

local function pickings(groups, page, outcomes, draws)
  local lines, columns = {}, { "setting", "measured", "of", "one quench", "spread" }
  for _, criterion in ipairs(names.criteria) do columns[#columns + 1] = criterion:gsub("_", " ") end
  for _, group in ipairs(groups) do
    for _, outcome in ipairs(outcomes) do
      for _, draw in ipairs(draws) do
        local line = { setting = label(group), measured = outcome, of = draw,
          ["one quench"] = mean(group.rows, "random_" .. outcome),
          spread = mean(group.rows, "spread_" .. outcome) }
        for k, criterion in ipairs(names.criteria) do
          local key = table.concat({ "pick", criterion, draw, outcome }, "_")
          line[columns[5 + k]] = study.shown(over_splits(group.rows, key), 4)
        end
        lines[#lines + 1] = line
      end
    end
  end
  page:table(lines, columns)
end

-- What picking by energy gains more than picking by something else, in each split.
local function against_energy(groups, page)
  local lines, columns = {}, { "setting", "splits" }
  for k = 2, #names.criteria do columns[k + 1] = names.criteria[k]:gsub("_", " ") end
  for _, group in ipairs(groups) do
    local line = { setting = label(group), splits = #group.rows }
    local energy = study.column(group.rows, "pick_energy_10_distance")
    for k = 2, #names.criteria do
      local other = study.column(group.rows, "pick_" .. names.criteria[k] .. "_10_distance")
      for split, value in ipairs(other) do other[split] = energy[split] - value end
      line[columns[k + 1]] = study.shown(study.interval(other), 4)
    end
    lines[#lines + 1] = line
  end
  page:table(lines, columns)
end

local function landscapes(groups, page)
  local lines = {}
  for _, group in ipairs(groups) do
    local line = { setting = label(group), splits = #group.rows,
      ["below 5 minima"] = below_five(group.rows), ["at least"] = mean(group.rows, "at_least") }
    for _, name in ipairs { "minima", "quenches", "failed", "coverage", "solved", "tested" } do
      line[name] = mean(group.rows, name)
    end
    lines[#lines + 1] = line
  end
  page:table(lines, { "setting", "splits", "below 5 minima", "minima", "at least", "coverage",
    "quenches", "failed", "tested", "solved" })
end

-- Measures that the figure shows, with their colors and markers.
local drawn = { { 1, "black", "circle" }, { 2, "blue", "square" }, { 3, "orange", "triangle" },
  { 4, "teal", "diamond" }, { 7, "purple", "down" } }

-- A panel a net; over lambda, measures beside each other.
local function panel(net, legend)
  local figure
  for place, style in ipairs(drawn) do
    local measure = names.measures[style[1]]
    local x, y, bars = {}, {}, {}
    for _, group in ipairs(study.groups(net.rows, { "lambda" })) do
      local interval = over_splits(group.rows, measure[1], measure[2])
      if interval.n > 1 then
        local at = group.lambda * 1.2 ^ (place - 3)
        x[#x + 1], y[#y + 1] = at, interval.mean
        bars[#bars + 1] = plot.line({ at, at }, { interval.low, interval.high },
          { color = style[2], line_width = 1.5, dash = "solid" })
      end
    end
    if #x > 0 then
      local points = plot.scatter(x, y, { xlog = true, xrange = { 5e-6, 2e-3 },
        yrange = { -1, 1 }, color = style[2], marker = style[3], label = measure[3],
        title = table.concat({ net.data, net.net, net.activation }, " "), xlabel = "lambda",
        ylabel = "agreement", legend = legend })
      figure = figure and figure:add(points) or points
      for _, bar in ipairs(bars) do figure:add(bar) end
    end
  end
  return figure and figure:hline(0)
end

local function drawing(rows)
  local panels, nets = {}, study.groups(rows, { "data", "net", "activation" })
  for k, net in ipairs(nets) do
    panels[#panels + 1] = panel(net, k == #nets and "below" or "none")
  end
  if #panels == 0 then return nil end
  return plot.panels(panels, { columns = math.min(3, #panels), width = 900, height = 700 })
end

return function(rows, page)
  local groups = study.groups(rows, { "data", "net", "activation", "lambda" })
  local main = {}
  for _, group in ipairs(groups) do
    if is_main(group) then main[#main + 1] = group end
  end
  local verdict, lines = answer(groups, page)
  if #main > 0 then held_fixed(main, page) end
  page:heading "Correlation with the energy"
  page:text("Spearman, within one landscape; mean over splits and 95 % interval, sign turned "
    .. "towards the claim. Radius and distance of a wrong sample are 0. A split in which all "
    .. "minima have the same value, as attacked accuracy and test error often do, has no "
    .. "coefficient.")
  coefficients(groups, page, { names.variants[1] }, names.measures)
  page:text("Partial coefficients, with the parameters' norm or the test error held fixed, and "
    .. "those in which a minimum counts as often as quenches from random starts reach it.")
  local some = {}
  for k, style in ipairs(drawn) do some[k] = names.measures[style[1]] end
  coefficients(groups, page, { table.unpack(names.variants, 2) }, some)
  page:heading "Where Adam and SGD end"
  page:text("Place in the order of energies among all minima known, 0 the lowest, 1 the highest, "
    .. "of the minimum to which a quench leads from where training ended; search: of the "
    .. "quenches from random starts; less search: split by split. lowest: share that ends at the "
    .. "lowest. new: share that the search had not found. above: by how much the quench lowers "
    .. "the loss.")
  trainings(groups, page)
  page:heading "Picking a minimum"
  page:text("What is gained over the minimum of one quench from a random start by taking, of the "
    .. "minima of 5 or 10 such quenches or of all minima, that with the least energy, "
    .. "validation error, norm of the parameters or sensitivity (interval log-volume) of the "
    .. "training part, or the largest interval radius on the validation part. Expected over "
    .. "quenches, mean over splits and 95 % interval. spread: standard deviation between the "
    .. "minima of quenches.")
  if #main > 0 then pickings(main, page, names.outcomes, { "5", "10", "all" }) end
  page:text "All settings, exact distance, best of 10."
  pickings(groups, page, { "distance" }, { "10" })
  page:text("The gain of picking the least energy less that of picking by another number, split by "
    .. "split; exact distance, best of 10. These intervals resample splits alone.")
  against_energy(groups, page)
  page:heading "The landscapes"
  page:text("Means over splits. at least: Chao's lower bound of the number of minima; coverage: "
    .. "share of quenches that lead to minima known (Good and Turing); solved: share of "
    .. "exact distances that were found within the time limit, the others enter by their "
    .. "proved lower bound.")
  landscapes(groups, page)
  local figure = drawing(rows)
  if figure then
    page:figure(figure,
      "Agreement with the claim by net, lambda and measure; bars are 95 % intervals.")
  end
  return { answer = verdict, main = lines }
end

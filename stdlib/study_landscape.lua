-- What studies of landscapes share: searches from the same starts, robustness of minima, and rank
-- correlations within one landscape.

local shared = {}

local distances = { tolerance = 1e-3, max_eps = 1, timeout = 60 }

-- Data of a split in float64: parts for training and testing.
function shared.parts(study, p)
  return study.parts(data[p.data] { dtype = "float64" }, p.split, { p.fraction })
end

-- A network of tanh layers.
function shared.network(sizes)
  local net = nn.Sequential {}
  for k = 1, #sizes - 1 do
    if k > 1 then net:add(nn.Tanh()) end
    net:add(nn.Linear(sizes[k], sizes[k + 1]))
  end
  return net
end

function shared.open(net, objective, train)
  return landscape.open(":memory:", { net = net, loss = objective, data = train })
end

-- Points to search from, the same ones for every landscape of a split: normal, of a standard
-- deviation that is far wider than minima are.
function shared.starts(net, count, split)
  local points = tensor.randn(count, net:num_parameters(),
    { seed = 100 + split, dtype = "float64" }) * 2
  local list = {}
  for k = 1, count do list[k] = points[k] end
  return list
end

-- Quenches points: the id of the minimum at which each ends, false where none was proved, and how
-- many those are.
function shared.quench(atlas, points)
  local ends, failed = {}, 0
  for k, x in ipairs(points) do
    ends[k] = atlas:quench(x).minimum or false
    if not ends[k] then failed = failed + 1 end
  end
  return ends, failed
end

-- Coordinates and energies of all minima, in order of energy.
function shared.minima(atlas)
  local x, energy, id = {}, {}, {}
  for k, m in ipairs(atlas:minima {}) do x[k], energy[k], id[k] = m.x, m.energy, m.id end
  return x, energy, id
end

-- Robustness on the test samples, a row for each minimum (for the lowest `limit`, if given) in
-- order of energy, and a column for each sample: the exact least l-infinity distance to
-- an input of another class (0 where the sample is wrong, at most 1), the radius that intervals
-- certify, and whether PGD fails.
function shared.robustness(atlas, test, p, limit)
  local quiet = { progress = false, workers = 1, limit = limit }
  local x, y = test.x, test.y
  return {
    distance = atlas:annotate("distance", function(net)
      return attack.exact(net, x, y, distances).lower:clamp(0, 1)
    end, quiet),
    radius = atlas:annotate("radius", function(net)
      return reach.certified_radius(net, x, y, { domain = "interval" })
    end, quiet),
    attacked = atlas:annotate("attacked", function(net)
      return 1 - attack.pgd(net, x, y, { eps = p.eps, restarts = 3, seed = 1 }).success
        :to("float64")
    end, quiet),
  }
end

-- The mean over samples, for each minimum.
function shared.means(columns) return columns:mean(2):totable() end

-- Spearman's coefficient; nan where all values are equal, or fewer than five.
function shared.spearman(a, b)
  if #a < 5 then return 0 / 0 end
  local ok, result = pcall(stats.spearman, a, b)
  return ok and result.value or 0 / 0
end

-- The same with c held fixed.
function shared.partial(a, b, c)
  local ab, ac, bc = shared.spearman(a, b), shared.spearman(a, c), shared.spearman(b, c)
  return (ab - ac * bc) / math.sqrt((1 - ac * ac) * (1 - bc * bc))
end

-- Standard deviation of f(means over samples) when the test samples are drawn anew.
function shared.noise(columns, f)
  local values, n = {}, columns:size(2)
  for draw = 1, 50 do
    local value = f(shared.means(columns:index_select(2, tensor.randint(1, n, n, { seed = draw }))))
    if value == value then values[#values + 1] = value end
  end
  return #values > 1 and stats.std(values) or 0
end

-- Mean barrier of a Bezier curve between the lowest minimum and each of the next ones, above the
-- higher end: an upper bound of the true barrier, which exists where no transition state is known.
function shared.curve_barrier(atlas, id, count)
  local sum, n = 0, math.min(count, #id - 1)
  for k = 2, n + 1 do
    sum = sum + atlas:curve(id[1], id[k], { bends = 2, nodes = 16, points = 31, max_steps = 50,
      workers = 1, progress = false }).barrier
  end
  return n > 0 and sum / n or 0 / 0
end

-- Connects minima by transition states, with so many bands, and puts numbers of the tree in a row.
-- Minima that are joined have a known path to a lower one; ratios and persistence are of these.
function shared.connect(atlas, bands, row)
  atlas:connect { attempts = bands, untrap = 0, seed = 1, workers = 1, progress = false }
  local m = atlas:metrics()
  row.saddles, row.joined, row.funnels = m.saddles, m.minima - m.components, m.funnels
  row.barrier_ratio, row.persistence = m.median_barrier_ratio, m.mean_persistence
end

-- exp of the entropy of a list of ends: the number of basins that would be met so unequally if all
-- were equally large; and the share of the largest.
function shared.effective(ends)
  local count, total = {}, 0
  for _, id in ipairs(ends) do
    if id then count[id], total = (count[id] or 0) + 1, total + 1 end
  end
  local entropy, largest = 0, 0
  for _, id in ipairs(ends) do
    if id then entropy = entropy - math.log(count[id] / total) / total end
    if id then largest = math.max(largest, count[id] / total) end
  end
  return math.exp(entropy), largest
end

-- How many different minima are in a list of ends.
function shared.different(ends)
  local known, count = {}, 0
  for _, id in ipairs(ends) do
    if id and not known[id] then known[id], count = true, count + 1 end
  end
  return count
end

-- How far above the lowest energy points end on average.
function shared.excess(atlas, ends, lowest)
  local sum, n = 0, 0
  for _, id in ipairs(ends) do
    if id then sum, n = sum + atlas:minimum(id).energy - lowest, n + 1 end
  end
  return sum / n
end

-- log of the ratio of a column to that of other rows, for each split that both have.
function shared.ratios(rows, others, name)
  local list, at = {}, {}
  for _, r in ipairs(others) do at[r.split] = tonumber(r[name]) end
  for k, r in ipairs(rows) do
    local value, other = tonumber(r[name]), at[r.split]
    local ratio = value and other and math.log(value / other) or 0 / 0
    list[k] = math.abs(ratio) < math.huge and ratio or 0 / 0
  end
  return list
end

-- Probability that a kept minimum has the larger value than a lost one, less 1/2: the statistic of
-- Mann and Whitney.
function shared.advantage(values, kept)
  local sum, n = 0, 0
  for i, a in ipairs(values) do
    for j, b in ipairs(values) do
      if kept[i] and not kept[j] then
        sum, n = sum + (a > b and 1 or a == b and 0.5 or 0), n + 1
      end
    end
  end
  return n > 0 and sum / n - 0.5 or 0 / 0
end

-- Points by group with lines at 0, without those that have no number; nil where none has.
function shared.scatter(x, y, group, options)
  local kept = { {}, {}, {} }
  local function number(v) return type(v) == "number" and math.abs(v) < math.huge end
  for k = 1, #group do
    if number(x[k]) and number(y[k]) then
      table.insert(kept[1], x[k])
      table.insert(kept[2], y[k])
      table.insert(kept[3], group[k])
    end
  end
  if #kept[1] == 0 then return nil end
  options.group = kept[3]
  local figure = plot.scatter(kept[1], kept[2], options)
  if not options.ylog then figure = figure:hline(0) end
  return figure
end

shared.words = { distance = "exact distance", radius = "certified radius",
  attacked = "attacked accuracy" }

-- Tensors of a landscape for study.keep: also, for the lowest minimum, the nearest inputs of
-- another class.
function shared.kept(net, x, energy, train, test, robust)
  local lowest = net:to("float64"):with_parameters(x[1])
  local nearest = attack.exact(lowest, test.x, test.y, distances).adversarial
  return { nearest = nearest, x = tensor.stack(x, 1),
    energy = tensor(energy, { dtype = "float64" }), train_x = train.x, train_y = train.y,
    test_x = test.x, test_y = test.y, radius = robust.radius, attacked = robust.attacked,
    distance = robust.distance }
end

return shared

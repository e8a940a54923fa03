-- Statistics of the minima of one landscape: vectors [n] of one number a minimum, or matrices
-- [n, k] with a column for each resample of the test samples, all of which are done at once.

local of_minima = {}

local resamples = 20

-- Ranks down the columns; ties share theirs, and a minimum counts `weight` times.
function of_minima.ranks(values, weight)
  local n, k = values:size(1), values:size(2)
  local own, other = values:reshape(n, 1, k), values:reshape(1, n, k)
  return ((other:lt(own) + 0.5 * other:eq(own)) * weight:reshape(1, n, 1)):sum(2)
end

-- nan where one of the two is constant.
function of_minima.pearson(a, b, weight)
  local w = weight:reshape(-1, 1) / weight:sum()
  a, b = a - (w * a):sum(1, { keepdim = true }), b - (w * b):sum(1, { keepdim = true })
  local scale = (w * a * a):sum(1) * (w * b * b):sum(1)
  return tensor.where(scale:gt(1e-12), (w * a * b):sum(1) / scale:sqrt(), 0 / 0)
end

-- Of the energy with every column of values; partial with `given`. Holding a constant fixed does
-- nothing; what the energy or the values determine leaves nothing to correlate: nan.
function of_minima.spearman(energy, values, weight, given)
  local e, v = of_minima.ranks(energy:reshape(-1, 1), weight), of_minima.ranks(values, weight)
  local plain = of_minima.pearson(e, v, weight)
  if not given then return plain end
  local g = of_minima.ranks(given, weight)
  local eg, vg = of_minima.pearson(e, g, weight), of_minima.pearson(v, g, weight)
  eg, vg = tensor.where(eg:eq(eg), eg, 0), tensor.where(vg:eq(vg), vg, 0)
  local left = (1 - eg:square()) * (1 - vg:square())
  return tensor.where(left:gt(1e-9), (plain - eg * vg) / left:sqrt(), 0 / 0)
end

-- How often each sample counts [samples, 1 + resamples]: once, then as it is drawn.
function of_minima.counts(samples, seed)
  local drawn = tensor.randint(1, samples, resamples, samples, 1,
    { seed = seed, dtype = "float64" })
  local places = tensor.arange(1, samples, { dtype = "float64" }):reshape(1, 1, samples)
  local one = tensor.ones(samples, 1, { dtype = "float64" })
  return tensor.cat({ one, drawn:eq(places):sum(2):transpose():to "float64" }, 2)
end

-- The first number of a vector, and the standard deviation of the others; nan without one.
function of_minima.with_noise(coefficients)
  if not coefficients then return 0 / 0, 0 end
  local list, others = coefficients:totable(), {}
  for k = 2, #list do
    if list[k] == list[k] then others[#others + 1] = list[k] end
  end
  return list[1], #others > 1 and stats.std(others) or 0
end

-- The chance of each minimum to have the least criterion of k quenches from random starts, which
-- reach it with its share of all hits. Ties are broken by a further quench among them.
function of_minima.chance(criterion, share, k)
  local own, other, each = criterion:reshape(-1, 1), criterion:reshape(1, -1), share:reshape(1, -1)
  local below, tied = (other:lt(own) * each):sum(2), (other:eq(own) * each):sum(2)
  if k == math.huge then return tensor.where(below:gt(0), 0, share / tied) end
  return ((1 - below):pow(k) - (1 - below - tied):clamp(0):pow(k)) * share / tied
end

return of_minima

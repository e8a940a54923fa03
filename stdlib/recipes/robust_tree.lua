-- The disconnectivity graph of a small network's landscape, with the minima coloured by their
-- accuracy under attack: are robust minima together in one funnel, and are they the low ones?

local files = require "recipe_files"

local function run(p)
  local figure = files.figure(p.figure, p.seed)
  local all = data[p.data] { dtype = "float64" }
  local train, test = all:split(0.67, { seed = p.seed })
  train, test = train:standardize(), test:standardize { like = train }
  local net = nn.Sequential {
    nn.Linear(train.x:size(2), p.hidden), nn.Tanh(), nn.Linear(p.hidden, #train.classes),
  }
  local atlas = landscape.open(p.atlas,
    { net = net, loss = loss.cross_entropy() + loss.l2(p.lambda), data = train })
  atlas:basin_hop { steps = p.steps, chains = p.chains, seed = p.seed, progress = false }
  atlas:connect { progress = false }
  atlas:annotate("attacked", function(at)
    local options = { eps = p.eps, steps = 20, seed = p.seed }
    return attack.pgd(at, test.x, test.y, options).accuracy
  end, { missing = true, progress = false })
  local lowest, energy, attacked = atlas:minima {}[1], {}, atlas:column("attacked"):totable()
  for k, minimum in ipairs(atlas:minima {}) do energy[k] = minimum.energy end
  local result = { minima = #atlas, saddles = #atlas:saddles {}, lowest = lowest.energy,
    attacked_at_lowest = attacked[1], energy = energy, attacked = attacked }
  print(string.format("%d minima, %d saddles; lowest energy %.6f, attacked accuracy there %.3f",
    result.minima, result.saddles, result.lowest, result.attacked_at_lowest))
  if #atlas >= 4 then
    local ok, found = pcall(atlas.correlate, atlas, "energy", "attacked", { resamples = 100 })
    if ok then
      result.spearman = found.spearman
      print(string.format("energy and attacked accuracy: Spearman %.2f", found.spearman))
    end
  end
  if figure then plot.tree(atlas, { color_by = "attacked" }):save(figure) end
  atlas:close()
  return result
end

return {
  name = "robust_tree",
  summary = "Disconnectivity graph of a small network, coloured by robustness.",
  params = {
    data = { "iris", "the data set", choices = { "iris", "wine" } },
    eps = { 0.2, "l-infinity radius, in standard deviations", range = { 0, 10 } },
    hidden = { 3, "hidden units", range = { 1, 100 } },
    lambda = { 1e-3, "strength of l2; without it there may be no minimum", range = { 1e-9, 1 } },
    steps = { 20, "steps of each chain of basin hopping", range = { 1, 1000000 } },
    chains = { 4, "chains", range = { 1, 10000 } },
    seed = { 0, "seed of everything random" },
    atlas = { ":memory:", "file for the atlas; an atlas that is there is continued" },
    figure = { "robust_tree-{seed}.svg", "file for the graph; empty for none" },
  },
  run = run,
}

-- Basin hopping of a Lennard-Jones cluster whose energy is written in Lua: quenches (proved and
-- stored), and evaluations of energy and gradient by optim.minimize, whose own arithmetic is
-- included, for one CPU second.
tarn.threads(1)
local atoms <const>, hops <const> = 38, 100

local first, second = {}, {}
for i = 1, atoms do
  for j = i + 1, atoms do
    first[#first + 1], second[#second + 1] = i, j
  end
end

local function energy(x)
  local points = x:reshape(atoms, 3)
  local apart = points:index_select(1, first) - points:index_select(1, second)
  local sixth = 1 / apart:square():sum(2):pow(3)
  return 4 * (sixth * sixth - sixth):sum()
end

local function report(case, value, detail)
  print(table.concat({ "lennard_jones", case, "Tarn: energy in Lua", value, detail or "" }, "\t"))
end

local rates = {}
for seed = 1, 31 do
  local start = (tensor.rand({ 3 * atoms }, { dtype = "float64", seed = seed }) - 0.5) * 4
  local clock = os.clock()
  local result = optim.minimize(energy, start, { tolerance = 1e-7, line_search = "none" })
  rates[seed] = result.evaluations / (os.clock() - clock)
end
report("evaluations, 38 atoms", stats.median(rates), ">= 0.5")

rates = {}
for seed = 1, 3 do
  local atlas = landscape.open(":memory:", { energy = energy, dim = 3 * atoms })
  local clock = os.clock()
  local result = atlas:basin_hop { steps = hops, temperature = 0.8, step_size = 0.4, seed = seed,
    initial_scale = 2, workers = 1, progress = false }
  rates[seed] = result.quenches / (os.clock() - clock)
  atlas:close()
end
report("quenches, 38 atoms", stats.median(rates))

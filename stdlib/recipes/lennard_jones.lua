-- Clusters of atoms that attract and repel each other by 4 (r^-12 - r^-6): the landscape on which
-- basin hopping was made (Wales and Doye 1997). The lowest energies are known; 13 atoms form an
-- icosahedron of energy -44.326801.

local known = { [3] = -3, [4] = -6, [5] = -9.103852, [6] = -12.712062, [7] = -16.505384,
  [8] = -19.821489, [9] = -24.113360, [10] = -28.422532, [13] = -44.326801 }

-- The energy of the positions x, atom by atom: a sum over pairs.
local function energy(n)
  local first, second = {}, {}
  for i = 1, n do
    for j = i + 1, n do
      first[#first + 1], second[#second + 1] = i, j
    end
  end
  return function(x)
    local atoms = x:reshape(n, 3)
    local difference = atoms:index_select(1, first) - atoms:index_select(1, second)
    local inverse = 1 / (difference * difference):sum(2)
    local sixth = inverse * inverse * inverse
    return 4 * (sixth * sixth - sixth):sum()
  end
end

local function run(p)
  local atlas = landscape.open(p.atlas, { energy = energy(p.atoms), dim = 3 * p.atoms,
    symmetry = "rigid", particles = p.atoms })
  atlas:basin_hop { steps = p.steps, chains = p.chains, temperature = 0.8, step_size = 0.4,
    seed = p.seed, progress = false }
  local lowest = atlas:minima { limit = 1 }[1]
  local result = { atoms = p.atoms, minima = #atlas, lowest = lowest and lowest.energy,
    known = known[p.atoms] }
  print(string.format("%d atoms: %d minima, lowest energy %s%s", p.atoms, #atlas,
    lowest and string.format("%.6f", lowest.energy) or "-",
    result.known and string.format(" (known: %.6f)", result.known) or ""))
  atlas:close()
  return result
end

return {
  name = "lennard_jones",
  summary = "Lowest energies of clusters of atoms, by basin hopping.",
  params = {
    atoms = { 13, "number of atoms", range = { 2, 200 } },
    steps = { 60, "steps of each chain", range = { 1, 1000000 } },
    chains = { 4, "chains", range = { 1, 10000 } },
    seed = { 0, "seed of everything random" },
    atlas = { ":memory:", "file for the atlas; an atlas that is there is continued" },
  },
  run = run,
}

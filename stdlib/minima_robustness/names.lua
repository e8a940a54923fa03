-- What the study minima-robustness measures and compares; its columns are named after these.

local names = {}

-- A measure of test samples, the sign that the claim gives to its correlation with the energy, and
-- its words.
names.measures = {
  { "distance", -1, "exact distance" }, { "radius", -1, "certified radius" },
  { "attacked", -1, "attacked accuracy" }, { "interval", 1, "volume, intervals" },
  { "zonotope", 1, "volume, zonotopes" }, { "range", 1, "volume, exact ranges" },
  { "relative", 1, "relative width" }, { "wrong", 1, "test error" },
}

names.variants = { { "", "plain" }, { "_norm", "given norm" }, { "_error", "given test error" },
  { "_hits", "weighted by hits" } }

-- A minimum may be picked by the least of these, ...
names.criteria = { "energy", "validation_error", "norm", "sensitivity", "validation_radius" }

-- ... among the minima of so many quenches, or among all minima, ...
names.draws = { { "5", 5 }, { "10", 10 }, { "all", math.huge } }

-- ... and is judged by these, on test samples.
names.outcomes = { "attacked", "radius", "distance" }

return names

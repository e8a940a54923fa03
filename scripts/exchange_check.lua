-- Exports an atlas in all formats, for scripts/exchange_check.py: tarn exchange_check.lua FOLDER
local folder = assert(arg[1], "a folder is needed")
local atlas = landscape.open(":memory:", {
  energy = function(x)
    return (x * x - 1):square():sum() + 0.1 * x:sum() + 0.3 * (x[1] - x[2]) * x[3]
  end,
  dim = 3,
})
atlas:basin_hop { steps = 100, temperature = 1 }
atlas:search_saddles { searches = 300 }
atlas:annotate("size", function(_, m) return m.x:norm() end)
print(atlas:export("csv", folder .. "/atlas.csv"))
atlas:export("pele", folder .. "/atlas.sqlite")
atlas:export("pathsample", folder .. "/pathsample")
atlas:export("topsearch", folder .. "/topsearch")

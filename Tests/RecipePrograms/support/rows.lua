-- Rows of a study that its tests look at: rows(recipe, settings) is a function of what a row has
-- instead of those settings.

return function(recipe, settings)
  return function(changes)
    local p = {}
    for name, value in pairs(settings) do p[name] = value end
    for name, value in pairs(changes or {}) do p[name] = value end
    return recipe.run(p)
  end
end

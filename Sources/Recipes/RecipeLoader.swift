import LuaBridge

/// Recipes that `require` finds: their `run` takes a table with some of the parameters, fills in the others and
/// checks all, as the command does. A field `path` says where the recipe is.
public enum RecipeLoader {
  /// Wraps the loader of modules.
  public static func install(in lua: Lua) throws {
    guard case .table(let package) = try lua.global("package"),
      case .table(let searchers) = package["searchers"],
      let search = searchers[2].asFunction
    else { return }
    searchers[2] = .function(
      try lua.function { call in
        let found = try search.call([call.argument(1)])
        guard let loader = found.first?.asFunction else { return found }
        let load = try call.lua.function { call in
          let results = try loader.call([call.argument(1), call.argument(2)])
          if case .table(let table)? = results.first, Recipe.isRecipe(table) {
            try prepare(table, path: call.argument(2).asString ?? "")
          }
          return results
        }
        return [.function(load)] + found.dropFirst()
      })
  }

  private static func prepare(_ table: LuaTable, path: String) throws {
    let recipe = try Recipe(table, path: path)
    let lua = try table.requireOwner()
    if table["path"].isNil { table["path"] = .string(path) }
    table["run"] = .function(
      try lua.function { call in
        let given = call.argument(1)
        guard given.isNil || given.asTable != nil else {
          throw MessageError(
            "recipe \(recipe.name): run takes a table of parameters, got \(given.shown)")
        }
        let values: [String: LuaValue]
        do { values = try recipe.parameters.values(given.asTable, lua: call.lua) } catch {
          throw MessageError("recipe \(recipe.name): \(error)")
        }
        let more = call.count > 1 ? (2...call.count).map { call.argument($0) } : []
        return try recipe.call(values, more, lua: call.lua)
      })
  }

  /// The file of the recipe that a value is: the table that `require` gave, or its function `run`.
  static func path(of value: LuaValue, _ lua: Lua) -> String? {
    func path(_ table: LuaTable) -> String? {
      Recipe.isRecipe(table) ? table["path"].asString : nil
    }
    if case .table(let table) = value { return path(table) }
    guard case .function(let function) = value,
      let loaded = (try? lua.global("package"))?.asTable?["loaded"].asTable
    else { return nil }
    let identity = function.identity
    return loaded.entries.lazy.compactMap { $0.value.asTable }
      .first { $0["run"].asFunction?.identity == identity }.flatMap(path)
  }
}

import Foundation
import LuaBridge
import Settings

/// A Lua file that returns `{name =, summary =, params = {…}, run = function(p) … end}`.
public struct Recipe {
  public let name: String
  public let summary: String
  public let path: String
  public let parameters: ScriptParameters
  private let body: LuaFunction

  /// Whether a table that a script or module returned means to be a recipe.
  public static func isRecipe(_ table: LuaTable) -> Bool {
    table["run"].asFunction != nil
      && (table["params"].asTable != nil || table["name"].asString != nil
        || table["summary"].asString != nil)
  }

  /// - Throws: ``MessageError`` if the table lacks something.
  public init(_ table: LuaTable, path: String) throws {
    self.path = path
    let shown = ByteText.shown(path)
    guard let body = table["run"].asFunction else {
      throw MessageError(
        "\(shown) is no recipe: 'run' must be a function, got \(table["run"].shown)"
          + Recipe.misspelled("run", in: table))
    }
    self.body = body
    for key in ["name", "summary"] where !table[key].isNil && table[key].asString == nil {
      throw MessageError("\(shown): '\(key)' must be a string, got \(table[key].shown)")
    }
    name = table["name"].asString ?? Recipe.name(of: path)
    summary = table["summary"].asString ?? ""
    switch table["params"] {
    case .nil:
      let near = Recipe.misspelled("params", in: table)
      guard near.isEmpty else { throw MessageError("\(shown): no 'params'\(near)") }
      parameters = try ScriptParameters(table.requireOwner().table())
    case .table(let params):
      do { parameters = try ScriptParameters(params) } catch let error as MessageError {
        throw MessageError("\(shown): \(error)")
      }
    case let other: throw MessageError("\(shown): 'params' must be a table, got \(other.shown)")
    }
  }

  /// A recipe's name where its file does not say.
  static func name(of path: String) -> String {
    URL(fileURLWithPath: ByteText.shown(path)).deletingPathExtension().lastPathComponent
  }

  /// A key that may have been meant.
  private static func misspelled(_ key: String, in table: LuaTable) -> String {
    let others = table.stringKeys.filter { !["name", "summary", "params", "run"].contains($0) }
    return NearestName.find(key, in: others).map { " (there is '\($0)')" } ?? ""
  }

  /// Reads and runs a file, which must return a recipe; the recipe itself is not run.
  /// - Throws: ``MessageError``, ``SourceFile/Failure``, ``LuaError``, ``Interrupted``.
  public static func load(_ path: String, _ lua: Lua) throws -> Recipe {
    let results = try lua.call(lua.load(file: path))
    guard case .table(let table)? = results.first else {
      throw MessageError("\(ByteText.shown(path)) is no recipe: it returns no table")
    }
    return try Recipe(table, path: path)
  }

  /// Runs with values that have been checked.
  /// - Throws: ``LuaError``, ``Interrupted``.
  func call(_ values: [String: LuaValue], _ more: [LuaValue] = [], lua: Lua) throws -> [LuaValue] {
    try lua.call(body, [.table(lua.table(fields: values))] + more)
  }

  var help: String {
    // A file is run by its path.
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().lastPathComponent
    let word = folder == "recipes" ? name : ByteText.shown(path)
    var text = "usage: tarn recipe run \(word) [parameters]"
    if !summary.isEmpty { text += "\n\n\(summary)" }
    return text + "\n\n\(parameters.help)"
  }
}

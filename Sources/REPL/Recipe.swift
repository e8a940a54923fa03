import Foundation
import LuaBridge

/// A Lua file that returns `{name =, summary =, params = {…}, run = function(p) … end}`.
public struct Recipe {
  public let name: String
  public let summary: String
  public let path: String
  public let parameters: ScriptParameters
  private let body: LuaFunction

  /// Whether a table that a script returned means to be a recipe.
  static func isRecipe(_ table: LuaTable) -> Bool {
    table["run"].asFunction != nil
      && (table["params"].asTable != nil || table["name"].asString != nil)
  }

  /// - Throws: ``MessageError`` if the table lacks something.
  init(_ table: LuaTable, path: String) throws {
    self.path = path
    let fileName = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    guard let body = table["run"].asFunction else {
      throw MessageError(
        "\(path) is no recipe: 'run' must be a function, got \(table["run"].shown)")
    }
    self.body = body
    name = table["name"].asString ?? fileName
    summary = table["summary"].asString ?? ""
    switch table["params"] {
    case .nil: parameters = try ScriptParameters(table.requireOwner().table())
    case .table(let params): parameters = try ScriptParameters(params)
    case let other: throw MessageError("\(path): 'params' must be a table, got \(other.shown)")
    }
  }

  /// Runs with the parameters of a command line; `--help` prints them and runs nothing.
  /// - Throws: `ScriptParameters.UsageError`, ``LuaError``, ``Interrupted``.
  func run(_ arguments: [String], lua: Lua) throws {
    if arguments.contains("--help") || arguments.contains("-h") { return print(help) }
    let (values, rest) = try parameters.parse(arguments, lua: lua)
    if let first = rest.first {
      throw ScriptParameters.UsageError(
        description: "recipe \(name) takes named parameters only, got '\(first)'")
    }
    try lua.call(body, [.table(lua.table(fields: values))])
  }

  var help: String {
    var text = "usage: tarn recipe run \(name) [parameters]"
    if !summary.isEmpty { text += "\n\n\(summary)" }
    return text + "\n\n\(parameters.help)"
  }
}

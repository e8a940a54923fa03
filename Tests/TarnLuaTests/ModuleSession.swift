import Foundation
import LuaBridge
import Recipes
import TarnLua
import TestSupport
import Testing

/// A fresh state with all modules.
struct ModuleSession {
  let lua = Lua()
  let session: Session

  init(standardLibrary: String? = Repository.standardLibrary) throws {
    session = try TarnLua.install(in: lua, standardLibrary: standardLibrary)
    try lua.install(
      SessionModule.declaration(version: TarnLua.version, script: nil, arguments: []))
    let path = SearchPath(script: nil, executable: nil, environment: [:])
    try lua.install(RecipeModule.declaration(executable: nil, shelf: RecipeShelf(path)))
    // Whatever a test does with records, they are what they are declared to be.
    let state = lua
    lua.recordMade = { [unowned state] record, table in
      for fault in RecordFaults(state).find(in: table, as: record) {
        Issue.record("\(record.name): \(fault)")
      }
    }
    // What examples and programs print is not part of the tests' output.
    try lua.run(
      "print = function(...) for i = 1, select('#', ...) do tostring((select(i, ...))) end end")
  }

  /// The programs of Tests/LuaTests. Folders in it hold what they share.
  static var programs: [String] {
    let folder = Repository.root.appending(path: "Tests/LuaTests")
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (names ?? []).filter { $0.hasSuffix(".lua") }.sorted()
  }

  /// Runs a program of Tests/LuaTests. Its chunk is named by the whole path, beside which it finds fixtures.
  func runProgram(_ name: String) throws {
    let folder = Repository.root.appending(path: "Tests/LuaTests")
    let file = folder.appendingPathComponent(name)
    // As the command does for a script: modules are looked for beside it.
    try lua.run("package.path = [[\(folder.path)/?.lua;]] .. package.path")
    try lua.run(String(contentsOf: file, encoding: .utf8), chunkName: "@\(file.path)")
  }

  /// Runs an example as the prompt does: as an expression if it is one.
  func runExample(_ example: String) throws {
    let chunk: LuaFunction
    do { chunk = try lua.load("return \(example)", chunkName: "=example") } catch {
      chunk = try lua.load(example, chunkName: "=example")
    }
    for value in try lua.call(chunk) { _ = try lua.describe(value) }
  }
}

import Foundation
import LuaBridge
import TarnLua
import Testing

/// A fresh state with tensors and the modules under test.
struct ModuleSession {
  let lua = Lua()
  let session: Session

  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  init(standardLibrary: String? = repository.appendingPathComponent("stdlib").path) throws {
    session = Session(lua: lua, standardLibrary: standardLibrary)
    try lua.register(shapeClass())
    try lua.register(tensorClass(session))
    try lua.install(tensorModule(session))
    try lua.register(datasetClass(session))
    try lua.install(dataModule(session))
    try lua.register(statsTableClass(session))
    try lua.install(statsModule(session))
    try lua.register(figureClass(session))
    try lua.install(plotModule(session))
    // What examples and programs print is not part of the tests' output.
    try lua.run(
      "print = function(...) for i = 1, select('#', ...) do tostring((select(i, ...))) end end")
  }

  /// Runs a program of Tests/LuaTests.
  func runProgram(_ name: String) throws {
    let file = ModuleSession.repository.appendingPathComponent("Tests/LuaTests/\(name)")
    try lua.run(String(contentsOf: file, encoding: .utf8), chunkName: "@\(name)")
  }

  /// Runs an example as the prompt does: as an expression if it is one.
  func runExample(_ example: String) throws {
    let chunk: LuaFunction
    do { chunk = try lua.load("return \(example)", chunkName: "=example") } catch {
      chunk = try lua.load(example, chunkName: "=example")
    }
    for value in try lua.call(chunk) { _ = try lua.describe(value) }
  }

  /// Every declared function says what it does, and its example runs in a fresh session.
  static func checkExamples(of functions: [FunctionDeclaration]) {
    #expect(!functions.isEmpty)
    for function in functions {
      #expect(!function.summary.isEmpty, "\(function.name) has no summary")
      #expect(!function.example.isEmpty, "\(function.name) has no example")
      #expect(throws: Never.self, "the example of \(function.name)") {
        try ModuleSession().runExample(function.example)
      }
    }
  }
}

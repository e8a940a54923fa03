import Foundation
import LuaBridge
import TestSupport
import Testing

struct PathUseTests {
  /// What a call with this path says, in a folder with `data/iris.csv`; nil if it runs.
  private func message(_ use: PathUse, _ path: (Scratch) -> String) throws -> String? {
    let scratch = try Scratch()
    defer { withExtendedLifetime(scratch) {} }
    try FileManager.default.createDirectory(
      atPath: scratch.path("data"), withIntermediateDirectories: true)
    try Data().write(to: URL(filePath: scratch.path("data/iris.csv")))
    let lua = Lua()
    defer { lua.close() }
    try lua.install(
      ModuleDeclaration(
        name: "demo", summary: "",
        functions: [
          FunctionDeclaration(
            name: "open", arguments: [Argument("path", .path(use))], summary: "Opens.",
            results: { _ in [] })
        ]))
    return failure(lua, "demo.open([[\(path(scratch))]])")
  }

  @Test func theFolderThatLacksIsNamed() throws {
    for use in [PathUse.read, .write] {
      let message = try #require(try message(use) { $0.path("dta/deep/iris.csv") })
      #expect(message.contains("argument 1 'path': cannot \(use.rawValue) "))
      #expect(message.contains("there is no folder \""))
      #expect(message.contains("dta\"; did you mean 'data'?"), "\(message)")
    }
    let file = try message(.write) { $0.path("data/iris.csv/x") }
    #expect(file?.contains("iris.csv\" is a file, not a folder") == true)
  }

  @Test func aNearNameIsProposedForReading() throws {
    let message = try message(.read) { $0.path("data/iris.cvs") }
    #expect(message?.contains("No such file or directory; did you mean 'iris.csv'?") == true)
    #expect(try self.message(.write) { $0.path("data/iris.cvs") } == nil)
    // What is quite another name, or numbered otherwise, whoever opens the file speaks of.
    #expect(try self.message(.read) { $0.path("data/wine.csv") } == nil)
    #expect(try self.message(.read) { $0.path("data/iris2.csv") } == nil)
    #expect(try self.message(.read) { $0.path("data/iris.csv") } == nil)
  }

  @Test func typesKnowThatTheyAreFiles() {
    #expect(ValueType.either(.path(.read), .boolean).pathUse == .read)
    #expect(ValueType.list(of: .path(.write)).pathUse == .write)
    #expect(ValueType.string.pathUse == nil)
    #expect(ValueType.path(.read).description == "a path (read)")
    #expect(ValueType.path(.read).shortName == "string")
  }
}

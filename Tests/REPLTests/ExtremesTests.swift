import Foundation
import LuaBridge
import TarnLua
import TestSupport
import Testing

/// No call of a declared function ends the process, whatever it is called with.
@Suite struct ExtremesTests {
  private static let folder = Repository.root.appending(path: "Tests/LuaTests/support")

  /// All declared functions as a table of Lua.
  private static func declarations() throws -> String {
    let lua = Lua()
    defer { lua.close() }
    _ = try TarnLua.install(in: lua, standardLibrary: nil)
    func quoted(_ text: String) -> String {
      "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
    func entry(_ name: String, _ type: ValueType, _ more: String) -> String {
      let allowed = type.allowedStrings.map(quoted).joined(separator: ", ")
      return
        "{name = \(quoted(name)), type = \(quoted(type.shortName)), allowed = {\(allowed)}, \(more)}"
    }
    var functions: [String] = []
    for declared in lua.documentation.entries {
      guard case .function(let function) = declared.subject else { continue }
      let arguments = function.arguments.map {
        entry($0.name, $0.type, "variadic = \($0.isVariadic)")
      }
      let options = function.options.map { entry($0.key, $0.type, "required = \($0.isRequired)") }
      functions.append(
        "{name = \(quoted(declared.name)), arguments = {\(arguments.joined(separator: ", "))}, "
          + "options = {\(options.joined(separator: ", "))}}")
    }
    #expect(functions.count > 150)
    return "return {\n\(functions.joined(separator: ",\n"))\n}\n"
  }

  /// Some of the cases; with TARN_LONG_TESTS all of them.
  @Test func noCallEndsTheProcess() throws {
    let scratch = try Scratch()
    let place = scratch.folder
    let list = place.appending(path: "declarations.lua")
    try Self.declarations().write(to: list, atomically: true, encoding: .utf8)

    let isLong = ProcessInfo.processInfo.environment["TARN_LONG_TESTS"] != nil
    let stride = isLong ? 1 : 17
    var first = 1
    var ended = false
    for _ in 0..<20 where !ended {
      let (code, output, errors) = try ChildProgram.run(
        PseudoTerminal.program,
        [
          "--memory", "1G", Self.folder.appending(path: "extremes.lua").path, list.path, "\(first)",
          "\(stride)",
        ], in: place)
      let lines = output.split(separator: "\n")
      ended = lines.last?.hasPrefix("END ") == true && code == 0
      if ended { break }
      let last = lines.last { $0.hasPrefix("CASE ") } ?? "CASE 0 before the first"
      Issue.record("exit code \(code) in \(last.dropFirst(5)): \(errors.suffix(300))")
      guard let number = last.split(separator: " ").dropFirst().first.flatMap({ Int($0) }),
        number > 0
      else { break }
      first = number + stride
    }
    #expect(ended)
  }
}

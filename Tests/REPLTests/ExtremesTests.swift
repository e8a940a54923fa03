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

    let stride = Self.isLong ? 1 : 17
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
  /// Random calls of all that is declared, under a low ceiling; with TARN_LONG_TESTS a million. What fails prints
  /// the call as it can be pasted at the prompt, after the first lines of support/fuzz.lua.
  @Test func randomCallsAreResultsOrErrors() throws {
    let scratch = try Scratch()
    let list = scratch.folder.appending(path: "declarations.lua")
    try Self.declarations().write(to: list, atomically: true, encoding: .utf8)
    let last = Self.isLong ? 1_000_000 : 100_000
    try expectReport(in: scratch.folder, "fuzz.lua", list.path, last: last)
  }

  /// Damaged files of every format, by the functions that read them.
  @Test func damagedFilesAreResultsOrErrors() throws {
    let scratch = try Scratch()
    try expectReport(
      in: scratch.folder, "damaged.lua", Repository.root.appending(path: "Tests/Fixtures").path,
      last: Self.isLong ? 200_000 : 10_000)
  }

  private static let isLong = ProcessInfo.processInfo.environment["TARN_LONG_TESTS"] != nil

  /// Runs a program of support/ that makes numbered cases of a seed. Where it ends before its last one, or
  /// hangs, it goes on behind the case.
  private func expectReport(in place: URL, _ program: String, _ source: String, last: Int) throws {
    let megabytes = 512
    var first = 1
    for _ in 0..<20 where first <= last {
      let (code, errors) = try Self.watched(
        [
          "--memory", "\(megabytes)M", Self.folder.appending(path: program).path, source, "1",
          "\(first)", "\(last)", "\(megabytes)",
        ], in: place)
      if code == 0 { break }
      let running = Self.text("call", in: place).prefix { $0 != "\n" }
      Issue.record("exit code \(code) in \(running): \(errors.suffix(300))")
      guard let number = running.split(separator: " ").first.flatMap({ Int($0) }) else { break }
      first = number + 1
    }
    let lines = Self.text("report", in: place).split(separator: "\n")
    #expect(lines.last?.hasPrefix("END ") == true)
    for line in lines where !line.hasPrefix("END ") {
      // Sanitizers keep what is freed, and take their time.
      if !isSanitized { Issue.record("\(line)") }
    }
    if Self.isLong { print(lines.last ?? "") }
  }

  private static func text(_ name: String, in place: URL) -> String {
    let bytes = (try? Data(contentsOf: place.appending(path: name))) ?? Data()
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Runs the program. A case that is still the same after a minute gets Ctrl-C, and after another the end.
  private static func watched(
    _ arguments: [String], in place: URL
  ) throws -> (code: Int32, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: PseudoTerminal.program)
    process.arguments = arguments
    process.currentDirectoryURL = place
    let errors = place.appending(path: "errors")
    _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    var (seen, since) = ("", ContinuousClock.now)
    while process.isRunning {
      usleep(50_000)
      let running = text("call", in: place)
      if running != seen { (seen, since) = (running, .now) }
      let waited = ContinuousClock.now - since
      if waited > .seconds(120) {
        kill(process.processIdentifier, SIGKILL)
      } else if waited > .seconds(60) {
        process.interrupt()
        usleep(1_000_000)
      }
    }
    process.waitUntilExit()
    return (process.terminationStatus, text("errors", in: place))
  }
}

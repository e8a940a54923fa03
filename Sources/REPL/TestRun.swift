import Foundation
import LuaBridge

/// Tests written in Lua: files `*_test.lua`, each of which returns `{["what holds"] = function() … end}`.
public struct TestRun {
  private let environment: Environment
  private let verifies: Bool

  /// - Parameter verifies: whether each file is run again in the environment's variants.
  public init(_ environment: Environment, verifies: Bool) {
    self.environment = environment
    self.verifies = verifies
  }

  private struct Outcome {
    var passed: [String] = []
    var failed: [(name: String, reason: String)] = []
    /// What each test compared.
    var notes: [String: LuaValue] = [:]
  }

  /// Runs all tests below a folder, or those of one file.
  /// - Returns: the exit code: 1 if a test fails or there is none, 2 if there is no such folder.
  public func run(_ path: String) -> Int32 {
    Interrupt.install()
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      Session.complain("tarn test: no folder or file \(path)")
      return Session.Status.wrongUsage
    }
    let files = isFolder.boolValue ? Self.files(below: path) : [path]
    if files.isEmpty {
      Session.complain("tarn test: no tests (*_test.lua) below \(path)")
      return Session.Status.failed
    }
    var (passed, failed) = (0, 0)
    for file in files {
      do {
        let outcome = try outcome(of: file)
        passed += outcome.passed.count
        failed += outcome.failed.count
        for name in outcome.passed { StandardOutput.write("ok    \(file): \(name)") }
        for (name, reason) in outcome.failed {
          StandardOutput.write("FAIL  \(file): \(name)")
          StandardOutput.write(
            reason.split(separator: "\n").map { "      " + $0 }.joined(separator: "\n"))
        }
        fflush(nil)
      } catch {
        Session.complain("tarn test: \(error)")
        return Session.Status.failed
      }
    }
    print(
      "\(passed + failed) \(passed + failed == 1 ? "test" : "tests")"
        + (failed > 0 ? ", \(failed) failed" : ", all passed"))
    return failed == 0 ? Session.Status.done : Session.Status.failed
  }

  static func files(below folder: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix("_test.lua") }.sorted()
      .map { folder == "." ? $0 : (folder.hasSuffix("/") ? folder : folder + "/") + $0 }
  }

  /// - Throws: ``Interrupted`` only.
  private func outcome(of file: String) throws -> Outcome {
    try withTests(file) { lua, plain in
      var outcome = plain
      guard verifies, plain.failed.isEmpty else { return outcome }
      for variant in environment.variants {
        var again: Outcome?
        try variant.around {
          again = try withTests(file) { try compared($1, plain, variant, $0, lua) }
        }
        guard let again else { continue }
        for (name, reason) in again.failed {
          outcome.passed.removeAll { $0 == name }
          outcome.failed.append((name, "\(variant.name): \(reason)"))
        }
      }
      return outcome
    }
  }

  /// Runs the tests of a file in a state of their own, and gives it with them to `body` while it is open.
  private func withTests(_ file: String, _ body: (Lua, Outcome) throws -> Outcome) throws
    -> Outcome
  {
    let lua: Lua
    var outcome = Outcome()
    do {
      lua = try environment.makeLua(script: file, folders: Self.pack(of: file))
    } catch { return Outcome(failed: [("(start)", "\(error)")]) }
    defer {
      lua.close()
      fflush(nil)
    }
    do {
      let check = try loadCheck(lua)
      let tests = try lua.interruptible {
        try lua.call(lua.load(file: file), [.string(file)]).first ?? nil
      }
      guard case .table(let table) = tests else {
        throw MessageError("the file must return a table of tests, got \(tests.shown)")
      }
      for (key, test) in table.entries.sorted(by: { Self.name($0.key) < Self.name($1.key) }) {
        let name = Self.name(key)
        do {
          guard let function = test.asFunction else {
            throw MessageError("a test must be a function, got \(test.shown)")
          }
          let notes = try lua.table()
          try check["notes"].asFunction?.call([.table(notes)])
          try lua.interruptible { _ = try lua.call(function) }
          outcome.notes[name] = .table(notes)
          outcome.passed.append(name)
        } catch let error where !(error is Interrupted) {
          outcome.failed.append((name, text(error, lua)))
        }
      }
      if outcome.passed.isEmpty, outcome.failed.isEmpty {
        outcome.failed.append(("(file)", "it has no tests"))
      }
    } catch let error where !(error is Interrupted) {
      outcome.failed.append(("(file)", text(error)))
    }
    return try body(lua, outcome)
  }

  private func text(_ error: any Error, _ lua: Lua? = nil) -> String {
    if let request = Session.exitRequest(error) { return "\(request)" }
    return ErrorReport(
      standardLibrary: environment.searchPath().standardLibrary, texts: ChunkTexts(), lua: lua
    ).text(of: error)
  }

  private func loadCheck(_ lua: Lua) throws -> LuaTable {
    guard let library = environment.searchPath().standardLibrary,
      case .table(let check)? = try lua.call(lua.load(file: library + "/check.lua")).first
    else { throw MessageError("the standard library, which holds the checks, was not found") }
    try lua.setGlobal("check", .table(check))
    // It would end the run, as if all had passed.
    try lua.run("os.exit = function() error('os.exit is not for tests', 2) end")
    return check
  }

  private static func name(_ key: LuaValue) -> String { key.asString ?? key.shown }

  /// The folder with `pack.lua` that a file lies in, at most three levels up.
  private static func pack(of file: String) -> [String] {
    var folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    for _ in 0..<3 {
      let path = folder.appendingPathComponent("pack.lua").path
      if FileManager.default.fileExists(atPath: path) { return [folder.path] }
      folder = folder.deletingLastPathComponent()
    }
    return []
  }

  // MARK: Variants

  /// The outcome in a variant; a test whose values differ from those it compared before has failed.
  private func compared(
    _ again: Outcome, _ plain: Outcome, _ variant: Environment.Variant, _ lua: Lua, _ first: Lua
  ) throws -> Outcome {
    var outcome = again
    for name in again.passed {
      let before = NoteList(plain.notes[name] ?? nil)
      let now = NoteList(again.notes[name] ?? nil)
      if let difference = before.difference(from: now, variant.tolerance) {
        outcome.failed.append((name, difference))
      }
    }
    return outcome
  }
}

/// The numbers that a test compared, with the tolerance it asked for.
private struct NoteList {
  private var numbers: [(value: Double, tolerance: Double?)] = []

  init(_ notes: LuaValue) {
    for note in notes.asTable?.array ?? [] {
      guard let note = note.asTable else { continue }
      add(note["value"], note["tolerance"].asNumber, depth: 0)
    }
  }

  private mutating func add(_ value: LuaValue, _ tolerance: Double?, depth: Int) {
    switch value {
    case .integer, .number: numbers.append((value.asNumber ?? 0, tolerance))
    case .boolean(let flag): numbers.append((flag ? 1 : 0, 0))
    case .table(let table) where depth < 20:
      for (_, item) in table.entries.sorted(by: { $0.key.shown < $1.key.shown }) {
        add(item, tolerance, depth: depth + 1)
      }
    default: break
    }
  }

  func difference(from other: NoteList, _ tolerance: Environment.Tolerance) -> String? {
    if numbers.count != other.numbers.count {
      return "\(other.numbers.count) numbers are compared, \(numbers.count) before"
    }
    for (a, b) in zip(numbers, other.numbers) where a.value != b.value {
      if a.value.isNaN, b.value.isNaN { continue }
      guard let allowed = tolerance(a.value, a.tolerance) else { continue }
      if abs(a.value - b.value) <= allowed { continue }
      return "a compared value is \(b.value), and \(a.value) before"
    }
    return nil
  }
}

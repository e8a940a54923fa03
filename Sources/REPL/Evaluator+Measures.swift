import Foundation
import LuaBridge

/// The commands that measure: `:time`, `:bench`, `:mem`, `:who`.
extension Evaluator {
  func time(_ expression: String) throws {
    guard !expression.isEmpty else { throw MessageError(":time needs something to run") }
    let chunk = try compile(expression)
    lua.collectGarbage()
    let before = lua.memory
    let start = clock.now
    let results = try lua.call(chunk.function)
    let seconds = (clock.now - start) / .seconds(1)
    let after = lua.memory
    transcript.append(expression)
    chunk.locals.isEmpty ? show(results) : keep(chunk.locals, results)
    let grown = (after.lua - before.lua) + ((after.native ?? 0) - (before.native ?? 0))
    output(
      "\(Self.shown(seconds: seconds)), memory \(grown < 0 ? "-" : "+")\(Self.shown(bytes: abs(grown)))"
    )
  }

  /// Runs for about half a second, at least five times.
  func bench(_ expression: String) throws {
    guard !expression.isEmpty else { throw MessageError(":bench needs something to run") }
    let function = try compile(expression).function
    try lua.call(function)  // the first run may compile
    let begin = clock.now
    var samples: [Double] = []
    while samples.count < 5 || (clock.now - begin < .milliseconds(500) && samples.count < 100_000) {
      try Interrupt.check()
      let start = clock.now
      try lua.call(function)
      samples.append((clock.now - start) / .seconds(1))
    }
    samples.sort()
    let quartile = { (part: Double) in samples[Int(part * Double(samples.count - 1))] }
    output(
      "median \(Self.shown(seconds: quartile(0.5))), half of them between "
        + "\(Self.shown(seconds: quartile(0.25))) and \(Self.shown(seconds: quartile(0.75))), "
        + "\(samples.count) runs")
  }

  /// Runs once and tells in which functions the time went.
  func profile(_ expression: String) throws {
    guard !expression.isEmpty else { throw MessageError(":prof needs something to run") }
    let chunk = try compile(expression)
    let start = clock.now
    var results: [LuaValue] = []
    let profile = try lua.profile { results = try lua.call(chunk.function) }
    let seconds = (clock.now - start) / .seconds(1)
    transcript.append(expression)
    chunk.locals.isEmpty ? show(results) : keep(chunk.locals, results)
    guard profile.samples > 0 else {
      return output("\(Self.shown(seconds: seconds)): too short to be looked at; :bench repeats it")
    }
    output("   own  total  function (\(Self.shown(seconds: seconds)), \(profile.samples) samples)")
    for row in profile.rows.prefix(20) where row.total >= 0.005 {
      output(String(format: "%5.1f%% %5.1f%%  ", 100 * row.own, 100 * row.total) + row.place)
    }
  }

  func showMemory() {
    lua.collectGarbage()
    let totals = lua.memory
    output("Lua      \(Self.shown(bytes: totals.lua))")
    if let native = totals.native { output("tensors  \(Self.shown(bytes: native))") }
    if let other = totals.other { output("other    \(Self.shown(bytes: other))") }
    if let ceiling = totals.ceiling { output("ceiling  \(Self.shown(bytes: ceiling))") }
  }

  /// Globals that are neither Lua's own nor modules, and the locals of the prompt.
  /// - Parameter word: part of the names; empty for all.
  func showGlobals(_ word: String) throws {
    let all = variables
    let values = all.filter { word.isEmpty || $0.key.contains(word) }
    if values.isEmpty, !all.isEmpty {
      throw MessageError("no global has '\(word)' in its name (:who lists all)")
    }
    values.isEmpty ? output("no globals yet") : list(values)
  }

  /// Names and values, a line each.
  func list(_ values: [String: LuaValue]) {
    var printer = Printer(lua: lua)
    printer.depth = 1
    printer.limit = 5
    let width = values.keys.map(\.count).max() ?? 0
    let room = max(20, printer.width - width - 3)
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      var text = lua.brief(of: value) ?? printer.text(of: value).firstLine
      if let bytes = lua.byteCount(of: value) { text += "  \(Self.shown(bytes: bytes))" }
      output(
        name.padding(toLength: width + 2, withPad: " ", startingAt: 0)
          + (text.count > room ? text.prefix(room - 1) + "…" : text))
    }
  }

  /// What inputs have assigned.
  private var variables: [String: LuaValue] {
    let standard = Set(Self.standardGlobals)
    let globals = lua.globals
    var values: [String: LuaValue] = [:]
    for name in globals.stringKeys where !standard.contains(name) { values[name] = globals[name] }
    for name in scope.stringKeys where !Self.isOwn(name) { values[name] = scope[name] }
    return values
  }

  /// Names of variables, where there were inputs that `:save` has not written; those of the start-up file come back by
  /// themselves.
  var unsavedVariables: [String] {
    transcript.count > saved ? variables.keys.filter { !givenNames.contains($0) }.sorted() : []
  }

  /// What there is now is no work of this session.
  func noteGivenNames() {
    givenNames = Set(variables.keys)
    transcript = []
  }

  static let standardGlobals =
    [
      "_G", "_VERSION", "arg", "coroutine", "debug", "io", "math", "os", "package", "string",
      "table", "utf8",
    ] + Lua.functionNames

  static func shown(seconds: Double) -> String {
    switch seconds {
    case ..<1e-6: String(format: "%.0f ns", seconds * 1e9)
    case ..<1e-3: String(format: "%.3g µs", seconds * 1e6)
    case ..<1: String(format: "%.3g ms", seconds * 1e3)
    default: String(format: "%.3g s", seconds)
    }
  }

  static func shown(bytes: Int) -> String {
    switch bytes {
    case ..<1024: "\(bytes) bytes"
    case ..<(1 << 20): String(format: "%.1f KB", Double(bytes) / 1024)
    case ..<(1 << 30): String(format: "%.1f MB", Double(bytes) / 1_048_576)
    default: String(format: "%.2f GB", Double(bytes) / 1_073_741_824)
    }
  }
}

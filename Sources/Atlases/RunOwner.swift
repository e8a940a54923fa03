import Foundation

/// The process that works on a run, and whether another one is still alive.
struct RunOwner: Sendable, Equatable {
  /// Number and start of the process: numbers are used again.
  var process: String
  var host: String

  static let current = RunOwner(
    process: describe(ProcessInfo.processInfo.processIdentifier) ?? "0",
    host: ProcessInfo.processInfo.hostName)

  /// Without a sign of life for so long, a process elsewhere counts as dead.
  static let patience = 60.0

  /// Whether the process still works on a run, as far as can be known from here.
  func isAlive(heartbeat: Double) -> Bool {
    guard host == RunOwner.current.host else {
      return Date().timeIntervalSince1970 - heartbeat < RunOwner.patience
    }
    guard let number = Int32(process.prefix { $0 != " " }) else { return false }
    return RunOwner.describe(number) == process
  }

  /// "PID START", nil if there is no such process. The start is field 22 of /proc/PID/stat, in ticks since the
  /// machine's own.
  private static func describe(_ number: Int32) -> String? {
    guard let text = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8),
      // The name of the program, in parentheses, may hold anything.
      let end = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    // What is dead and not yet waited for is not alive.
    guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
    return "\(number) \(fields[19])"
  }
}

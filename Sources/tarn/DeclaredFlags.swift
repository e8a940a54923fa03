import ArgumentParser
import Settings

/// A command whose flags are the settings of a declared thing.
protocol DeclaredCommand: ParsableCommand {
  static var declaration: Declaration { get }
  /// What was given for the settings.
  var given: [String: SettingValue] { get set }
}

/// The settings of a declared thing as flags of the shell: `--timeout 60`, `--no-sound`.
struct DeclaredFlags {
  let declaration: Declaration

  /// For `--help`.
  var help: String {
    declaration.rows.map { row in
      let name = DeclaredFlags.flag(row.key)
      let form =
        switch row.kind {
        case .flag: "\(name)/\(DeclaredFlags.flag("no_" + row.key))"
        case .integer, .number: "\(name) <number>"
        case .choice(let names): "\(name) <\(names.joined(separator: "|"))>"
        default: "\(name) <value>"
        }
      let usual = (row.rule ?? row.defaultText).map { " (default: \($0))" } ?? ""
      return "  \(form)  \(row.summary)\(usual)"
    }.joined(separator: "\n")
  }

  /// Takes the flags of settings out of a command line.
  /// - Throws: `ValidationError`.
  func extract(from arguments: inout [String]) throws -> [String: SettingValue] {
    var values: [String: SettingValue] = [:]
    var rest: [String] = []
    var remaining = arguments[...]
    while let argument = remaining.popFirst() {
      if argument == "--" {
        rest += [argument] + remaining
        break
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let (row, isNegated) = find(String(parts[0])) else {
        try check(String(parts[0]))
        rest.append(argument)
        continue
      }
      if case .flag = row.kind, parts.count == 1 {
        values[row.key] = .flag(!isNegated)
        continue
      }
      guard let text = parts.count > 1 ? String(parts[1]) : remaining.popFirst() else {
        throw ValidationError("Missing value for '\(parts[0])'")
      }
      guard let value = row.kind.value(text) else {
        throw ValidationError(
          "\(DeclaredFlags.flag(row.key)) must be \(row.kind.description), got \(text)")
      }
      values[row.key] = value
    }
    arguments = rest
    return values
  }

  /// Flags that every command has.
  private static let common = [
    "--memory", "--threads", "--help", "--version", "--generate-completion-script",
  ]

  /// - Throws: `ValidationError` for a flag that nobody knows.
  private func check(_ flag: String) throws {
    guard flag.hasPrefix("--"), !DeclaredFlags.common.contains(flag) else { return }
    let known = declaration.rows.flatMap { row in
      [DeclaredFlags.flag(row.key)]
        + (row.kind == .flag ? [DeclaredFlags.flag("no_" + row.key)] : [])
    }
    throw ValidationError(
      "Unknown option '\(flag)'"
        + NearestName.suggestion(for: flag, in: known + DeclaredFlags.common))
  }

  private func find(_ flag: String) -> (row: SettingRow, isNegated: Bool)? {
    for row in declaration.rows {
      if flag == DeclaredFlags.flag(row.key) { return (row, false) }
      if case .flag = row.kind, flag == DeclaredFlags.flag("no_" + row.key) { return (row, true) }
    }
    return nil
  }

  private static func flag(_ key: String) -> String { "--" + key.replacing("_", with: "-") }
}

extension Kind {
  /// A word of a command line as a value; nil if it is none of this kind.
  fileprivate func value(_ text: String) -> SettingValue? {
    let value: SettingValue?
    switch self {
    case .integer: value = Int(text).map { .integer($0) }
    case .number: value = Double(text).map { .number($0) }
    case .flag:
      value = ["true": true, "yes": true, "false": false, "no": false][text].map { .flag($0) }
    case .list(let kind):
      let items = text.split(separator: ",").map { kind.value(String($0)) }
      value = items.contains { $0 == nil } ? nil : .list(items.compactMap { $0 })
    default: value = .text(text)
    }
    return value.flatMap { accepts($0) ? $0 : nil }
  }
}

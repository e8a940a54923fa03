/// Settings that do not fit what is declared.
public struct SettingError: Error, Equatable, CustomStringConvertible {
  public enum Problem: Equatable, Sendable {
    case unknown(key: String, known: [String])
    case missing(key: String, expected: String)
    case value(key: String, got: String, expected: String)
    /// A setting that another value of a choice would have brought.
    case elsewhere(key: String, choice: String, owners: [String], chosen: String)
  }

  /// Of the thing that was to be made.
  public let name: String
  public let problem: Problem

  public init(_ name: String, _ problem: Problem) {
    self.name = name
    self.problem = problem
  }

  public var description: String { "\(name): \(sentence)" }

  /// Without the name.
  public var sentence: String {
    switch problem {
    case .unknown(let key, let known):
      "unknown option '\(key)'\(NearestName.suggestion(for: key, in: known))"
        + (known.isEmpty ? " (it has none)" : " (options: \(known.joined(separator: ", ")))")
    case .missing(let key, let expected): "option '\(key)' is missing, expected \(expected)"
    case .value(let key, let got, let expected):
      "option '\(key)' must be \(expected), got \(got)"
    case .elsewhere(let key, let choice, let owners, let chosen):
      "option '\(key)' belongs to the \(choice) "
        + owners.map { "\"\($0)\"" }.joined(separator: " or ")
        + ", and the \(choice) is \(chosen)"
    }
  }
}

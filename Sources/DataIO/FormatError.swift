/// A file that is not what its format demands.
public struct FormatError: Error, Equatable, Sendable, CustomStringConvertible {
  public let path: String
  /// Where in the file: `byte 12`, `line 3`, `entry "w.npy", byte 80`, `tensor "bias"`, …
  public let place: String
  /// What was expected there and what was found.
  public let problem: String

  public init(path: String, place: String, problem: String) {
    self.path = path
    self.place = place
    self.problem = problem
  }

  public var description: String {
    "\"\(path)\"\(place.isEmpty ? "" : ", \(place)"): \(problem)"
  }
}

/// Text of a file in a message: short, and without characters that a terminal would obey.
package func quoted(_ text: some StringProtocol, limit: Int = 60) -> String {
  let shown = text.unicodeScalars.prefix(limit).map {
    $0.value < 0x20 || $0.value == 0x7F ? "\u{FFFD}" : String($0)
  }
  return "\"\(shown.joined())\(text.unicodeScalars.count > limit ? "…" : "")\""
}

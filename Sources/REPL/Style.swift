import Foundation

/// Colours of a terminal, or none.
public struct Style: Sendable {
  let isOn: Bool

  public static let plain = Style(isOn: false)

  init(isOn: Bool) { self.isOn = isOn }

  /// On if the stream is a terminal that shows colours and nobody minds (https://no-color.org).
  public init(descriptor: Int32, _ variables: [String: String]) {
    isOn =
      isatty(descriptor) == 1 && (variables["NO_COLOR"] ?? "").isEmpty
      && variables["TERM"] != "dumb"
  }

  func failure(_ text: String) -> String { painted(text, "31") }
  func quiet(_ text: String) -> String { painted(text, "2") }

  /// Line by line, so that a pager or a cut keeps the colour.
  private func painted(_ text: String, _ code: String) -> String {
    guard isOn else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "\u{1B}[\(code)m\($0)\u{1B}[0m" }.joined(separator: "\n")
  }
}

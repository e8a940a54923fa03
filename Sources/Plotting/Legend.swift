/// Where the names of the marks are listed.
public enum Legend: String, Sendable, CaseIterable {
  /// Below the figure, where it covers no data; none if no mark has a label.
  case automatic = "auto"
  case hidden = "none"
  case topLeft = "top left"
  case topRight = "top right"
  case bottomLeft = "bottom left"
  case bottomRight = "bottom right"

  /// The command that places the legend.
  func command(hasEntries: Bool) -> String {
    guard hasEntries, self != .hidden else { return "unset key" }
    switch self {
    case .automatic, .hidden: return "set key outside top center horizontal samplen 2"
    default: return "set key inside \(rawValue) vertical opaque"
    }
  }
}

/// Where the names of the marks are listed.
public enum Legend: String, Sendable, CaseIterable {
  /// Outside, where it covers no data: a few short names below, else at the right; none if no mark has a label.
  case automatic = "auto"
  case hidden = "none"
  case topLeft = "top left"
  case topRight = "top right"
  case bottomLeft = "bottom left"
  case bottomRight = "bottom right"
  /// Outside, at the right.
  case right
  /// Outside, below the horizontal axis.
  case below

  /// The command that places the legend.
  /// - Parameter characters: that fit into a line of the picture.
  func command(labels: [String], characters: Int) -> String {
    guard !labels.isEmpty, self != .hidden else { return "unset key" }
    let below = "set key outside bottom center horizontal samplen 2.5"
    let right = "set key outside right top vertical Left reverse samplen 2.5"
    switch self {
    case .automatic:
      let length = labels.reduce(0) { $0 + min($1.count, 48) + 8 }
      return length <= characters ? below : right
    case .hidden: return "unset key"
    case .right: return right
    case .below: return below
    default: return "set key inside \(rawValue) vertical opaque box linecolor '#CCCCCC' samplen 2.5"
    }
  }
}

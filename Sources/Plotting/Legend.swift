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
    let below = "set key outside bottom center horizontal samplen 2.5 height 0.6"
    let right = "set key outside right top vertical Left reverse samplen 2.5"
    switch self {
    case .automatic:
      let lengths = labels.map { min($0.count, 48) + 8 }
      if lengths.reduce(0, +) <= characters { return below }
      // At the right long names would leave no room for the data.
      let isWide = (lengths.max() ?? 0) * 3 > characters && labels.count <= 6
      return isWide ? "set key outside bottom center vertical samplen 2.5 height 0.6" : right
    case .hidden: return "unset key"
    case .right: return right
    case .below: return below
    default: return "set key inside \(rawValue) vertical opaque box linecolor '#CCCCCC' samplen 2.5"
    }
  }
}

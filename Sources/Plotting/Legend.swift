/// Where the names of the marks are listed.
public enum Legend: String, Sendable, CaseIterable {
  /// Outside, where it covers no data: above a few short names, else at the right; none if no mark has a label.
  case automatic = "auto"
  case hidden = "none"
  case topLeft = "top left"
  case topRight = "top right"
  case bottomLeft = "bottom left"
  case bottomRight = "bottom right"
  /// Outside, at the right.
  case right
  /// Outside, above.
  case above

  /// The command that places the legend.
  /// - Parameter characters: that fit into a line of the picture.
  func command(labels: [String], characters: Int) -> String {
    guard !labels.isEmpty, self != .hidden else { return "unset key" }
    let above = "set key outside top center horizontal samplen 2.5"
    let right = "set key outside right top vertical Left reverse samplen 2.5"
    switch self {
    case .automatic:
      let length = labels.reduce(0) { $0 + min($1.count, 48) + 8 }
      return length <= characters ? above : right
    case .hidden: return "unset key"
    case .right: return right
    case .above: return above
    default: return "set key inside \(rawValue) vertical opaque box linecolor '#CCCCCC' samplen 2.5"
    }
  }
}

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

  /// What an entry has besides its name: a key, and air.
  private static let keyLength = 8
  /// Characters of a name at most.
  private static let greatestLength = 48

  /// How the entries stand.
  private enum Arrangement {
    case none, row, column, right, inside
  }

  private func arrangement(_ labels: [String], _ characters: Int) -> Arrangement {
    guard !labels.isEmpty else { return .none }
    switch self {
    case .automatic:
      let lengths = labels.map { min($0.count, Legend.greatestLength) + Legend.keyLength }
      if lengths.reduce(0, +) <= characters { return .row }
      // At the right long names would leave no room for the data.
      let isWide = (lengths.max() ?? 0) * 3 > characters && labels.count <= 6
      return isWide ? .column : .right
    case .hidden: return .none
    case .right: return .right
    case .below: return .row
    default: return .inside
    }
  }

  /// The command that places the legend.
  /// - Parameter characters: that fit into a line of the picture.
  func command(labels: [String], characters: Int) -> String {
    // Keys stand before their names everywhere. gnuplot takes letters for narrower than capitals are.
    let longest = min(
      labels.map(\.count).max() ?? 0, length(labels: labels, characters: characters))
    let wider = longest > 8 ? " width \(longest / 6)" : ""
    switch arrangement(labels, characters) {
    case .none: return "unset key"
    case .row: return "set key outside bottom center horizontal Left reverse samplen 2.5 height 0.6"
    case .column:
      return "set key outside bottom center vertical Left reverse samplen 2.5 height 0.6"
    case .right: return "set key outside right top vertical Left reverse samplen 2.5\(wider)"
    case .inside:
      return
        "set key inside \(rawValue) vertical Left reverse opaque box linecolor '#CCCCCC' samplen 2.5\(wider)"
    }
  }

  /// Characters of a name that have room.
  func length(labels: [String], characters: Int) -> Int {
    let held =
      switch arrangement(labels, characters) {
      case .none, .row, .column: Double(characters) - 2
      case .right: 0.45 * Double(characters)
      case .inside: 0.7 * Double(characters)
      }
    // Letters of names may be wider than most.
    return max(8, min(Legend.greatestLength, Int(0.9 * held) - Legend.keyLength / 2))
  }

  /// Lines that the legend takes below the axes, and characters at their right.
  /// - Parameter across: characters along the box of the axes.
  func room(labels: [String], characters: Int, across: Double) -> (lines: Int, characters: Int) {
    let longest =
      min(labels.map(\.count).max() ?? 0, length(labels: labels, characters: characters))
      + Legend.keyLength
    switch arrangement(labels, characters) {
    case .none, .inside: return (0, 0)
    case .row:
      let columns = max(1, Int(across / Double(longest)))
      return ((labels.count + columns - 1) / columns, 0)
    case .column: return (labels.count, 0)
    case .right: return (0, longest)
    }
  }
}

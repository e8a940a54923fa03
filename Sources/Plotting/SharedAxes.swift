/// Panels whose axes show the same range, so that what is drawn in them can be compared.
public enum SharedAxes: String, CaseIterable, Sendable {
  case x, y, both

  private var axes: [(name: String, path: WritableKeyPath<Axes, Axis>)] {
    switch self {
    case .x: [("x", \.x)]
    case .y: [("y", \.y)]
    case .both: [("x", \.x), ("y", \.y)]
    }
  }

  /// Gives all panels the range that holds the data of each; ranges that a panel has of its own stay.
  /// - Throws: what keeps marks from being drawn; panels of which some are logarithmic, or surfaces.
  public func apply(to panels: inout [Figure]) throws {
    let scripts = try panels.map { try $0.written($0.marks) }
    if scripts.contains(where: \.isSpatial) {
      throw PlotError.value(
        what: "shared axes", got: "a surface", expected: "figures in the plane")
    }
    for (name, path) in axes {
      guard Set(panels.map { $0.axes[keyPath: path].logarithmic }).count < 2 else {
        throw PlotError.value(
          what: "shared \(name) axis", got: "linear and logarithmic panels",
          expected: "all of one kind")
      }
      let startsAtZero = name == "y" && scripts.contains(where: \.startsAtZero)
      let ranges = scripts.compactMap { name == "x" ? $0.x.range : $0.y.range }
      guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max()
      else { continue }
      let axis = panels[0].axes[keyPath: path]
      let range = axis.withMargin(
        startsAtZero && !axis.logarithmic ? min(low, 0)...high : low...high)
      for k in panels.indices where panels[k].axes[keyPath: path].range == nil {
        panels[k].axes[keyPath: path].range = range
      }
    }
  }
}

extension Axis {
  /// A range with some room at its ends; an end at zero stays there.
  fileprivate func withMargin(_ values: ClosedRange<Double>) -> ClosedRange<Double> {
    let ends = widened(values, isWhole: false) ?? values
    let (low, high) = (place(ends.lowerBound), place(ends.upperBound))
    let margin = 0.03 * (high - low)
    func end(_ given: Double, _ moved: Double) -> Double { given == 0 ? 0 : value(moved) }
    return end(ends.lowerBound, low - margin)...end(ends.upperBound, high + margin)
  }
}

extension Figure {
  /// Letters before the titles: (a), (b), ….
  public static func tag(_ panels: inout [Figure]) {
    for k in panels.indices {
      var (number, letters) = (k, "")
      repeat {
        letters = String(UnicodeScalar(UInt8(97 + number % 26))) + letters
        number = number / 26 - 1
      } while number >= 0
      panels[k].title = "(\(letters))" + (panels[k].title.isEmpty ? "" : " " + panels[k].title)
    }
  }
}

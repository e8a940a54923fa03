/// A straight line across the figure: at a height, at a place, or where both axes agree.
public struct Reference: Mark, Equatable {
  public enum Place: Sendable, Equatable {
    case horizontal(Double)
    case vertical(Double)
    case diagonal
  }

  public var place: Place
  /// Name in the legend; empty for no entry.
  public var label: String
  public var style: Style

  public init(_ place: Place, label: String = "", style: Style = Style()) {
    self.place = place
    self.label = label
    self.style = style
  }

  public func write(to script: inout Script, axes: Axes) throws {
    let look =
      "linecolor '\(Style.paint(style.color ?? "#444444", alpha: style.alpha))' "
      + "linewidth \(GnuplotText.rounded(style.lineWidth ?? 1.2)) dashtype \((style.dash ?? .dashed).pattern)"
    func require(_ value: Double, _ axis: Axis, _ name: String) throws {
      guard axis.holds(value) else {
        throw PlotError.value(
          what: "\(name) line", got: GnuplotText.number(value),
          expected: axis.logarithmic
            ? "a positive number on a logarithmic axis" : "a finite number")
      }
    }
    switch place {
    case .horizontal(let value):
      try require(value, axes.y, "horizontal")
      script.observe(x: [], y: [value])
      script.addClause("\(GnuplotText.number(value)) with lines \(look)", label: label)
    case .diagonal:
      script.addClause("x with lines \(look)", label: label)
    case .vertical(let value):
      try require(value, axes.x, "vertical")
      let x = GnuplotText.number(value)
      script.addCommand("set arrow from first \(x), graph 0 to first \(x), graph 1 nohead \(look)")
      // A point that is not seen, so that the axis reaches the line.
      let other = script.y.range?.lowerBound ?? 1
      script.observe(x: [value], y: [])
      let data = script.addData([[value, other]])
      script.addClause(
        "\(data) using 1:2 with points pointtype 0 pointsize 0 linecolor '#FFFFFFFF'")
      if !label.isEmpty { script.addClause("keyentry with lines \(look)", label: label) }
    }
  }

  public var table: Table {
    var table = Table(label: label)
    switch place {
    case .horizontal(let value): table["y"] = [value]
    case .vertical(let value): table["x"] = [value]
    case .diagonal: break
    }
    return table
  }
}

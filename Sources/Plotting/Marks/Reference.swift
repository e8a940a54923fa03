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
    let look = look(label.isEmpty ? 0 : script.nextReference())
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
      let y = GnuplotText.number(value)
      draw("graph 0, first \(y) to graph 1, first \(y)", look, to: &script)
      // A point that is not seen, so that the axis reaches the line.
      script.observe(x: [], y: [value])
      let other = axes.x.range?.lowerBound ?? script.x.range?.lowerBound ?? 1
      script.addClause("\(script.addData([[other, value]])) using 1:2 \(Script.unseen)")
    case .vertical(let value):
      try require(value, axes.x, "vertical")
      let x = GnuplotText.number(value)
      draw("first \(x), graph 0 to first \(x), graph 1", look, to: &script)
      script.observe(x: [value], y: [])
      let other = axes.y.range?.lowerBound ?? script.y.range?.lowerBound ?? 1
      script.addClause("\(script.addData([[value, other]])) using 1:2 \(Script.unseen)")
    case .diagonal:
      script.addDiagonal(look, label: label)
    }
  }

  /// From end to end of the axes.
  private func draw(_ path: String, _ look: String, to script: inout Script) {
    script.addCommand("set arrow from \(path) nohead \(look)")
    if !label.isEmpty { script.addClause("keyentry with lines \(look)", label: label) }
  }

  /// Dashes and grays of lines that the legend tells apart, in order of use.
  private static let dashes: [Style.Dash] = [.dashed, .dotted, .dashdot, .solid]
  private static let grays = ["#444444", "#888888", "#222222"]

  private func look(_ index: Int) -> String {
    let count = Reference.dashes.count
    let color = style.color ?? Reference.grays[index / count % Reference.grays.count]
    let dash = style.dash ?? Reference.dashes[index % count]
    return "linecolor '\(Style.paint(color, alpha: style.alpha))' "
      + "linewidth \(GnuplotText.rounded(style.lineWidth ?? 1.2)) dashtype \(dash.pattern)"
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

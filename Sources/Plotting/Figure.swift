/// A picture as a value: marks on common axes. It is drawn by gnuplot, from text that `script`
/// gives.
///
/// ```swift
/// let figure = Figure([Scatter(x: energies, y: sensitivities)], x: Axis("energy"))
/// try figure.save(to: "minima.svg")
/// ```
public struct Figure: Sendable {
  /// What is drawn, later marks over earlier ones.
  public var marks: [any Mark]
  /// Text above the figure, taken literally; may have several lines.
  public var title: String
  public var axes: Axes
  public var legend: Legend
  /// Figures drawn below this one, each on axes of its own; width and height are those of this one, for all together.
  public var below: [Figure] = []
  /// Width in pixels (of svg and png; a pdf has 96 to the inch).
  public var width: Int
  /// Height in pixels.
  public var height: Int

  /// Sizes a picture may have, in pixels.
  public static let sizes = 100...10_000

  public init(
    _ marks: [any Mark], title: String = "", x: Axis = Axis(), y: Axis = Axis(),
    color: Axis = Axis(), legend: Legend = .automatic, width: Int = 800, height: Int = 560
  ) {
    self.marks = marks
    self.title = title
    self.axes = Axes(x: x, y: y, color: color)
    self.legend = legend
    self.width = width
    self.height = height
  }

  /// The gnuplot text that draws the figure, data included.
  ///
  /// - Parameter output: the kind of picture; `nil` leaves the choice to whoever runs the text.
  /// - Throws: `PlotError` for a figure without data, or with data that do not fit together.
  public func script(for output: Output? = nil) throws -> String {
    guard !marks.isEmpty else { throw PlotError.noMarks }
    for (what, size) in [("width", width), ("height", height)]
    where !Figure.sizes.contains(size) {
      throw PlotError.value(
        what: what, got: "\(size)",
        expected: "\(Figure.sizes.lowerBound) to \(Figure.sizes.upperBound) pixels")
    }
    var lines = ["set encoding utf8"]
    if let output { lines.append(output.command(width: width, height: height)) }
    var blocks = 0
    if below.isEmpty {
      return (lines + (try commands(for: output, blocks: &blocks, in: self)))
        .joined(separator: "\n") + "\n"
    }
    let panels = [self] + below.flatMap { [$0] + $0.below }
    lines.append("set multiplot layout \(panels.count),1")
    for (place, panel) in panels.enumerated() {
      if place > 0 { lines.append("reset") }
      // The axes of all panels begin at one place.
      if output?.isText != true { lines.append("set lmargin 12") }
      lines += try panel.commands(for: output, blocks: &blocks, in: self)
    }
    lines.append("unset multiplot")
    return lines.joined(separator: "\n") + "\n"
  }

  /// What draws the marks on the axes.
  /// - Parameters:
  ///   - blocks: of data that there are already.
  ///   - page: whose size the picture has.
  private func commands(
    for output: Output?, blocks: inout Int, in page: Figure
  ) throws -> [String] {
    guard !marks.isEmpty else { throw PlotError.noMarks }
    var script = Script(isText: false, width: page.width, height: page.height, blocks: blocks)
    if case .text(let columns, let rows) = output {
      script = Script(isText: true, width: columns, height: rows, blocks: blocks)
    }
    for mark in marks { try mark.write(to: &script, axes: axes) }
    blocks = script.blockCount

    var lines: [String] = []
    if !title.isEmpty { lines.append("set title \(GnuplotText.quoted(title)) noenhanced") }
    lines += try axes.x.commands(name: "x") + axes.y.commands(name: "y")
    if script.isText && !axes.y.label.isEmpty {
      // Characters do not turn: the label stands left of the numbers.
      lines.append("set lmargin \(axes.y.label.count + 10)")
    }
    if script.isTight { lines.append("set autoscale xfix; set autoscale yfix") }
    if script.startsAtZero && !axes.y.logarithmic && axes.y.range == nil {
      lines.append("set yrange [0:*]")
    }
    lines += [
      "set border 3 linecolor '#555555'",
      "set tics nomirror out scale 0.6 textcolor '#222222'",
      script.isText ? "unset grid" : "set grid linetype 1 linecolor '#DDDDDD' linewidth 0.6",
      legend.command(hasEntries: script.usesLegend),
    ]
    if let range = script.colorRange {
      lines += try [Colors.paletteCommand] + axes.color.commands(name: "cb")
      lines += axes.color.shortLogarithmicTics(name: "cb", over: range)
    }
    lines += script.preparations
    lines.append("plot " + script.clauses.joined(separator: ", \\\n     "))
    return lines
  }
}

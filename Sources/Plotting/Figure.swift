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
  /// Columns in which this figure and those below it stand, row by row.
  public var columns = 1
  /// Text above all panels.
  public var heading = ""
  /// Width in pixels (of svg and png; a pdf has 96 to the inch).
  public var width: Int
  /// Height in pixels.
  public var height: Int
  /// Of all letters, in points; nil for one that grows with the figure.
  public var fontSize: Double?
  /// Pixels to the inch of a png, whose letters and lines grow with them.
  public var dpi = 96.0
  /// Whether faint lines stand behind the marks.
  public var grid = true
  /// Whether one unit is as long on both axes.
  public var equal = false

  /// Sizes a picture may have, in pixels.
  public static let sizes = 100...10_000
  /// Pixels of a png at most, in either direction.
  public static let greatestPixels = 20_000

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

  /// This figure and those below it.
  public var panels: [Figure] { [self] + below.flatMap(\.panels) }

  /// The gnuplot text that draws the figure, data included.
  ///
  /// - Parameter output: the kind of picture; `nil` leaves the choice to whoever runs the text.
  /// - Throws: `PlotError` for a figure without data, or with data that do not fit together.
  public func script(for output: Output? = nil) throws -> String {
    let text = try lines(for: output).joined(separator: "\n") + "\n"
    return output?.drawsLetters == true ? Glyphs.drawable(text) : text
  }

  private func lines(for output: Output?) throws -> [String] {
    try checkSizes()
    let panels = panels
    let columns = max(1, min(columns, panels.count))
    let rows = (panels.count + columns - 1) / columns
    let page = Page(self, columns: columns, rows: rows, for: output)
    var lines = ["set encoding utf8"]
    if let output { lines.append(output.command(page)) }
    var blocks = 0
    var cell = page
    cell.width /= columns
    cell.height /= rows
    guard panels.count > 1 || !heading.isEmpty else {
      let script = try panelScript(for: output, blocks: &blocks, on: cell)
      return lines + (try panelCommands(script, on: cell))
    }
    var scripts: [Script] = []
    for panel in panels {
      var room = output
      if case .text(let width, let height) = output {
        room = .text(columns: width / columns, rows: height / rows)
      }
      scripts.append(try panel.panelScript(for: room, blocks: &blocks, on: cell))
    }
    let lettering = GnuplotText.wrapped(heading, to: page.characters(width))
    let above = heading.isEmpty ? "" : " title \(GnuplotText.quoted(lettering)) noenhanced"
    guard output?.isText != true else {
      lines.append("set multiplot layout \(rows),\(columns)\(above)")
      for (place, panel) in panels.enumerated() {
        if place > 0 { lines.append("reset") }
        lines += try panel.panelCommands(scripts[place], on: cell)
      }
      return lines + ["unset multiplot"]
    }
    let headingLines = heading.isEmpty ? 0 : lettering.split(separator: "\n").count
    let layout = PanelLayout(
      zip(panels, scripts).map { $0.margins($1, on: cell) }, columns: columns, page: page,
      heading: (headingLines > 0 ? Double(headingLines) + 0.8 : 0) * page.unit.height)
    lines.append("set multiplot\(above)")
    for (place, panel) in panels.enumerated() {
      if place > 0 { lines.append("reset") }
      lines += layout.commands(place, scripts[place])
      lines += try panel.panelCommands(scripts[place], on: cell, box: layout.box)
    }
    return lines + ["unset multiplot"]
  }

  private func checkSizes() throws {
    for (what, size) in [("width", width), ("height", height)] {
      guard Figure.sizes.contains(size) else {
        throw PlotError.value(
          what: what, got: "\(size)",
          expected: "\(Figure.sizes.lowerBound) to \(Figure.sizes.upperBound) pixels")
      }
      guard Double(size) * dpi / 96 <= Double(Figure.greatestPixels) else {
        throw PlotError.value(
          what: "\(what) at \(GnuplotText.number(dpi)) dpi",
          got: "\(Int(Double(size) * dpi / 96)) pixels",
          expected: "at most \(Figure.greatestPixels)")
      }
    }
  }
}

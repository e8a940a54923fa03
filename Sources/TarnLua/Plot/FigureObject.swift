import Plotting

/// A figure as Lua holds it. Unlike other values of Tarn it grows, so that a loop can add to it.
final class FigureObject {
  private(set) var figure: Figure

  /// - Throws: `PlotError` for what cannot be drawn, now rather than when it is saved.
  init(_ figure: Figure) throws {
    _ = try figure.script()
    self.figure = figure
  }

  /// Draws the marks of another figure over this one's. A title or axis about which this figure
  /// says nothing becomes that of the other.
  ///
  /// - Throws: `PlotError` if they cannot be drawn on common axes; the figure is then unchanged.
  func add(_ other: Figure) throws {
    var sum = figure
    sum.marks += other.marks
    sum.below += other.below
    if sum.title.isEmpty { sum.title = other.title }
    if sum.axes.x == Axis() { sum.axes.x = other.axes.x }
    if sum.axes.y == Axis() { sum.axes.y = other.axes.y }
    if sum.axes.color == Axis() { sum.axes.color = other.axes.color }
    _ = try sum.script()
    figure = sum
  }

  /// Draws another figure below this one, on axes of its own. The picture grows with it.
  func place(below other: Figure) throws {
    var both = figure
    both.below.append(other)
    both.height = min(figure.height + other.height, Figure.sizes.upperBound)
    _ = try both.script()
    figure = both
  }

  var text: String {
    let title = figure.title.isEmpty ? "" : " \"\(figure.title)\""
    let marks = figure.marks.count == 1 ? "1 layer" : "\(figure.marks.count) layers"
    return "figure\(title) of \(marks): :show() draws it here, :save(\"name.svg\") into a file"
  }
}

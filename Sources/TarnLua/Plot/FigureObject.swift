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
    try figure.checkSpace(other.marks)
    let before = figure.axes
    if before.x == Axis() { figure.axes.x = other.axes.x }
    if before.y == Axis() { figure.axes.y = other.axes.y }
    if before.color == Axis() { figure.axes.color = other.axes.color }
    do {
      // What stands on its axes already needs no second look.
      if figure.axes != before { try figure.check(figure.marks) }
      if figure.axes != other.axes { try figure.check(other.marks) }
    } catch {
      figure.axes = before
      throw error
    }
    if figure.title.isEmpty { figure.title = other.title }
    figure.marks += other.marks
    figure.below += other.below
  }

  /// Draws a mark over this figure's.
  func add(_ mark: some Mark) throws {
    try figure.check([mark])
    figure.marks.append(mark)
  }

  /// Draws another figure below this one, on axes of its own. The picture grows with it.
  func place(below other: Figure) throws {
    figure.height = min(figure.height + other.height, Figure.sizes.upperBound)
    figure.below.append(other)
  }

  var text: String {
    let title = figure.title.isEmpty ? "" : " \"\(figure.title)\""
    let marks = figure.marks.count == 1 ? "1 layer" : "\(figure.marks.count) layers"
    let panels = figure.panels.count == 1 ? "" : ", \(figure.panels.count) panels"
    return
      "figure\(title) of \(marks)\(panels): :show() draws it here, :save(\"name.svg\") into a file"
  }
}

/// What stands around the box of the axes, in pixels.
struct Margins: Equatable {
  var left = 0.0
  var right = 0.0
  var top = 0.0
  var bottom = 0.0

  /// Of the width, what a color bar takes: beside axes in the plane, and within those in space.
  static let barShare = 0.07

  /// The box that they leave of a page.
  func box(of page: Page) -> (width: Double, height: Double) {
    (
      max(0.2 * Double(page.width), Double(page.width) - left - right),
      max(0.2 * Double(page.height), Double(page.height) - top - bottom)
    )
  }
}

extension Figure {
  /// The command that keeps room at the right where gnuplot does not: it reckons neither with long numbers nor with
  /// those of a logarithmic color bar.
  func rightMargin(_ script: Script, on page: Page) -> [String] {
    guard !script.isText, !script.isBare else { return [] }
    let margins = margins(script, on: page)
    let rooms = AxisRooms(box: margins.box(of: page), letter: page.letter)
    let needsBar =
      script.colorRange.map {
        !axes.color.label.isEmpty
          || axes.color.needsRoom(.init(axes.color.colorRange(of: $0)), in: rooms.color)
      } ?? false
    let needsNumbers = !axes.x.logarithmic && axes.x.needsRoom(script.x, in: rooms.x)
    guard needsBar || (needsNumbers && !script.isSpatial) else { return [] }
    var right = margins.right / Double(page.width)
    if script.isSpatial { right -= Margins.barShare }
    return ["set rmargin at screen \(GnuplotText.rounded(1 - min(0.6, right)))"]
  }

  /// What the numbers, labels, title and legend of a picture need around its axes.
  func margins(_ script: Script, on page: Page) -> Margins {
    let unit = page.unit
    let (wide, tall) = characters(script, on: page)
    // Those of the numbers follow from the room that there is with usual ones.
    let usual = AxisRooms(
      box: (0.75 * Double(page.width), 0.7 * Double(page.height)), letter: page.letter)
    func lines(_ label: String, _ axis: Axis, _ characters: Int) -> Double {
      label.isEmpty ? 0 : Double(axis.wrappedLabel(characters).split(separator: "\n").count)
    }
    var margins = Margins()
    margins.left =
      (Double(axes.y.numberLength(script.y, in: usual.y)) + 2.5) * unit.width
      + 1.3 * lines(axes.y.label, axes.y, tall) * unit.height
    margins.right =
      max(
        1.5, Double(axes.x.numberLength(script.x, in: usual.x)) / 2 + 0.5) * unit.width
    if let range = script.colorRange {
      let numbers = axes.color.numberLength(
        .init(axes.color.colorRange(of: range)), in: usual.color)
      // The bar itself is a share of the box.
      margins.right =
        Margins.barShare * Double(page.width) + Double(numbers + 3) * unit.width
        + 1.3 * lines(axes.color.label, axes.color, tall) * unit.height
    }
    let across = 0.95 * margins.box(of: page).width / unit.width
    let legend = legend.room(labels: script.labels, characters: wide, across: across)
    margins.right += Double(legend.characters) * unit.width
    let titleLines =
      title.isEmpty ? 0 : Double(titleText(script, wide).split(separator: "\n").count)
    margins.top = (titleLines > 0 ? titleLines + 1.3 : 0.6) * unit.height
    margins.bottom =
      (2.2 + 1.2 * lines(axes.x.label, axes.x, wide) + 1.15 * Double(legend.lines)
        + (legend.lines > 0 ? 0.5 : 0)) * unit.height
    return margins
  }
}

/// Where panels stand on a page, so that the boxes of their axes are equally large and stand in rows and columns.
struct PanelLayout {
  /// Shares of the page, from its left and lower ends.
  struct Rectangle: Equatable {
    var left: Double
    var right: Double
    var bottom: Double
    var top: Double
  }

  /// Of each panel: what it is drawn in, and the box of its axes.
  private(set) var places: [(cell: Rectangle, box: Rectangle)] = []
  /// Pixels of the boxes.
  let box: (width: Double, height: Double)

  /// Of the page at least this share is left to the boxes.
  private static let leastShare = 0.3

  /// - Parameters:
  ///   - margins: what each panel needs around its axes.
  ///   - heading: pixels above all panels.
  init(_ margins: [Margins], columns: Int, page: Page, heading: Double) {
    let rows = (margins.count + columns - 1) / columns
    func inColumn(_ column: Int, _ side: KeyPath<Margins, Double>) -> Double {
      stride(from: column, to: margins.count, by: columns).map { margins[$0][keyPath: side] }.max()
        ?? 0
    }
    func inRow(_ row: Int, _ side: KeyPath<Margins, Double>) -> Double {
      margins[row * columns..<min((row + 1) * columns, margins.count)].map { $0[keyPath: side] }
        .max() ?? 0
    }
    let (width, height) = (Double(page.width), Double(page.height))
    let across = Self.lengths(
      (0..<columns).map { (inColumn($0, \.left), inColumn($0, \.right)) }, of: width)
    let down = Self.lengths(
      (0..<rows).map { (inRow($0, \.top), inRow($0, \.bottom)) }, of: height - heading)
    box = (across.box, down.box)
    for panel in margins.indices {
      let (x, y) = (across.parts[panel % columns], down.parts[panel / columns])
      let top = height - heading
      places.append(
        (
          cell: Rectangle(
            left: x.start / width, right: x.end / width, bottom: (top - y.end) / height,
            top: (top - y.start) / height),
          box: Rectangle(
            left: x.boxStart / width, right: x.boxEnd / width, bottom: (top - y.boxEnd) / height,
            top: (top - y.boxStart) / height)
        ))
    }
  }

  /// From the left or from above, in pixels.
  private struct Part {
    var start: Double
    var boxStart: Double
    var boxEnd: Double
    var end: Double
  }

  /// Equal boxes between margins that differ; margins that leave no room for them are narrowed.
  private static func lengths(
    _ margins: [(before: Double, after: Double)], of whole: Double
  ) -> (parts: [Part], box: Double) {
    let needed = margins.reduce(0) { $0 + $1.before + $1.after }
    let narrowing = min(1, (1 - leastShare) * whole / max(needed, 1))
    let box = (whole - needed * narrowing) / Double(margins.count)
    var parts: [Part] = []
    var start = 0.0
    for margin in margins {
      let boxStart = start + margin.before * narrowing
      let end = boxStart + box + margin.after * narrowing
      parts.append(Part(start: start, boxStart: boxStart, boxEnd: boxStart + box, end: end))
      start = end
    }
    return (parts, box)
  }

  /// The commands that place a panel.
  func commands(_ panel: Int, _ script: Script) -> [String] {
    let (cell, box) = places[panel]
    func number(_ share: Double) -> String {
      GnuplotText.number((max(0, min(1, share)) * 1e5).rounded() / 1e5)
    }
    let place = [
      "set origin \(number(cell.left)),\(number(cell.bottom))",
      "set size \(number(cell.right - cell.left)),\(number(cell.top - cell.bottom))",
    ]
    guard !script.isBare else { return place }
    guard !script.isSpatial else {
      // In space the axes have no box, but a color bar within it.
      let bar = Margins.barShare * (cell.right - cell.left)
      return place + ["set rmargin at screen \(number(min(cell.right, box.right + bar)))"]
    }
    return place + [
      "set lmargin at screen \(number(box.left)); set rmargin at screen \(number(box.right))",
      "set bmargin at screen \(number(box.bottom)); set tmargin at screen \(number(box.top))",
    ]
  }
}

/// The lines of a tree, as far as its pixels can show them.
///
/// A subtree narrower than a pixel is one line down to its lowest leaf, colored as that leaf is. Lines down in one column of
/// pixels that touch become one, and of lines that begin and end in the same pixels one is drawn. So a tree of a million leaves has no more lines than
/// a picture can show, and one whose leaves stand apart is drawn as it is.
struct TreeLines {
  struct Line: Equatable {
    var x: (Double, Double)
    var y: (Double, Double)
    /// Whose color it has; nil for lines between joins.
    var leaf: Int?

    static func == (a: Line, b: Line) -> Bool { a.x == b.x && a.y == b.y && a.leaf == b.leaf }
  }

  private(set) var lines: [Line] = []
  private let columns: Int
  private let across: Double
  private let row: (Double) -> Int
  /// Lines down that may still become longer, by column: those to leaves, those between joins.
  private var open: [[Line?]]
  private var seen = Set<SIMD4<Int32>>()

  /// - Parameters:
  ///   - columns: pixels from left to right.
  ///   - row: which row of pixels an energy is in.
  init(columns: Int, leaves: Int, row: @escaping (Double) -> Int) {
    self.columns = columns
    across = Double(columns) / Double(max(1, leaves))
    self.row = row
    let none = [Line?](repeating: nil, count: columns + 1)
    open = [none, none]
  }

  /// Whether so many leaves lie within a pixel.
  func isNarrow(_ width: Int) -> Bool { Double(width) * across < 1 }

  /// A line down. Those that begin higher come first, more or less.
  mutating func add(x: Double, from top: Double, to bottom: Double, leaf: Int?) {
    guard bottom < top else { return }
    let kind = leaf == nil ? 1 : 0
    let column = column(x)
    let line = Line(x: (x, x), y: (top, bottom), leaf: leaf)
    guard var longer = open[kind][column] else {
      open[kind][column] = line
      return
    }
    if row(top) > row(longer.y.1) + 1 {
      lines.append(longer)
      open[kind][column] = line
    } else if row(bottom) < row(longer.y.0) - 1 {
      lines.append(line)
    } else {
      longer.y.0 = max(longer.y.0, top)
      if bottom < longer.y.1 {
        longer.y.1 = bottom
        longer.x = line.x
        longer.leaf = leaf
      }
      open[kind][column] = longer
    }
  }

  /// A line from a join towards one of its children.
  mutating func add(from start: (x: Double, y: Double), to end: (x: Double, y: Double), leaf: Int?)
  {
    guard start != end else { return }
    let pixels = SIMD4(
      Int32(column(start.x)), Int32(row(start.y)), Int32(column(end.x)), Int32(row(end.y)))
    guard seen.insert(pixels).inserted else { return }
    lines.append(Line(x: (start.x, end.x), y: (start.y, end.y), leaf: leaf))
  }

  /// No more lines come.
  mutating func finish() {
    for kind in open.indices {
      lines += open[kind].compactMap { $0 }
      open[kind] = open[kind].map { _ in nil }
    }
  }

  private func column(_ x: Double) -> Int { max(0, min(columns, Int(x * across))) }
}

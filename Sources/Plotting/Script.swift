/// The gnuplot text of a figure while its marks are being written.
///
/// Data go into named inline blocks, so that the text alone reproduces the figure.
public struct Script: Sendable {
  /// Inline data and commands that go before the plot command.
  private(set) var preparations: [String] = []
  /// What the plot command draws, in order.
  private var clauses: [(text: String, label: String?)] = []
  /// Long data, which gnuplot reads after the plot command: named blocks of them take it quadratic time.
  private var long: [String: String] = [:]
  /// From the smallest to the largest value that is shown as a color; `nil` if there is none.
  private(set) var colorRange: ClosedRange<Double>?
  /// What values of the axes the marks have.
  private(set) var x = Extent()
  private(set) var y = Extent()
  /// Whether the picture is made of characters, which have shapes but neither size nor color.
  let isText: Bool
  /// Pixels of the picture, or characters: nothing finer can be seen.
  let width: Int
  let height: Int
  /// Ends that the axes are given.
  var window: (x: ClosedRange<Double>?, y: ClosedRange<Double>?) = (nil, nil)
  /// How large points are drawn.
  var pointScale = 1.0
  /// Points that a mark may have.
  var budget = 50_000
  /// Characters of a label in the legend at most.
  var labelLength = 48
  /// Labels in the legend.
  private(set) var labels: [String] = []
  private var unlisted = 0
  /// Whether bars stand on the horizontal axis, which then starts at 0.
  private(set) var startsAtZero = false
  /// Whether the axes end where the data end, as those of a grid do.
  private(set) var isTight = false
  /// Whether the axes have lines at all four sides.
  private(set) var isFramed = false
  /// Whether a surface is drawn, in space.
  private(set) var isSpatial = false
  /// Whether the picture has neither axes nor a color bar.
  private(set) var isBare = false
  /// Values of the characters that show them, least first.
  private(set) var shades: (axis: Axis, range: ClosedRange<Double>)?

  /// Lines on which x and y are equal.
  var diagonals: [Diagonal] = []
  /// Lines across the picture that the legend names.
  private var namedReferences = 0
  /// Ends of what a surface shows.
  private(set) var heights: ClosedRange<Double>?

  /// Data blocks so far, those of other panels among them.
  private(set) var blockCount = 0
  private var seriesCount = 0

  /// Rows in a named block at most.
  private static let blockRows = 2_000
  /// Entries of a legend at most.
  private static let legendEntries = 30

  /// - Parameter blocks: data blocks that the text has already.
  init(isText: Bool, width: Int, height: Int, blocks: Int = 0) {
    self.isText = isText
    self.width = width
    self.height = height
    blockCount = blocks
  }

  /// Values along an axis.
  struct Extent: Sendable {
    private(set) var range: ClosedRange<Double>?
    /// Whether all values are whole.
    private(set) var isWhole = true

    init() {}

    /// Ends that need not be those of whole numbers.
    init(_ range: ClosedRange<Double>) {
      self.range = range
      isWhole = false
    }

    /// Moves the ends, so that they hold a value.
    mutating func reach(_ value: Double) {
      guard value.isFinite else { return }
      range = range.map { min($0.lowerBound, value)...max($0.upperBound, value) } ?? value...value
    }

    mutating func include(_ values: some Sequence<Double>) {
      guard let own = finiteRange(values) else { return }
      reach(own.lowerBound)
      reach(own.upperBound)
      isWhole =
        isWhole && values.allSatisfy { !$0.isFinite || ($0 == $0.rounded() && abs($0) < 1e15) }
    }
  }

  /// What can be seen of a mark's data.
  var thinning: Thinning { Thinning(width: width, height: height, budget: budget) }

  /// Writes rows as inline data and returns the name of the block. An empty row breaks a line. A long block may be used once,
  /// at the start of a clause.
  mutating func addData(_ rows: some Sequence<[Double]>) -> String {
    let name = nextBlock()
    setData(name, rows)
    return name
  }

  /// The name of a block whose data come later.
  mutating func nextBlock() -> String {
    blockCount += 1
    return "$data\(blockCount)"
  }

  /// Writes the data of a block.
  mutating func setData(_ name: String, _ rows: some Sequence<[Double]>) {
    var text = ""
    var count = 0
    for row in rows {
      count += 1
      var isFirst = true
      for number in row {
        if !isFirst { text += " " }
        isFirst = false
        text += GnuplotText.number(number)
      }
      text += "\n"
    }
    if count > Script.blockRows {
      long[name] = text
    } else {
      preparations.append("\(name) << EOD\n\(text)EOD")
    }
  }

  /// Says in the text what of the data is there.
  mutating func addNote(_ note: String) {
    let line = note.split(whereSeparator: \.isNewline).joined(separator: " ")
    preparations.append("# \(line)")
  }

  /// Adds a command before the plot command.
  mutating func addCommand(_ command: String) { preparations.append(command) }

  /// Adds a clause to the plot command, with its legend entry if the label is not empty.
  mutating func addClause(_ clause: String, label: String = "") {
    guard !label.isEmpty, labels.count < Script.legendEntries else {
      if !label.isEmpty { unlisted += 1 }
      clauses.append((clause, nil))
      return
    }
    labels.append(label)
    clauses.append((clause, label))
  }

  /// Whether a mark has an entry in the legend.
  var usesLegend: Bool { !labels.isEmpty }

  /// The plot command, and the long data that follow it.
  var drawing: [String] {
    var clauses = clauses.map { clause in
      guard let label = clause.label else { return clause.text + " notitle" }
      let title = GnuplotText.quoted(GnuplotText.elided(label, to: labelLength))
      return "\(clause.text) title \(title) noenhanced"
    }
    var data: [String] = []
    for index in clauses.indices {
      guard let space = clauses[index].firstIndex(of: " "),
        let text = long[String(clauses[index][..<space])]
      else { continue }
      clauses[index] = "'-'" + clauses[index][space...]
      data.append(text + "e")
    }
    if unlisted > 0 {
      clauses.append("keyentry with points pointtype 0 title '… and \(unlisted) more'")
    }
    return [(isSpatial ? "splot " : "plot ") + clauses.joined(separator: ", \\\n     ")] + data
  }

  /// The index, from 0, of the next series: decides its color and point shape.
  mutating func nextSeries() -> Int {
    defer { seriesCount += 1 }
    return seriesCount
  }

  /// The index, from 0, of the next line across the picture among those that the legend names.
  mutating func nextReference() -> Int {
    defer { namedReferences += 1 }
    return namedReferences
  }

  /// Asks for a color bar over at least these finite values.
  mutating func requireColorBar(for values: some Sequence<Double>) {
    guard let own = finiteRange(values) else { return }
    colorRange =
      colorRange.map { min($0.lowerBound, own.lowerBound)...max($0.upperBound, own.upperBound) }
      ?? own
  }

  /// Whether a point lies within the ends that the axes are given.
  func shows(x: Double, y: Double) -> Bool {
    (window.x?.contains(x) ?? true) && (window.y?.contains(y) ?? true)
  }

  /// Says that the axes hold these points: those that the given end of one axis leaves out do not count for the other.
  mutating func observe(points: PlacedPoints) {
    guard window.x != nil || window.y != nil else { return observe(x: points.x, y: points.y) }
    let places = points.places.filter { shows(x: points.x[$0], y: points.y[$0]) }
    observe(x: places.map { points.x[$0] }, y: places.map { points.y[$0] })
  }

  /// Says that the axes hold these values.
  mutating func observe(x: some Sequence<Double>, y: some Sequence<Double>) {
    self.x.include(x)
    self.y.include(y)
  }

  /// Says how far the axes reach besides the values on them: over error bars, and over bars as wide as they are.
  mutating func reach(x: some Sequence<Double> = [], y: some Sequence<Double> = []) {
    for value in x { self.x.reach(value) }
    for value in y { self.y.reach(value) }
  }

  mutating func requireTightAxes() { isTight = true }
  mutating func requireFrame() { isFramed = true }
  mutating func requireZeroBase() { startsAtZero = true }
  mutating func requireSpace(heights: ClosedRange<Double>?) {
    isSpatial = true
    self.heights = heights
  }
  mutating func requireBarePicture() { isBare = true }
  mutating func explainShades(_ range: ClosedRange<Double>, _ axis: Axis) { shades = (axis, range) }
}

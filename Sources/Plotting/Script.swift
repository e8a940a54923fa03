/// The gnuplot text of a figure while its marks are being written.
///
/// Data go into named inline blocks, so that the text alone reproduces the figure.
public struct Script: Sendable {
  /// Inline data and commands that go before the plot command.
  private(set) var preparations: [String] = []
  /// What the plot command draws, in order.
  private(set) var clauses: [String] = []
  /// From the smallest to the largest value that is shown as a color; `nil` if there is none.
  private(set) var colorRange: ClosedRange<Double>?
  /// Whether the picture is made of characters, which have shapes but neither size nor color.
  let isText: Bool
  /// Pixels of the picture, or characters: nothing finer can be seen.
  let width: Int
  let height: Int
  /// Whether a mark has an entry in the legend.
  private(set) var usesLegend = false
  /// Whether bars stand on the horizontal axis, which then starts at 0.
  private(set) var startsAtZero = false
  /// Whether the axes end where the data end, as those of a grid do.
  private(set) var isTight = false

  /// Data blocks so far, those of other panels among them.
  private(set) var blockCount = 0
  private var seriesCount = 0

  /// - Parameter blocks: data blocks that the text has already.
  init(isText: Bool, width: Int, height: Int, blocks: Int = 0) {
    self.isText = isText
    self.width = width
    self.height = height
    blockCount = blocks
  }

  /// Writes rows as an inline data block and returns its name. An empty row breaks a line.
  mutating func addData(_ rows: some Sequence<[Double]>) -> String {
    blockCount += 1
    let name = "$data\(blockCount)"
    var text = "\(name) << EOD\n"
    for row in rows {
      text += row.map(GnuplotText.number).joined(separator: " ")
      text += "\n"
    }
    preparations.append(text + "EOD")
    return name
  }

  /// A block name which no data have, for tables that gnuplot fills itself.
  mutating func addTableName() -> String {
    blockCount += 1
    return "$table\(blockCount)"
  }

  /// Adds a command before the plot command.
  mutating func addCommand(_ command: String) { preparations.append(command) }

  /// Adds a clause to the plot command, with its legend entry if the label is not empty.
  mutating func addClause(_ clause: String, label: String = "") {
    if label.isEmpty {
      clauses.append(clause + " notitle")
    } else {
      usesLegend = true
      clauses.append(clause + " title \(GnuplotText.quoted(label)) noenhanced")
    }
  }

  /// The index, from 0, of the next series: decides its color and point shape.
  mutating func nextSeries() -> Int {
    defer { seriesCount += 1 }
    return seriesCount
  }

  /// Asks for a color bar over at least these finite values.
  mutating func requireColorBar(for values: [Double]) {
    guard let lower = values.min(), let upper = values.max() else { return }
    colorRange =
      min(
        lower, colorRange?.lowerBound ?? lower)...max(
        upper, colorRange?.upperBound ?? upper)
  }

  mutating func requireTightAxes() { isTight = true }

  mutating func requireZeroBase() { startsAtZero = true }
}

import Foundation

/// How often values fall into bins of equal width.
public struct Histogram: Mark, Equatable {
  public var values: [Double]
  /// Number of bins; `nil` chooses it from the data.
  public var bins: Int?
  /// Name in the legend; empty for no entry.
  public var label: String
  public var style: Style

  /// Numbers of bins that may be asked for.
  public static let binCounts = 1...10_000

  public init(
    _ values: [Double], bins: Int? = nil, label: String = "", style: Style = Style()
  ) {
    self.values = values
    self.bins = bins
    self.label = label
    self.style = style
  }

  /// One bin: the center, how many values it holds, its width.
  public struct Bin: Sendable, Equatable {
    public var center: Double
    public var count: Int
    public var width: Double
  }

  /// The bins of the finite values, from the smallest to the largest value; the last one holds its
  /// upper end.
  ///
  /// Without a given number, their width is that of Freedman and Diaconis 1981,
  /// `2 * IQR / n^(1/3)`, with at least Sturges' `log2(n) + 1` and at most 200 bins. Whole numbers have bins of a whole
  /// width, each around as many of them: one each, unless they are many.
  public func counted() throws -> [Bin] {
    let sorted = values.filter(\.isFinite).sorted()
    guard let lower = sorted.first, let upper = sorted.last else {
      throw PlotError.noData(kind: "histogram", label: label, given: values.count)
    }
    if let bins, !Histogram.binCounts.contains(bins) {
      throw PlotError.value(
        what: "bins", got: "\(bins)",
        expected: "\(Histogram.binCounts.lowerBound) to \(Histogram.binCounts.upperBound)")
    }
    // Half of each end first: the difference of the ends may be beyond the largest number.
    let halfSpan = upper / 2 - lower / 2
    guard halfSpan > 0 else { return [Bin(center: lower, count: sorted.count, width: 1)] }
    if bins == nil, let width = wholeWidth(sorted) { return wholeBins(sorted, width: width) }
    let number = bins ?? automaticBins(sorted)
    let width = halfSpan / Double(number) * 2
    var counts = [Int](repeating: 0, count: number)
    for value in sorted {
      let position = (value / 2 - lower / 2) / halfSpan * Double(number)
      counts[min(Int(position), number - 1)] += 1
    }
    return counts.enumerated().map { index, count in
      let part = (Double(index) + 0.5) / Double(number)
      return Bin(center: lower * (1 - part) + upper * part, count: count, width: width)
    }
  }

  public func write(to script: inout Script, axes: Axes) throws {
    let bins = try counted()
    let filled = bins.filter { $0.count > 0 }
    script.observe(x: filled.map(\.center), y: filled.map { Double($0.count) })
    let edges = filled.flatMap { [$0.center - $0.width / 2, $0.center + $0.width / 2] }
    script.reach(x: edges.filter(axes.x.holds))
    let data = script.addData(
      bins.map { [$0.center, $0.count > 0 ? Double($0.count) : .nan, $0.width] })
    let series = script.nextSeries()
    let color = style.color ?? Colors.series(series)
    script.requireZeroBase()
    script.addClause(
      "\(data) using 1:2:3 with boxes linecolor '\(color)' "
        + "fillstyle transparent solid \(GnuplotText.rounded(0.55 * style.alpha)) border linecolor '\(color)'",
      label: label)
  }

  public var table: Table {
    var table = Table(label: label)
    guard let bins = try? counted() else { return table }
    table["x"] = bins.map(\.center)
    table["y"] = bins.map { Double($0.count) }
    table["width"] = bins.map(\.width)
    return table
  }

  /// How many whole numbers fall into each bin; nil for data that are not whole.
  private func wholeWidth(_ sorted: [Double]) -> Double? {
    let span = sorted[sorted.count - 1] - sorted[0] + 1
    guard span < 1e9, sorted.allSatisfy({ $0 == $0.rounded() && abs($0) < 1e15 }) else {
      return nil
    }
    let number = automaticBins(sorted)
    return span <= Double(max(30, 3 * number)) ? 1 : (span / Double(number)).rounded(.up)
  }

  private func wholeBins(_ sorted: [Double], width: Double) -> [Bin] {
    let lower = sorted[0]
    let last = Int((sorted[sorted.count - 1] - lower) / width)
    var counts = [Int](repeating: 0, count: last + 1)
    for value in sorted { counts[Int((value - lower) / width)] += 1 }
    return counts.enumerated().map { index, count in
      Bin(center: lower + Double(index) * width + (width - 1) / 2, count: count, width: width)
    }
  }

  private func automaticBins(_ sorted: [Double]) -> Int {
    let n = Double(sorted.count)
    let sturges = log2(n).rounded(.up) + 1
    let quartiles = sorted[sorted.count * 3 / 4] / 2 - sorted[sorted.count / 4] / 2
    let half = sorted[sorted.count - 1] / 2 - sorted[0] / 2
    let freedmanDiaconis = quartiles > 0 ? (half / (2 * quartiles) * cbrt(n)).rounded(.up) : 0
    return Int(min(200, max(sturges, freedmanDiaconis)))
  }
}

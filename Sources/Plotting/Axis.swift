import Foundation

/// What is written at an axis and how values are laid out along it; also used for the color bar.
public struct Axis: Sendable, Equatable {
  /// Text beside the axis, taken literally (no markup); empty for none.
  public var label: String
  /// Logarithmic scale. Values that are not positive have no place on it and are left out.
  public var logarithmic: Bool
  /// Ends of the axis; `nil` leaves them to the data.
  public var range: ClosedRange<Double>?
  /// Of the color bar.
  public var palette: Palette

  /// Beyond this no length can be reckoned with, and nothing is drawn.
  public static let greatest = 1e305

  public init(
    _ label: String = "", logarithmic: Bool = false, range: ClosedRange<Double>? = nil,
    palette: Palette = .viridis
  ) {
    self.label = label
    self.logarithmic = logarithmic
    self.range = range
    self.palette = palette
  }

  /// Whether a value has a place on the axis.
  func holds(_ value: Double) -> Bool {
    value.magnitude <= Axis.greatest && (!logarithmic || value >= .leastNormalMagnitude)
  }

  /// A value as the axis lays it out.
  func place(_ value: Double) -> Double { logarithmic ? log10(value) : value }

  /// What is laid out at a place.
  func value(_ place: Double) -> Double { logarithmic ? pow(10, place) : place }

  /// The ends of the color bar for such values.
  func colorRange(of values: ClosedRange<Double>) -> ClosedRange<Double> {
    if let range { return range }
    let ends = palette.range(of: values, logarithmic: logarithmic)
    return widened(ends, isWhole: false) ?? ends
  }

  /// Ends around values that are nearly or wholly one; nil for others.
  func widened(_ values: ClosedRange<Double>, isWhole: Bool) -> ClosedRange<Double>? {
    let (low, high) = (values.lowerBound, values.upperBound)
    let size = max(abs(low), abs(high))
    if logarithmic { return high / low > 1 + 1e-12 ? nil : low / 2...high * 2 }
    guard high - low <= max(1e-12 * size, 1e-299) else { return nil }
    let margin = isWhole && size < 10 ? 1 : size > 1e-290 ? 0.1 * size : 1
    return low - margin...high + margin
  }

  /// Marks at 1, 2 and 5 times the powers of ten, for a logarithmic axis over so few decades that
  /// the powers alone would leave it nearly without any; otherwise no command.
  func shortLogarithmicTics(name: String, over data: ClosedRange<Double>) -> [String] {
    let ends = range ?? data
    guard logarithmic, ends.lowerBound > 0, ends.upperBound / ends.lowerBound < 100 else {
      return []
    }
    let first = Int(log10(ends.lowerBound).rounded(.down))
    let last = Int(log10(ends.upperBound).rounded(.up))
    let steps: [[Double]] = [[1, 2, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9]]
    let choices = steps.map { digits in
      (first...last).flatMap { exponent in digits.map { $0 * pow(10, Double(exponent)) } }
        .filter { $0.isFinite && $0 > 0 }
    }
    // Over less than a decade more digits; over much less no round numbers, but some.
    let places =
      choices.first { $0.count(where: ends.contains) > 1 }
      ?? (0...4).map { ends.lowerBound + Double($0) / 4 * (ends.upperBound - ends.lowerBound) }
    return ["set \(name)tics (\(places.map(GnuplotText.number).joined(separator: ", ")))"]
  }

  /// The commands that set up the axis gnuplot calls `name` (`x`, `y`, `z` or `cb`).
  /// - Parameter characters: of a line of its label at most.
  func commands(
    name: String, extent: Script.Extent = Script.Extent(), isText: Bool = false,
    characters: Int = 80
  ) throws -> [String] {
    var lines: [String] = []
    if !label.isEmpty {
      // Two lines have room beside an axis.
      let text = GnuplotText.wrapped(
        GnuplotText.elided(label, to: 2 * characters - 8), to: characters)
      let turned = name == "z" && !isText ? " rotate" : ""
      lines.append("set \(name)label \(GnuplotText.quoted(text)) noenhanced\(turned)")
    }
    if logarithmic { lines.append("set logscale \(name)") }
    lines.append("set format \(name) '\(format(extent, isText: isText))'")
    guard let range else { return lines + automatic(name, extent) }
    guard holds(range.lowerBound), holds(range.upperBound), range.lowerBound < range.upperBound
    else { throw PlotError.axisRange(axis: name, range: range, logarithmic: logarithmic) }
    lines.append(rangeCommand(name, range))
    guard name != "cb" else { return lines }
    return lines + wholeTics(name, range, extent) + shortLogarithmicTics(name: name, over: range)
  }

  func rangeCommand(_ name: String, _ range: ClosedRange<Double>) -> String {
    let lower = GnuplotText.number(range.lowerBound)
    return "set \(name)range [\(lower):\(GnuplotText.number(range.upperBound))]"
  }

  private func automatic(_ name: String, _ extent: Script.Extent) -> [String] {
    guard let data = extent.range else { return [] }
    if let wider = widened(data, isWhole: extent.isWhole) {
      return [rangeCommand(name, wider)] + wholeTics(name, wider, extent)
        + shortLogarithmicTics(name: name, over: wider)
    }
    return wholeTics(name, data, extent) + shortLogarithmicTics(name: name, over: data)
  }

  /// Where data are whole, so are the marks.
  private func wholeTics(
    _ name: String, _ range: ClosedRange<Double>, _ extent: Script.Extent
  ) -> [String] {
    guard extent.isWhole, extent.range != nil, !logarithmic,
      range.upperBound - range.lowerBound <= 8
    else { return [] }
    return ["set \(name)tics 1"]
  }

  /// Powers of ten on a logarithmic axis that reaches far.
  private func format(_ extent: Script.Extent, isText: Bool) -> String {
    guard logarithmic, !isText, let ends = range ?? extent.range,
      ends.upperBound > 1e4 || ends.lowerBound < 1e-3, ends.upperBound / ends.lowerBound >= 100
    else { return "%h" }
    return "10^{%T}"
  }
}

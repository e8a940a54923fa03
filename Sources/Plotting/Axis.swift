import Foundation

/// What is written at an axis and how values are laid out along it; also used for the color bar.
public struct Axis: Sendable, Equatable {
  /// Text beside the axis, taken literally (no markup); empty for none.
  public var label: String
  /// Logarithmic scale. Values that are not positive have no place on it and are left out.
  public var logarithmic: Bool
  /// Ends of the axis; `nil` leaves them to the data.
  public var range: ClosedRange<Double>?

  public init(
    _ label: String = "", logarithmic: Bool = false, range: ClosedRange<Double>? = nil
  ) {
    self.label = label
    self.logarithmic = logarithmic
    self.range = range
  }

  /// Whether a value has a place on the axis.
  func holds(_ value: Double) -> Bool {
    value.isFinite && (!logarithmic || value > 0)
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

  /// The commands that set up the axis gnuplot calls `name` (`x`, `y` or `cb`).
  func commands(name: String) throws -> [String] {
    var lines: [String] = []
    if !label.isEmpty { lines.append("set \(name)label \(GnuplotText.quoted(label)) noenhanced") }
    if logarithmic { lines.append("set logscale \(name)") }
    lines.append("set format \(name) '%h'")
    if let range {
      guard holds(range.lowerBound), holds(range.upperBound), range.lowerBound < range.upperBound
      else { throw PlotError.axisRange(axis: name, range: range, logarithmic: logarithmic) }
      let lower = GnuplotText.number(range.lowerBound)
      let upper = GnuplotText.number(range.upperBound)
      lines.append("set \(name)range [\(lower):\(upper)]")
    }
    return lines
  }
}

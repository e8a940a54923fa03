import Foundation

/// Marks along a linear axis: how far they stand apart, and how many digits tell them apart.
struct Ticks: Equatable {
  /// 1, 2 or 5 times a power of ten.
  var step: Double
  /// Digits from the first of the numbers to the last one that differs between marks.
  private var digits: Int
  /// Of the numbers, the greatest magnitude.
  private var greatest: Double
  private var isNegative: Bool

  /// Steps along an axis where nothing else limits them.
  static let usual = 10
  /// As many digits gnuplot writes of its own accord.
  private static let plainDigits = 6

  /// The finest steps of which fewer than `limit` lie between the ends; nil where no number says how far they stand apart.
  init?(over range: ClosedRange<Double>, limit: Int, isWhole: Bool = false) {
    let span = range.upperBound - range.lowerBound
    guard span > 1e-290, span.isFinite else { return nil }
    let rough = span / Double(max(limit, 1))
    let power = pow(10, log10(rough).rounded(.down))
    guard power > 0, power.isFinite else { return nil }
    // Slightly more than the span, as a step that just fits is one too many.
    let steps = [1, 2, 5, 10, 20].map { $0 * power }
    guard let step = steps.first(where: { span / $0 < Double(max(limit, 1)) * (1 - 1e-9) }) else {
      return nil
    }
    self.step = isWhole ? max(1, step) : step
    greatest = max(abs(range.lowerBound), abs(range.upperBound))
    isNegative = range.lowerBound < 0
    digits =
      Int(log10(greatest).rounded(.down)) - Int(log10(self.step * 1.000001).rounded(.down)) + 1
  }

  /// The finest steps whose numbers have room.
  init?(over range: ClosedRange<Double>, in room: Room, isWhole: Bool = false) {
    var limit = Ticks.usual
    while true {
      guard let ticks = Ticks(over: range, limit: limit, isWhole: isWhole) else { return nil }
      let held = room.held(ticks.length)
      // An axis goes on to the next marks.
      guard ticks.places(around: range).count - 1 > held, limit > 2 else {
        self = ticks
        return
      }
      limit = max(2, min(limit - 1, held + 1))
    }
  }

  /// Whether gnuplot's own numbers would be equal at neighboring marks.
  var isFine: Bool { digits > Ticks.plainDigits }

  /// Digits behind the point.
  private var decimals: Int { max(0, -Int(log10(step * 1.000001).rounded(.down))) }

  /// How gnuplot writes the numbers.
  var format: String {
    guard isFine else { return "%h" }
    let isPlain = greatest < 1e15 && greatest >= 1e-4
    return isPlain ? "%.\(decimals)f" : "%.\(min(16, digits - 1))e"
  }

  /// Characters of the longest number.
  var length: Int {
    let sign = isNegative ? 1 : 0
    let hasPower = (greatest < 1e-4 && greatest > 0) || greatest >= (isFine ? 1e15 : 1e6)
    if hasPower { return sign + (isFine ? digits + 5 : 6) }
    let whole = max(1, Int(log10(max(greatest, 1)).rounded(.down)) + 1)
    return sign + whole + (decimals > 0 ? 1 + decimals : 0)
  }

  /// Marks within the ends.
  func places(within range: ClosedRange<Double>) -> [Double] {
    places(
      from: (range.lowerBound / step - 1e-9).rounded(.up),
      to: (range.upperBound / step + 1e-9).rounded(.down))
  }

  /// Marks within the ends and next to them.
  func places(around range: ClosedRange<Double>) -> [Double] {
    places(
      from: (range.lowerBound / step + 1e-9).rounded(.down),
      to: (range.upperBound / step - 1e-9).rounded(.up))
  }

  private func places(from first: Double, to last: Double) -> [Double] {
    guard last >= first, last - first < 1000 else { return [] }
    // A quotient of whole numbers is the nearest to what is meant, a multiple of 0.1 is not.
    let inverse = (1 / step).rounded()
    return stride(from: first, through: last, by: 1).map {
      step < 1 && inverse < 1e15 ? $0 / inverse : $0 * step
    }
  }
}

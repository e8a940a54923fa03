import Foundation

/// An S-shaped function, offset + height tanh(rate x): convex below zero, concave above it.
struct SShape: Hashable, Sendable {
  let offset: Double
  let height: Double
  let rate: Double

  static let tanh = SShape(offset: 0, height: 1, rate: 1)
  static let sigmoid = SShape(offset: 0.5, height: 0.5, rate: 0.5)

  private init(offset: Double, height: Double, rate: Double) {
    (self.offset, self.height, self.rate) = (offset, height, rate)
  }

  /// By the name of the primitive; nil for others.
  init?(named name: String) {
    switch name {
    case "tanh": self = .tanh
    case "sigmoid": self = .sigmoid
    default: return nil
    }
  }

  /// More than the error of a value, in units of the largest: that of the library's tanh is below two units in the
  /// last place.
  static let error = 0x1p-50

  @inline(__always)
  func callAsFunction(_ x: Double) -> Double { offset + height * Foundation.tanh(rate * x) }

  /// All values on [l, u], rounded outward.
  func image(_ l: Double, _ u: Double) -> (lower: Double, upper: Double) {
    (
      max(self(l) - SShape.error, offset - height),
      min(self(u) + SShape.error, offset + height)
    )
  }

  func derivative(_ x: Double) -> Double {
    let y = Foundation.tanh(rate * x)
    return height * rate * (1 - y * y)
  }

  /// Lines that enclose the function on [l, u]: lower.slope x + lower.offset <= f(x) <= upper.slope x + upper.offset,
  /// in exact arithmetic. Slopes are those of the tangent in the middle, where that is on one side of the graph, or
  /// else of the tangent through the far end (Zhang et al. 2018, section 3.2), or of the chord; offsets are the
  /// least that such a slope can have, so that no error of a slope counts.
  func lines(
    _ l: Double, _ u: Double
  ) -> (lower: (slope: Double, offset: Double), upper: (slope: Double, offset: Double)) {
    guard l.isFinite, u.isFinite else {
      return ((0, offset - height), (0, offset + height))
    }
    let (above, below) = (slopeAbove(l, u), slopeAbove(-u, -l))
    return ((below, lowest(below, l, u)), (above, highest(above, l, u)))
  }

  /// Where an interval is split best: of some points that are tried the one whose halves leave the least area between
  /// their lines (Shi et al. 2024, GenBaB, chosen before by the same measure).
  func division(_ l: Double, _ u: Double) -> Double {
    guard l.isFinite, u.isFinite else { return 0 }
    var best = (area: Double.infinity, point: 0.5 * l + 0.5 * u)
    // Beyond its bends the function is all but linear, and nothing is won there.
    let (low, high) = (max(l, -SShape.bends / rate), min(u, SShape.bends / rate))
    guard low < high else { return best.point }
    for part in SShape.divisions {
      let point = low + part * (high - low)
      guard point > l, point < u else { continue }
      let area = self.area(l, point) + self.area(point, u)
      if area < best.area { best = (area, point) }
    }
    if l < 0, u > 0, area(l, 0) + area(0, u) <= best.area { best.point = 0 }
    return best.point
  }

  private static let divisions = [0.5, 0.35, 0.65, 0.2, 0.8]
  private static let bends = 3.0

  /// Between the lines.
  private func area(_ l: Double, _ u: Double) -> Double {
    let (lower, upper) = lines(l, u)
    let middle = 0.5 * l + 0.5 * u
    return (u - l) * ((upper.slope - lower.slope) * middle + upper.offset - lower.offset)
  }

  /// Of a line above the graph on [l, u]; that of the line below is the same on [-u, -l].
  private func slopeAbove(_ l: Double, _ u: Double) -> Double {
    if l >= 0 { return derivative(0.5 * l + 0.5 * u) }
    if u > 0 {
      let contact = contact(l)
      if contact < u { return derivative(max(0.5 * l + 0.5 * u, contact)) }
    }
    return u > l ? max((self(u) - self(l)) / (u - l), 0) : derivative(l)
  }

  /// Where the line through the graph's point at l < 0 touches the graph above zero: between 0 and -l.
  private func contact(_ l: Double) -> Double {
    let y = self(l)
    var (low, high) = (0.0, -l)
    var d = min(0.5 * -l, 0.7 / rate)
    for _ in 0..<SShape.newtonSteps {
      let t = Foundation.tanh(rate * d)
      let slope = height * rate * (1 - t * t)
      let excess = slope * (d - l) - (offset + height * t - y)
      if excess > 0 { low = d } else { high = d }
      let bend = -2 * rate * t * slope * (d - l)
      let next = d - excess / bend
      d = next > low && next < high ? next : 0.5 * (low + high)
    }
    return d
  }

  private static let newtonSteps = 6

  /// The largest of f(x) - slope x on [l, u], rounded up.
  private func highest(_ slope: Double, _ l: Double, _ u: Double) -> Double {
    var most = max(excess(slope, l).high, excess(slope, u).high)
    let touch = touching(slope)
    if touch > l, touch < u { most = max(most, excess(slope, touch).high) }
    return most
  }

  private func lowest(_ slope: Double, _ l: Double, _ u: Double) -> Double {
    var least = min(excess(slope, l).low, excess(slope, u).low)
    let touch = -touching(slope)
    if touch > l, touch < u { least = min(least, excess(slope, touch).low) }
    return least
  }

  private func excess(_ slope: Double, _ x: Double) -> (low: Double, high: Double) {
    let (y, rise) = (self(x), slope * x)
    let error = SShape.error * (1 + abs(rise))
    return (y - rise - error, y - rise + error)
  }

  /// The point of 0 or more at which the derivative is a slope; where a slope is known to rounding only, the
  /// function less the line through it is known as well as elsewhere, since it is flat there.
  private func touching(_ slope: Double) -> Double {
    let s = min(max(slope / (height * rate), 0), 1)
    guard s > 0 else { return .infinity }
    return (log(1 + (1 - s).squareRoot()) - 0.5 * log(s)) / rate
  }
}

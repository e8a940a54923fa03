import Tensors

/// Where a relaxation takes the larger of two numbers that decide where a line lies (the middle of an interval or the
/// first point of contact that will do; the end that is farther from an inflection), its bounds have a kink where the two
/// are equal, and minima of losses with bounds in them lie on such kinks. Smoothed bounds take a number that is nowhere
/// less, equal where the two are not near each other, with two derivatives everywhere.
extension Value {
  /// max(a, b) where |a - b| is reach or more, and between b + reach p((a - b) / reach), with
  /// p(t) = (1 + t)^3 (3 - t) / 16: p, p' and p'' go on as max(t, 0) at -1 and 1. At most 3/16 reach more.
  /// - Parameter reach: not negative.
  package func smoothMaximum(_ other: Value, reach: Value) throws -> Value {
    let difference = try self - other
    let scale = try reach.maximum(reach.dtype.smallestNormal)
    let t = try (difference / scale).clamped(-1, 1)
    let bend = try (t + 1).square() * (t + 1) * (3 - t) * (1.0 / 16)
    return try other + reach * bend + (difference - reach).maximum(0)
  }
}

extension Interval {
  /// How far numbers must be apart to count as they are: a part of the width that goes with `smooth` to zero.
  func reach(smooth: Double) throws -> Value { try (upper - lower) * min(10 * smooth, 0.25) }
}

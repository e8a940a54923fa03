import Testing

extension BinaryFloatingPoint {
  /// |self - other| <= max(absolute, relative * max(|self|, |other|)). Equal infinities are equal, NaN
  /// equals nothing.
  package func isApproximatelyEqual(
    to other: Self, absolute: Self = 0, relative: Self = 0
  ) -> Bool {
    if self == other { return true }
    let difference = (self - other).magnitude
    return difference.isFinite
      && difference <= max(absolute, relative * max(magnitude, other.magnitude))
  }
}

/// Expects two numbers to be equal but for a tolerance; see `isApproximatelyEqual`.
package func expectClose(
  _ got: Double, _ expected: Double, absolute: Double = 0, relative: Double = 0,
  _ what: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  if got.isApproximatelyEqual(to: expected, absolute: absolute, relative: relative) { return }
  Issue.record(
    "\(prefix(what()))\(got), expected \(expected), off by \((got - expected).magnitude)",
    sourceLocation: sourceLocation)
}

/// Expects two lists of numbers to be as long as each other, and equal but for a tolerance; says the
/// first place where they are not.
package func expectClose(
  _ got: some Collection<Double>, _ expected: some Collection<Double>, absolute: Double = 0,
  relative: Double = 0, _ what: @autoclosure () -> String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard got.count == expected.count else {
    Issue.record(
      "\(prefix(what()))\(got.count) numbers, expected \(expected.count)",
      sourceLocation: sourceLocation)
    return
  }
  let pairs = zip(got, expected)
  let far = pairs.enumerated().filter {
    !$0.element.0.isApproximatelyEqual(to: $0.element.1, absolute: absolute, relative: relative)
  }
  guard let (place, (a, b)) = far.first.map({ ($0.offset, $0.element) }) else { return }
  Issue.record(
    """
    \(prefix(what()))\(far.count) of \(got.count) numbers differ, first element \(place): \(a), expected \
    \(b), off by \((a - b).magnitude)
    """, sourceLocation: sourceLocation)
}

private func prefix(_ what: String) -> String { what.isEmpty ? "" : what + ": " }

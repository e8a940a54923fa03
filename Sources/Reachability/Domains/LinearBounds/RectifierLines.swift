import Tensors

/// The lines that enclose max(x, 0) on [l, u] with l < 0 < u (Zhang et al. 2018, CROWN): above it the chord, below it
/// through zero the identity or nothing, whichever leaves the smaller area.
///
/// The one place that says so. Executors differ in the numbers they compute with, and in how they account for
/// rounding, which is theirs.
package enum RectifierLines {
  /// Of the line above.
  @inlinable package static func slope<Number: LineNumber>(
    _ l: Number, _ u: Number
  ) throws(Number.Failure) -> Number {
    try u.over(Number.width(l, u))
  }

  /// Of the line above: through (l, 0).
  @inlinable package static func intercept<Number: LineNumber>(
    slope: Number, _ l: Number
  ) throws(Number.Failure) -> Number {
    try slope.times(l).negated()
  }

  /// Whether the line below is the identity.
  @inlinable package static func isIdentityBelow<Number: LineNumber>(
    _ l: Number, _ u: Number
  ) throws(Number.Failure) -> Number.Answer {
    try u.exceeds(l.negated())
  }
}

/// What lines are computed with: single numbers, which never fail, or tensors.
package protocol LineNumber {
  associatedtype Failure: Error
  associatedtype Answer
  /// u - l, of ends that may be one point where there are many.
  static func width(_ l: Self, _ u: Self) throws(Failure) -> Self
  func over(_ other: Self) throws(Failure) -> Self
  func times(_ other: Self) throws(Failure) -> Self
  func negated() throws(Failure) -> Self
  func exceeds(_ other: Self) throws(Failure) -> Answer
}

extension Double: LineNumber {
  @inlinable package static func width(_ l: Double, _ u: Double) -> Double { u - l }
  @inlinable package func over(_ other: Double) -> Double { self / other }
  @inlinable package func times(_ other: Double) -> Double { self * other }
  @inlinable package func negated() -> Double { -self }
  @inlinable package func exceeds(_ other: Double) -> Bool { self > other }
}

extension Value: LineNumber {
  /// Neurons that are always zero have no width.
  package static func width(_ l: Value, _ u: Value) throws -> Value {
    try (u - l).maximum(l.dtype == .float64 ? Double.leastNormalMagnitude : 1e-38)
  }

  package func over(_ other: Value) throws -> Value { try self / other }
  package func times(_ other: Value) throws -> Value { try self * other }
  package func negated() throws -> Value { try -self }
  /// 1 where it does, 0 elsewhere.
  package func exceeds(_ other: Value) throws -> Value { try greater(than: other) }
}

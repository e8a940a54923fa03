/// A function of one number whose graph lines can touch: what linear relaxations are made of.
package protocol Touchable: Primitive {
  /// A point at which the derivative is `slope`; of two the positive one. Slopes beyond the range of
  /// the derivative give points beyond what matters, never NaN.
  func touching(slope: Value) throws -> Value

  /// For S-shaped functions and u of 0 or more: the point of 0 or less at which the line through
  /// (u, f(u)) touches the graph.
  func tangentPoint(from u: Value) throws -> Value?

  /// The derivative at x, where y is the value.
  func derivative(_ x: Value, _ y: Value) throws -> Value?
}

extension Touchable {
  package func tangentPoint(from u: Value) throws -> Value? { nil }
}

extension ReLU: Touchable {
  package func touching(slope: Value) throws -> Value { try slope.filled(0) }
}

extension Absolute: Touchable {
  package func touching(slope: Value) throws -> Value { try slope.filled(0) }
}

extension Square: Touchable {
  package func touching(slope: Value) throws -> Value { try slope * 0.5 }
}

extension Exponential: Touchable {
  package func touching(slope: Value) throws -> Value { try slope.maximum(0).log() }
}

extension Softplus: Touchable {
  package func touching(slope: Value) throws -> Value {
    let s = try slope.clamped(0, 1)
    return try s.log() - (1 - s).log()
  }
}

extension Logarithm: Touchable {
  package func touching(slope: Value) throws -> Value { try 1 / slope.maximum(0) }
}

extension SquareRoot: Touchable {
  package func touching(slope: Value) throws -> Value { try 0.25 / slope.square() }
}

extension Reciprocal: Touchable {
  package func touching(slope: Value) throws -> Value { try 1 / (-slope).maximum(0).sqrt() }
}

extension HyperbolicTangent: Touchable {
  package func touching(slope: Value) throws -> Value {
    let s = try slope.clamped(0, 1)
    return try ((1 - s).sqrt() + 1).log() - s.log() * 0.5
  }
  package func tangentPoint(from u: Value) throws -> Value? {
    try apply(TangentPoint(curve: .tanh), [u])
  }
}

extension Sigmoid: Touchable {
  package func touching(slope: Value) throws -> Value {
    let s = try (slope * 4).clamped(0, 1)
    return try ((1 - s).sqrt() + 1).log() * 2 - s.log()
  }
  package func tangentPoint(from u: Value) throws -> Value? {
    try apply(TangentPoint(curve: .sigmoid), [u])
  }
}

extension ErrorFunction: Touchable {
  package func touching(slope: Value) throws -> Value {
    let s = try (slope * (Double.pi.squareRoot() / 2)).clamped(0, 1)
    return try (-s.log()).sqrt()
  }
  package func tangentPoint(from u: Value) throws -> Value? {
    try apply(TangentPoint(curve: .erf), [u])
  }
}

extension ELU: Touchable {
  package func touching(slope: Value) throws -> Value {
    alpha > 0 ? try (slope / alpha).clamped(0, 1).log() : try slope.filled(0)
  }
  package func derivative(_ x: Value, _ y: Value) throws -> Value? {
    try x.greater(than: 0).select(x.filled(1), y + alpha)
  }
}

/// A function that is constant below one point and above another, and x between them.
package protocol Saturating: Primitive {
  var low: Double { get }
  var high: Double { get }
}

extension Clamp: Saturating {}

/// The larger or the smaller of two numbers.
package enum Extreme: Sendable { case largest, smallest }

extension Primitive {
  package var extreme: Extreme? {
    self is Maximum ? .largest : self is Minimum ? .smallest : nil
  }
}

extension Primitive {
  /// max(x, 0).
  package var isRectifier: Bool { self is ReLU }

  /// |x|.
  package var isAbsolute: Bool { self is Absolute }

  /// The largest of some elements of its input. The derivative is nowhere negative and sums to one for
  /// each result, so that anywhere it is taken it gives a lower bound that is linear.
  package var isLargest: Bool { self is ReduceMax || self is MaxPool }

  /// For the smallest of some elements: what takes the largest of the same.
  package var largestOfNegatives: (any Primitive)? {
    (self as? ReduceMin).map { ReduceMax(range: $0.range) }
  }

  /// Whether each element of the input is among the candidates of one result at most.
  package var hasSeparateCandidates: Bool {
    guard let pool = self as? MaxPool else { return self is ReduceMax }
    return pool.window.stride.height >= pool.window.size.height
      && pool.window.stride.width >= pool.window.size.width
  }

  package var isStopGradient: Bool { self is StopGradient }

  /// The dimension in which elements are picked by the second input.
  package var pickedDimension: Int? {
    (self as? Gather)?.dimension ?? (self as? GatherAlong)?.dimension
  }

  /// Whether the result may be a number although an operand is NaN.
  package var forgetsNaN: Bool {
    self is Compare || self is Select || self is Power || (self as? Cast)?.dtype == .int32
  }
}

/// What relaxations are put together from.
package let rectifier: any Touchable = ReLU()
package let addition: any Primitive = Add()
package let subtraction: any Primitive = Subtract()
package let multiplication: any Primitive = Multiply()
package let reciprocal: any Primitive = Reciprocal()

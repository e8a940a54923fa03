import Tensors

/// The range of valid inputs: bounds for all features, or for each. Data need not lie in [0, 1], so there is
/// none unless it is asked for.
public struct Clip {
  /// Of a shape that can be broadcast to that of the inputs.
  public let low: Value
  public let high: Value

  /// What can be wrong with a range.
  public enum Failure: Error, Equatable, CustomStringConvertible {
    case notANumber
    case outside(sample: Int)
    case shape(Shape, inputs: Shape)
    case crossed(low: Double, high: Double, element: Int)

    public var description: String {
      switch self {
      case .outside(let sample):
        "x: sample \(sample) lies outside the range of valid inputs given by clip"
      case .shape(let got, let inputs):
        "clip: got a bound of \(got), expected a number, or one for each feature of inputs \(inputs)"
      case .notANumber: "clip: the range of valid inputs must be numbers, got NaN"
      case .crossed(let low, let high, let element):
        "clip: low must not be above high, got {\(low), \(high)}"
          + (element > 1 ? " at element \(element)" : "")
      }
    }
  }

  /// - Throws: a lower end above its upper end, NaN, or shapes that do not go together.
  public init(low: Value, high: Value) throws {
    self.init(unchecked: low, high)
    try validate()
  }

  init(unchecked low: Value, _ high: Value) {
    self.low = low
    self.high = high
  }

  /// - Throws: a lower end above its upper end, NaN, or shapes that do not go together.
  func validate() throws {
    if let bottom = try low.known, let top = try high.known {
      guard (bottom.doubles + top.doubles).allSatisfy({ !$0.isNaN }) else {
        throw Failure.notANumber
      }
      let difference = try (high - low).tensor()
      for k in 0..<difference.count where difference[k] < 0 {
        throw Failure.crossed(
          low: bottom[bottom.count == 1 ? 0 : min(k, bottom.count - 1)],
          high: top[top.count == 1 ? 0 : min(k, top.count - 1)], element: k + 1)
      }
    }
  }

  /// - Throws: bounds that do not go with inputs of a shape.
  func validate(for shape: Shape) throws {
    try validate()
    for end in [low, high] where (try? end.expanded(to: shape)) == nil {
      throw Failure.shape(end.shape, inputs: shape)
    }
  }

  /// - Throws: inputs, samples along the first dimension, that are outside the range.
  public func check(_ x: Value) throws {
    try validate(for: x.shape)
    let moved = try apply(x).differs(from: x).tensor()
    let features = max(x.shape.count / max(x.shape[0], 1), 1)
    for k in 0..<moved.count where moved[k] != 0 {
      throw Failure.outside(sample: k / features + 1)
    }
  }

  public init(_ range: ClosedRange<Double>) throws {
    low = try .scalar(range.lowerBound, .float64)
    high = try .scalar(range.upperBound, .float64)
  }

  /// In the inputs' precision and shape.
  func bounds(for type: TensorType) throws -> (low: Value, high: Value) {
    (
      try low.cast(to: type.dtype).expanded(to: type.shape),
      try high.cast(to: type.dtype).expanded(to: type.shape)
    )
  }

  /// The nearest valid inputs, element by element.
  public func apply(_ x: Value) throws -> Value {
    try x.maximum(low.cast(to: x.dtype)).minimum(high.cast(to: x.dtype))
  }
}

import Tensors

/// A batch of boxes, one for each row: all inputs between `lower` and `upper`.
public struct InputSet {
  public let lower: Value
  public let upper: Value

  /// What can be wrong with a set of inputs.
  public enum Failure: Error, Equatable, CustomStringConvertible {
    case epsilon(Double)
    case crossed(lower: Double, upper: Double, element: Int)
    case notANumber

    public var description: String {
      switch self {
      case .epsilon(let value): "eps must be a number of 0 or more, got \(value)"
      case .crossed(let lower, let upper, let element):
        "the lower bound \(lower) is above the upper bound \(upper) at element \(element)"
      case .notANumber: "the bounds of a set must be numbers, got NaN"
      }
    }
  }

  /// - Throws: a lower bound above its upper bound, NaN, or shapes that do not agree.
  public init(lower: Value, upper: Value) throws {
    let dtype = DType.promoted(lower.dtype, upper.dtype)
    let lower = try lower.floating().cast(to: dtype.isFloat ? dtype : .float32)
    let upper = try upper.floating().cast(to: dtype.isFloat ? dtype : .float32)
    guard lower.shape == upper.shape else {
      throw TensorError.shapes(
        operation: "box", got: [lower.shape, upper.shape], expected: "bounds of one shape")
    }
    if let low = lower.known, let high = upper.known {
      for k in 0..<low.count {
        guard !low[k].isNaN, !high[k].isNaN else { throw Failure.notANumber }
        guard low[k] <= high[k] else {
          throw Failure.crossed(lower: low[k], upper: high[k], element: k + 1)
        }
      }
    }
    self.lower = lower
    self.upper = upper
  }

  /// Everything within `epsilon` of x in the l-infinity norm.
  /// - Parameters:
  ///   - epsilon: a number, or one for each feature.
  ///   - range: the range of valid inputs, to which the ball is cut.
  public static func ball(
    _ x: Value, epsilon: Value, range: ClosedRange<Double>? = nil
  ) throws -> InputSet {
    if let known = epsilon.known {
      for k in 0..<known.count where !(known[k] >= 0 && known[k].isFinite) {
        throw Failure.epsilon(known[k])
      }
    }
    let x = try x.floating()
    let radius = try epsilon.cast(to: x.dtype).expanded(to: x.shape)
    var (lower, upper) = (try x - radius, try x + radius)
    if let range {
      lower = try lower.clamped(range.lowerBound, range.upperBound)
      upper = try upper.clamped(range.lowerBound, range.upperBound)
    }
    return try InputSet(lower: lower, upper: upper)
  }

  /// An over-approximation of the outputs of `function` on the set. The function is traced, its
  /// graph interpreted in the domain; it may be a network or any other function of one tensor.
  public func image(_ function: (Value) throws -> Value) throws -> ReachableSet {
    let (graph, captured) = try Trace.graph([lower.type]) { [try function($0[0])] }
    let inputs = [Interval(lower: lower, upper: upper)] + captured.map(Interval.init(point:))
    let output = try graph.bounded(inputs)[0]
    return ReachableSet(lower: output.lower, upper: output.upper)
  }
}

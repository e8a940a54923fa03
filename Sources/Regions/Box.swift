import Tensors

/// A batch of boxes, one for each row: all inputs between `lower` and `upper`.
public struct Box {
  public let lower: Value
  public let upper: Value
  /// The middle [n, features...] and half the width of one row [1, features...], where all rows have one width and
  /// that is known by construction.
  public private(set) var middle: (center: Value, radius: Value)?

  /// What can be wrong with a set of inputs.
  public enum Failure: Error, Equatable, CustomStringConvertible {
    case crossed(lower: Double, upper: Double, element: Int)
    case notANumber
    /// A side that reaches to infinity. Rows and features are counted from 1, these through all dimensions of a
    /// row.
    case infinite(Double, row: Int, feature: Int)
    /// No point of the ball is a valid input.
    case outside(Double, Double, element: Int)

    public var description: String {
      switch self {
      case .crossed(let lower, let upper, let element):
        "the lower bound \(lower) is above the upper bound \(upper) at element \(element)"
      case .outside(let low, let high, let element):
        "element \(element) of the ball lies outside the range of valid inputs, \(low) to \(high)"
      case .notANumber: "the bounds of a set must be numbers, got NaN"
      case .infinite(let value, let row, let feature):
        "the bounds of a set must be finite, got \(value) for feature \(feature) of row \(row)"
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
    if let low = try lower.known, let high = try upper.known {
      for k in 0..<low.count {
        guard !low[k].isNaN, !high[k].isNaN else { throw Failure.notANumber }
        guard low[k] <= high[k] else {
          throw Failure.crossed(lower: low[k], upper: high[k], element: k + 1)
        }
        for end in [low[k], high[k]] where !end.isFinite {
          let size = max(low.count / (low.shape.rank > 1 ? low.shape[0] : 1), 1)
          throw Failure.infinite(end, row: k / size + 1, feature: k % size + 1)
        }
      }
    }
    self.lower = lower
    self.upper = upper
  }

  /// Everything within `epsilon` of x in the l-infinity norm, rounded outward.
  /// - Parameters:
  ///   - epsilon: a number, one for each row, or one for each feature.
  ///   - clip: the range of valid inputs, to which the ball is cut.
  public static func ball(_ x: Value, epsilon: Value, clip: Clip? = nil) throws -> Box {
    let ball = try Ball(center: x, epsilon: epsilon, clip: clip)
    let (x, epsilon) = (ball.center, ball.epsilon)
    let shifted: (lower: Value, upper: Value)
    if case .tensor(let center) = x, case .tensor(let known) = epsilon {
      shifted = try outward(center, known)
    } else {
      let radius = try epsilon.cast(to: x.dtype).expanded(to: x.shape)
      shifted = (try x - radius, try x + radius)
    }
    guard let clip else { return try Box(lower: shifted.lower, upper: shifted.upper) }
    let ends = try clip.bounds(for: x.type)
    if let low = try shifted.lower.known, let high = try shifted.upper.known,
      let bottom = try ends.low.known, let top = try ends.high.known
    {
      for k in 0..<low.count where low[k] > top[k] || high[k] < bottom[k] {
        throw Failure.outside(bottom[k], top[k], element: k + 1)
      }
    }
    return try Box(
      lower: clip.apply(shifted.lower), upper: clip.apply(shifted.upper))
  }

  /// The same without a range, of one radius for all and rounded as it comes, with its middle: bounds that go on from
  /// there share the middle's image with the function itself, and carry one radius for all rows.
  public static func around(_ x: Value, epsilon: Value) throws -> Box {
    let ball = try Ball(center: x, epsilon: epsilon)
    let center = ball.center
    guard ball.epsilon.shape.count == 1, center.shape.rank > 1 else {
      return try .ball(x, epsilon: epsilon)
    }
    let row = try ball.epsilon.cast(to: center.dtype).expanded(
      to: center.shape.replacing(0, with: 1))
    var box = try Box(lower: center - row, upper: center + row)
    box.middle = (center, row)
    return box
  }

  /// x - epsilon rounded down and x + epsilon rounded up, so that no point of the ball is lost. An epsilon
  /// that has no short binary form counts as the next larger number: it stands for a decimal one.
  private static func outward(
    _ x: Tensor, _ epsilon: Tensor
  ) throws -> (lower: Value, upper: Value) {
    let radius = try Value.tensor(epsilon).cast(to: .float64).expanded(to: x.shape).tensor()
    func bound(_ sign: Double) throws -> Value {
      .tensor(
        try Tensor(x.type) { k in
          let r = radius[k]
          let isShort = r.isZero || r.significandWidth <= 24
          let (a, b) = (x[k], sign * (isShort ? r : r.nextUp))
          let sum = a + b
          // What the sum lost (Knuth's two-sum).
          let part = sum - a
          let lost = (a - (sum - part)) + (b - part)
          let exact = x.dtype == .float32 ? Double(Float(sum)) : sum
          let missing = sign * ((sum - exact) + lost)
          guard missing > 0, exact.isFinite else { return exact }
          if x.dtype == .float32 {
            return Double(sign > 0 ? Float(exact).nextUp : Float(exact).nextDown)
          }
          return sign > 0 ? exact.nextUp : exact.nextDown
        })
    }
    return (try bound(-1), try bound(1))
  }
}

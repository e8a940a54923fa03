import Regions
import Tensors

/// An output of a point of a set that its reachable set does not hold. There is no way to bring this
/// about but a fault in bounds, or a function whose values are not those of its trace.
public struct EscapedOutput: Error, Equatable, CustomStringConvertible {
  public let domain: String
  /// From 1.
  public let row: Int
  /// From 1, counted through the dimensions of a row.
  public let output: Int
  public let value: Double
  public let bound: Double

  public var description: String {
    "check: the reachable set of row \(row) (domain '\(domain)') does not hold what the function "
      + "gives at a point of the input set: output \(output) is \(value), "
      + (value > bound ? "above the upper bound \(bound)" : "below the lower bound \(bound)")
  }
}

/// A search for outputs that a reachable set should hold and does not: at random points and corners of
/// the inputs, and at corners found by following the sign of each output's gradient up and down.
public struct SelfCheck: Sendable {
  /// Random points, and as many random corners.
  public var samples = 64
  /// Steps towards the extremes of each output.
  public var steps = 3
  /// Outputs whose extremes are looked for; of more, so many at equal distances.
  public var outputs = 64
  public var seed: UInt64 = 0

  public init() {}

  /// - Parameter image: of the set under the function.
  /// - Throws: ``EscapedOutput``.
  public func callAsFunction(
    _ set: Box, _ image: ReachableSet, of function: (Value) throws -> Value
  ) throws {
    guard image.lower.shape.count > 0 else { return }
    let box = (lower: try set.lower.tensor(for: "check"), upper: try set.upper.tensor(for: "check"))
    let bounds = try Bounds(image)
    var random = CounterRandom(seed: seed)
    for sample in 0..<2 * samples {
      try Cancellation.check()
      let point = try set.sample(corner: sample % 2 == 1, &random)
      try bounds.check(function(point).tensor(for: "check"))
    }
    let size = bounds.size
    let chosen = size <= outputs ? Array(0..<size) : (0..<outputs).map { $0 * size / outputs }
    for output in chosen {
      for sign in [1.0, -1.0] {
        var point = try set.sample(corner: false, &random)
        for _ in 0..<steps {
          try Cancellation.check()
          guard let gradient = try SelfCheck.gradient(of: function, output, at: point) else {
            return
          }
          point = try SelfCheck.corner(box, gradient, sign, point.tensor())
          try bounds.check(function(point).tensor(for: "check"))
        }
      }
    }
  }

  /// Of the sum over the rows of one output; nil where the function has no derivative.
  private static func gradient(
    of function: (Value) throws -> Value, _ output: Int, at point: Value
  ) throws -> Tensor? {
    do {
      return try valueAndGradient(
        of: { arguments in
          let values = try function(arguments[0])
          let rows = values.shape.rank == 0 ? 1 : values.shape[0]
          return try values.reshaped(to: Shape([rows, values.shape.count / max(rows, 1)]))
            .sliced(1, output..<output + 1).sum()
        }, at: [point]
      ).gradient.tensor()
    } catch TensorError.notDifferentiable { return nil }
  }

  private static func corner(
    _ box: (lower: Tensor, upper: Tensor), _ gradient: Tensor, _ sign: Double, _ point: Tensor
  ) throws -> Value {
    .tensor(
      try Tensor(box.lower.type) { k in
        let slope = sign * gradient[k]
        return slope > 0 ? box.upper[k] : slope < 0 ? box.lower[k] : point[k]
      })
  }
}

/// The bounds of a set, and what rounding of the function's values is forgiven.
private struct Bounds {
  let domain: String
  let lower: [Double]
  let upper: [Double]
  /// Outputs of a row.
  let size: Int
  let slack: [Double]

  init(_ image: ReachableSet) throws {
    domain = image.domain
    let tensor = try image.lower.tensor(for: "check")
    lower = tensor.doubles
    upper = try image.upper.tensor(for: "check").doubles
    let rows = tensor.shape.rank == 0 ? 1 : tensor.shape[0]
    size = tensor.count / rows
    let precision = tensor.dtype == .float64 ? 1e-12 : 2e-5
    var slack: [Double] = []
    for row in 0..<rows {
      let ends = lower[row * size..<(row + 1) * size] + upper[row * size..<(row + 1) * size]
      let largest = ends.filter(\.isFinite).map { abs($0) }.max() ?? 0
      slack.append(precision * (1 + largest))
    }
    self.slack = slack
  }

  func check(_ outputs: Tensor) throws {
    for k in 0..<lower.count {
      let (value, forgiven) = (outputs[k], slack[k / size])
      guard value < lower[k] - forgiven || value > upper[k] + forgiven else { continue }
      throw EscapedOutput(
        domain: domain, row: k / size + 1, output: k % size + 1, value: value,
        bound: value < lower[k] ? lower[k] : upper[k])
    }
  }
}

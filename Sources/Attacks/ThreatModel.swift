import Foundation
import Tensors

/// Which perturbations an attacker may use.
public struct ThreatModel: Sendable {
  public enum Norm: String, CaseIterable, Sendable {
    case linf = "inf"
    case l2 = "2"
  }

  /// The range of valid inputs, in the samples' shape. None unless it is asked for: data need not
  /// lie in [0, 1].
  public struct Clip: Sendable {
    public let low: Tensor
    public let high: Tensor

    public init(low: Tensor, high: Tensor) {
      self.low = low
      self.high = high
    }
  }

  public let epsilon: Double
  public let norm: Norm
  public let clip: Clip?

  public init(epsilon: Double, norm: Norm = .linf, clip: Clip? = nil) {
    self.epsilon = epsilon
    self.norm = norm
    self.clip = clip
  }

  /// The model for some of the samples, where the range differs from sample to sample.
  func restricted(to rows: [Int]) throws -> ThreatModel {
    guard let clip else { return self }
    return ThreatModel(
      epsilon: epsilon, norm: norm,
      clip: Clip(low: try Target.pick(clip.low, rows), high: try Target.pick(clip.high, rows)))
  }

  /// The nearest allowed input to `moved` around `x`, row by row: first into the ball, then into
  /// the range of valid inputs, which keeps it in the ball when x is valid.
  func project(_ moved: Value, around x: Value) throws -> Value {
    var result: Value
    switch norm {
    case .linf:
      result = try moved.maximum(x - epsilon).minimum(x + epsilon)
    case .l2:
      let step = try moved - x
      let length = try ThreatModel.lengths(step)
      // Longer steps are shortened to eps; the others keep their length exactly.
      let scale = try length.greater(than: epsilon)
        .select(epsilon / length.maximum(1e-30), length.filled(1))
      result = try x + step * scale
    }
    if let clip {
      result = try result.maximum(.tensor(clip.low)).minimum(.tensor(clip.high))
    }
    return result
  }

  /// The step of length `size` that raises the loss most to first order.
  func ascent(_ gradient: Value, _ size: Double) throws -> Value {
    switch norm {
    case .linf: try gradient.sign() * size
    case .l2: try unit(gradient) * size
    }
  }

  /// Rows scaled to length 1; rows of zeros stay. Dividing by the largest element first keeps the
  /// squares of tiny gradients from vanishing.
  private func unit(_ gradient: Value) throws -> Value {
    let features = Array(1..<gradient.shape.rank)
    let largest = try gradient.abs().max(features, keep: true)
    let isZero = try largest.equals(largest.filled(0))
    let scaled = try gradient / isZero.select(largest.filled(1), largest)
    let length = try ThreatModel.lengths(scaled)
    return try scaled / isZero.select(length.filled(1), length)
  }

  /// A random place in the ball: uniform for l-infinity; uniform in direction and volume for l2.
  func start(_ sample: Int, _ features: Int, _ random: inout CounterRandom) -> [Double] {
    switch norm {
    case .linf: return (0..<features).map { _ in epsilon * random.symmetric() }
    case .l2:
      let direction = (0..<features).map { _ in random.normal() }
      let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let radius = epsilon * pow(random.uniform(), 1 / Double(features))
      return direction.map { length > 0 ? $0 / length * radius : 0 }
    }
  }

  /// The distance of each row from x in this norm.
  func distances(_ x: Value, _ y: Value) throws -> Value {
    let step = try y - x
    let features = Array(1..<step.shape.rank)
    switch norm {
    case .linf: return try step.abs().max(features)
    case .l2: return try step.norm(features)
    }
  }

  private static func lengths(_ step: Value) throws -> Value {
    try step.norm(Array(1..<step.shape.rank), keep: true)
  }
}

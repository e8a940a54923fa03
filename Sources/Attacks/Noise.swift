import Settings
import Tensors

/// Random points of the ball, uniform in volume: what a search without any direction finds.
public struct Noise: DeclaredAttack, SteppedAttack, Defaulted {
  /// Points that are drawn for each sample.
  public var samples = 1

  public init() {}

  public static let about = About(
    "noise",
    "Random points of the ball, uniform in volume; the first that fools the network counts.")
  public static let settings: [Setting<Noise>] = [
    .integer("samples", \.samples, 1...1_000_000, "Points for each sample.")
  ]

  public var steps: Int { samples }
  public var isBlind: Bool { true }

  public func start(_ problem: AttackProblem, after previous: [Value]?) throws -> [Value] {
    [problem.x]
  }

  public var endsUnevaluated: Bool { false }
  public var startsAtSamples: Bool { false }

  public func step(_ state: [Value], _ problem: AttackProblem) throws -> [Value] {
    let points = try problem.ball.sample(problem.random)
    try problem.evaluate(points)
    return [points]
  }
}

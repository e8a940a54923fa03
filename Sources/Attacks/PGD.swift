import Foundation
import Settings
import Tensors

/// Projected gradient descent: steps along the sign of the gradient (for l2, the gradient scaled to
/// unit length), projected back into the ball and the range of valid inputs after each (Madry et
/// al. 2018).
public struct PGD: DeclaredAttack, SteppedAttack, Defaulted {
  public var steps = 40
  /// The length of a step; nil means 2.5 eps / steps, which reaches every point of the ball.
  public var stepSize: Double?
  /// The length after all steps, as a part of the first.
  public var decay = 1.0
  public var restarts = 1
  public var randomStart = true
  public var loss = NamedObjective.crossEntropy

  public init() {}
  public init(
    steps: Int = 40, stepSize: Double? = nil, decay: Double = 1, restarts: Int = 1,
    randomStart: Bool = true, loss: NamedObjective = .crossEntropy
  ) {
    self.steps = steps
    self.stepSize = stepSize
    self.decay = decay
    self.restarts = restarts
    self.randomStart = randomStart
    self.loss = loss
  }

  public static let about = About(
    "pgd",
    "Projected gradient steps, as fgsm's, each of which ends in the ball and the clip range. The "
      + "result is the first point that fools the network, else the one of highest loss.",
    source: "Madry et al. 2018")
  public static let settings: [Setting<PGD>] = [
    .integer("steps", \.steps, 1...1_000_000, "Gradient steps."),
    .number(
      "step_size", \.stepSize, .positive, rule: "2.5 eps / steps", "Length of a step."),
    .number(
      "decay", \.decay, .closed(0...1),
      "Steps shrink to this part of their length, by equal factors."),
    .integer("restarts", \.restarts, 1...1_000_000, "Runs; the best point of all counts."),
    .flag(
      "random_start", \.randomStart,
      "Whether the first run begins at random in the ball, as all others do."),
    .objective(\.loss),
  ]

  public var objective: any Objective { loss }
  public func runs(classes: Int) -> Int { restarts }
  public var startsAtSamples: Bool { !randomStart }
  public var isRandom: Bool { randomStart || restarts > 1 }

  public func start(_ problem: AttackProblem, after previous: [Value]?) throws -> [Value] {
    // Without a random start only the first run begins at the sample.
    [randomStart || previous != nil ? try problem.ball.sample(problem.random) : problem.x]
  }

  public func step(_ state: [Value], _ problem: AttackProblem) throws -> [Value] {
    let length = stepSize.map { StepLength.number($0) } ?? .radius(times: 2.5, over: steps)
    let (decay, steps) = (decay, Double(steps))
    let part =
      decay == 1
      ? nil : try problem.clock.number(problem.x.dtype) { pow(decay, Double($0) / steps) }
    return [try problem.ascended(state[0], length, part: part)]
  }
}

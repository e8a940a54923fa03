import Settings
import Tensors

/// The fast gradient sign method: one step of length eps along the sign of the gradient of the loss
/// (Goodfellow et al. 2015, eq. 3); for the l2 norm, along the gradient itself.
public struct FGSM: DeclaredAttack, SteppedAttack, Defaulted {
  public var loss = NamedObjective.crossEntropy

  public init() {}

  public static let about = About(
    "fgsm",
    "One step of length eps along the sign of the gradient of the loss. success is 1 where the "
      + "prediction is wrong, samples that were wrong before included; success_rate counts the others.",
    source: "Goodfellow et al. 2015, eq. 3")

  public static let settings: [Setting<FGSM>] = [.objective(\.loss)]

  public var steps: Int { 1 }
  public var objective: any Objective { loss }
  public var startsAtSamples: Bool { true }
  public var isRandom: Bool { false }

  public func start(_ problem: AttackProblem, after previous: [Value]?) throws -> [Value] {
    [problem.x]
  }

  public func step(_ state: [Value], _ problem: AttackProblem) throws -> [Value] {
    [try problem.ascended(state[0], .radius(times: 1, over: 1))]
  }
}

import Attacks
import Regions
import Settings
import Tensors

/// MTL-IBP: the convex combination (1 - alpha) CE(f(x'), y) + alpha CE(z, y) of the cross-entropy at the points x' of an
/// attack and that of the worst logits by intervals (De Palma et al. 2024, expressive losses).
public struct MTLIBP: DeclaredTerm, SampleTerm {
  public var epsilon: Scheduled
  public var alpha: Scheduled = 0.5
  public var attack: any Attack = PGD(steps: 10)
  public var clip: Clip?

  public init(
    epsilon: Scheduled, alpha: Scheduled = 0.5, attack: any Attack = PGD(steps: 10),
    clip: Clip? = nil
  ) {
    self.epsilon = epsilon
    self.alpha = alpha
    self.attack = attack
    self.clip = clip
  }

  public init(_ given: Given<MTLIBP>) { epsilon = given[\.epsilon] }

  public static let about = About(
    "mtl_ibp",
    "Certified training between attack and bound: 1 - alpha times the cross-entropy at an attack's points, plus "
      + "alpha times that of the worst logits by intervals (interval_bound with kappa = 0).",
    source: "(1 - alpha) CE(f(x'), y) + alpha CE(-lower(z_y - z_k)), De Palma et al. 2024")
  public static let settings: [Setting<MTLIBP>] = [
    .radius(\.epsilon),
    .share("alpha", \.alpha, "The share of the bound: a number or a schedule."),
    Adversary.attack(\.attack),
    .clip("clip", \.clip, "{low, high}: the range of valid inputs, numbers or tensors."),
  ]

  /// Nil where the attack is a function of a script.
  public var identity: String? { attack.planIdentity.map { _ in declaredIdentity } }

  public func values(_ context: LossContext) throws -> Value {
    // Labels are looked at before an attack uses them.
    let oneHot = try context.evaluatedOneHot(for: name)
    return try alpha.mixed(
      {
        let points = try context.attacked(by: attack, epsilon: epsilon, norm: .linf, clip: clip)
        return try CrossEntropy.values(context.net(points), oneHot)
      },
      {
        let set = try context.ball(epsilon, clip: clip)
        return try MarginBounds.intervals(of: context, on: set, for: name).crossEntropy()
      })
  }
}

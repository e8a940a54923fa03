import Attacks
import Regions
import Settings
import Tensors

/// CC-IBP: the cross-entropy of the convex combination (1 - alpha) d(x') + alpha lower(d) of the differences of logits
/// d_k = z_y - z_k at the points x' of an attack and of their lower bounds by intervals (De Palma et al. 2024, expressive
/// losses).
public struct CCIBP: DeclaredTerm, SampleTerm {
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

  public init(_ given: Given<CCIBP>) { epsilon = given[\.epsilon] }

  public static let about = About(
    "cc_ibp",
    "Certified training between attack and bound: cross-entropy of 1 - alpha times the differences of logits at "
      + "an attack's points, plus alpha times their lower bounds by intervals.",
    source: "CE(-((1 - alpha) d(x') + alpha lower(d))), d_k = z_y - z_k, De Palma et al. 2024")
  public static let settings: [Setting<CCIBP>] = [
    .radius(\.epsilon),
    .share("alpha", \.alpha, "The share of the bounds: a number or a schedule."),
    Adversary.attack(\.attack),
    .clip("clip", \.clip, "{low, high}: the range of valid inputs, numbers or tensors."),
  ]

  /// Nil where the attack is a function of a script.
  public var identity: String? { attack.planIdentity.map { _ in declaredIdentity } }

  public func values(_ context: LossContext) throws -> Value {
    // Labels are looked at before an attack uses them.
    let oneHot = try context.evaluatedOneHot(for: name)
    let differences = try alpha.mixed(
      {
        let points = try context.attacked(by: attack, epsilon: epsilon, norm: .linf, clip: clip)
        let logits = try context.net(points)
        let own = try logits.weighted(by: oneHot).sum([1], keep: true)
        return try own - logits
      },
      {
        let set = try context.ball(epsilon, clip: clip)
        return try MarginBounds.intervals(of: context, on: set, for: name).differences
      })
    return try MarginBounds.crossEntropy(of: differences)
  }
}

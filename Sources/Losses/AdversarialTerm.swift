import Attacks
import Regions
import Settings
import Tensors

/// The mean of -log softmax(logits)[class] at points that an attack found around the samples: the inner problem of
/// adversarial training (Madry et al. 2018, eq. 2.1). The attack is of the network as it evaluates; it is taken as
/// it is, no derivative goes through it.
public struct AdversarialTerm: DeclaredTerm, SampleTerm {
  public var epsilon: Scheduled
  public var attack: any Attack = PGD(steps: 10)
  public var norm = Norm.linf
  public var clip: Clip?

  public init(epsilon: Scheduled) { self.epsilon = epsilon }
  public init(
    epsilon: Scheduled, attack: any Attack, norm: Norm = .linf, clip: Clip? = nil
  ) {
    self.epsilon = epsilon
    self.attack = attack
    self.norm = norm
    self.clip = clip
  }

  public init(_ given: Given<AdversarialTerm>) { epsilon = given[\.epsilon] }

  public static let about = About(
    "adversarial",
    "Cross-entropy at points that an attack found around the samples: adversarial training. The last "
      + "point of the attack counts.", source: "Madry et al. 2018, eq. 2.1")
  public static let settings: [Setting<AdversarialTerm>] =
    [Adversary.attack(\.attack)]
    + Adversary.settings(epsilon: \.epsilon, norm: \.norm, clip: \.clip)

  /// Nil where the attack is a function of a script.
  public var identity: String? { attack.planIdentity.map { _ in declaredIdentity } }

  public func values(_ context: LossContext) throws -> Value {
    let points = try context.attacked(by: attack, epsilon: epsilon, norm: norm, clip: clip)
    let there = LossContext(context.net, points, context.y)
    return try CrossEntropy.values(there.logits(), there.oneHot(for: name))
  }
}

import Attacks
import Settings
import Tensors

/// The mean over samples of CE(f(x), y) + beta KL(p(x) || p(x')), p = softmax f: x' is the point of the ball whose
/// prediction an attack has driven furthest from that of the sample (Zhang et al. 2019, algorithm 1). Predictions of
/// both are those of the network in its mode, with their derivatives; the attack is of the network as it evaluates, and
/// no derivative goes through it.
public struct TRADES: DeclaredTerm, SampleTerm {
  public var beta: Scheduled = 6
  public var adversary: Adversary

  public init(beta: Scheduled = 6, adversary: Adversary) {
    self.beta = beta
    self.adversary = adversary
  }

  public init(epsilon: Scheduled, beta: Scheduled = 6, attack: any Attack = DivergenceAscent()) {
    self.init(beta: beta, adversary: Adversary(epsilon: epsilon, attack: attack))
  }

  public init(_ given: Given<TRADES>) { self.init(epsilon: given[\.adversary.epsilon]) }

  public static let about = About(
    "trades",
    "Cross-entropy, and beta times the divergence of the prediction at a point that an attack found "
      + "from that at the sample.", source: "Zhang et al. 2019, algorithm 1")
  public static let settings: [Setting<TRADES>] =
    [
      .scheduled(
        "beta", \.beta, .nonNegative, "The weight of the divergence: a number or a schedule.")
    ]
    + [Adversary.attack(\.adversary.attack, besides: [DivergenceAscent.self])]
    + Adversary.settings(
      epsilon: \.adversary.epsilon, norm: \.adversary.norm, clip: \.adversary.clip)

  public var identity: String? { identity(with: adversary) }

  public func values(_ context: LossContext) throws -> Value {
    let target = try context.oneHot(for: name)
    let there = try context.net(adversary.points(context))
    let here = try context.logits()
    return try CrossEntropy.values(here, target)
      + Divergence.ofRows(here, there) * beta.value(here.dtype)
  }
}

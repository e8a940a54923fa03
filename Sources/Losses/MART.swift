import Attacks
import Settings
import Tensors

/// The mean over samples of
///
///     CE(f(x'), y) - log(1.0001 - max_{k != y} p_k(x')) + beta (1 - p_y(x)) KL(p(x) || p(x')),  p = softmax f,
///
/// at points x' of an attack: samples that are misclassified without one count more (Wang et al. 2020; 1.0001 for 1
/// is their program's). Predictions are those of the network in its mode, the attack is of the network as it evaluates.
public struct MART: DeclaredTerm, SampleTerm {
  public var beta: Scheduled = 6
  public var adversary: Adversary

  public init(beta: Scheduled = 6, adversary: Adversary) {
    self.beta = beta
    self.adversary = adversary
  }

  public init(_ given: Given<MART>) {
    self.init(adversary: Adversary(epsilon: given[\.adversary.epsilon]))
  }

  public static let about = About(
    "mart",
    "Boosted cross-entropy at points that an attack found, and beta times the divergence from the "
      + "prediction at the sample, weighted by how wrong that is.", source: "Wang et al. 2020")
  public static let settings: [Setting<MART>] =
    [
      .scheduled(
        "beta", \.beta, .nonNegative, "The weight of the divergence: a number or a schedule.")
    ]
    + [Adversary.attack(\.adversary.attack)]
    + Adversary.settings(
      epsilon: \.adversary.epsilon, norm: \.adversary.norm, clip: \.adversary.clip)

  public var identity: String? { identity(with: adversary) }

  public func values(_ context: LossContext) throws -> Value {
    let target = try context.oneHot(for: name)
    let there = try context.net(adversary.points(context))
    let here = try context.logits()
    let others = try target.select(there.filled(0), there.softmax(1)).max([1])
    let boosted = try CrossEntropy.values(there, target) - (1.0001 - others).log()
    let doubt = try 1 - (here.softmax(1) * target).sum([1])
    return try boosted + doubt * Divergence.ofRows(here, there) * beta.value(here.dtype)
  }
}

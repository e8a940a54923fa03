import Attacks
import Settings
import Tensors

/// The mean over samples of CE(f(x'), y) + lambda |f(x) - f(x')|^2, f the logits, at points x' of an attack: adversarial
/// logit pairing (Kannan et al. 2018). Logits are those of the network in its mode, the attack is of the network as it
/// evaluates.
public struct LogitPairing: DeclaredTerm, SampleTerm {
  public var lambda: Scheduled = 0.5
  public var adversary: Adversary

  public init(lambda: Scheduled = 0.5, adversary: Adversary) {
    self.lambda = lambda
    self.adversary = adversary
  }

  public init(_ given: Given<LogitPairing>) {
    self.init(adversary: Adversary(epsilon: given[\.adversary.epsilon]))
  }

  public static let about = About(
    "alp",
    "Cross-entropy at points that an attack found, and lambda times the squared distance of the "
      + "logits there from those at the sample.", source: "Kannan et al. 2018")
  public static let settings: [Setting<LogitPairing>] =
    [
      .scheduled(
        "lambda", \.lambda, .nonNegative, "The weight of the distance: a number or a schedule.")
    ]
    + [Adversary.attack(\.adversary.attack)]
    + Adversary.settings(
      epsilon: \.adversary.epsilon, norm: \.adversary.norm, clip: \.adversary.clip)

  public var identity: String? { identity(with: adversary) }

  public func values(_ context: LossContext) throws -> Value {
    let target = try context.oneHot(for: name)
    let there = try context.net(adversary.points(context))
    let here = try context.logits()
    return try CrossEntropy.values(there, target)
      + (here - there).squaredLengths() * lambda.value(here.dtype)
  }
}

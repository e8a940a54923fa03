import Attacks
import Regions
import Settings
import Tensors

/// Who perturbs the samples of a loss: an attack, and what it may do.
public struct Adversary {
  public var epsilon: Scheduled
  public var attack: any Attack
  public var norm = Norm.linf
  public var clip: Clip?

  public init(
    epsilon: Scheduled, attack: any Attack = PGD(steps: 10), norm: Norm = .linf, clip: Clip? = nil
  ) {
    self.epsilon = epsilon
    self.attack = attack
    self.norm = norm
    self.clip = clip
  }

  /// The points that it finds for the network as it evaluates, without a derivative.
  func points(_ context: LossContext) throws -> Value {
    try context.attacked(by: attack, epsilon: epsilon, norm: norm, clip: clip)
  }

  /// The settings of a radius, a norm and a range as those of a loss.
  static func settings<Owner>(
    epsilon: WritableKeyPath<Owner, Scheduled> & Sendable,
    norm: WritableKeyPath<Owner, Norm> & Sendable, clip: WritableKeyPath<Owner, Clip?> & Sendable
  ) -> [Setting<Owner>] {
    [
      .scheduled(
        "eps", epsilon, .nonNegative, required: true, "The radius: a number or a schedule."),
      .choice("norm", norm, "Its norm."),
      .clip("clip", clip, "{low, high}: the range of valid inputs, numbers or tensors."),
    ]
  }

  /// The choice of an attack as a setting of a loss.
  static func attack<Owner>(
    _ path: WritableKeyPath<Owner, any Attack> & Sendable,
    besides further: [any DeclaredAttack.Type] = []
  ) -> Setting<Owner> {
    .variant(
      "attack", path, of: further + attacks, or: .function, shown: true,
      "Any attack by name, with its options, or one of attack.custom with its defaults.")
  }
}

extension DeclaredTerm {
  /// What says all of a term with an attack in it; nil where that is a function of a script.
  func identity(with adversary: Adversary) -> String? {
    adversary.attack.planIdentity.map { _ in declaredIdentity }
  }
}

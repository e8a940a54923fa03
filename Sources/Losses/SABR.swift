import Attacks
import Regions
import Settings
import Tensors

/// Small boxes: an attack within eps - tau finds a point, and intervals bound the network on the box of radius
/// tau = shrink eps around it, cut to the ball of eps; the loss is that of its worst logits (Mueller et al. 2023).
/// With shrink 1 it is IBP, with 0 adversarial training.
public struct SABR: DeclaredTerm, SampleTerm {
  public var epsilon: Scheduled
  /// The part of eps that the box takes. Mueller et al. have 0.4 for MNIST at 0.1 and 0.6 at 0.3, 0.1 for CIFAR-10 at
  /// 2/255 and 0.7 at 8/255.
  public var shrink = 0.4
  public var attack: any Attack = PGD(steps: 10)
  public var clip: Clip?

  public init(
    epsilon: Scheduled, shrink: Double = 0.4, attack: any Attack = PGD(steps: 10),
    clip: Clip? = nil
  ) {
    self.epsilon = epsilon
    self.shrink = shrink
    self.attack = attack
    self.clip = clip
  }

  public init(_ given: Given<SABR>) { epsilon = given[\.epsilon] }

  public static let about = About(
    "sabr",
    "Certified training by small boxes: an attack within (1 - shrink) eps, then intervals on a box of radius "
      + "shrink eps around the point it found: cross-entropy of the worst logits there. It bounds no whole ball, "
      + "so it certifies nothing by itself.",
    source: "CE(-lower(z_y - z_k on the box)), Mueller et al. 2023")
  public static let settings: [Setting<SABR>] = [
    .radius(\.epsilon),
    .number("shrink", \.shrink, .closed(0...1), "The box's part of eps."),
    Adversary.attack(\.attack),
    .clip("clip", \.clip, "{low, high}: the range of valid inputs, numbers or tensors."),
  ]

  /// Nil where the attack is a function of a script.
  public var identity: String? { attack.planIdentity.map { _ in declaredIdentity } }

  public func values(_ context: LossContext) throws -> Value {
    // Labels are looked at before an attack uses them.
    _ = try context.evaluatedOneHot(for: name)
    let ball = try context.ball(epsilon, clip: clip)
    return try MarginBounds.intervals(of: context, on: box(context, in: ball), for: name)
      .crossEntropy()
  }

  /// The box around the attack's points.
  private func box(_ context: LossContext, in ball: Box) throws -> Box {
    guard shrink < 1 else { return ball }
    let points = try context.attacked(
      by: attack, epsilon: epsilon.scaled(by: 1 - shrink), norm: .linf, clip: clip)
    let radius = try epsilon.scaled(by: shrink).value(points.dtype)
    return try Box(
      lower: ball.project(points - radius), upper: ball.project(points + radius))
  }
}

import Regions
import Settings
import Tensors

/// CROWN-IBP: as ``IntervalBound``, with the bounds (1 - beta) IBP + beta CROWN of the differences, where CROWN is one
/// backward pass from intervals (Zhang et al. 2020).
public struct CrownInterval: DeclaredTerm, SampleTerm {
  public var epsilon: Scheduled
  /// Zhang et al. let it fall from 1 to 0 while the radius grows.
  public var beta: Scheduled = 1
  public var kappa: Scheduled = 0.5
  public var clip: Clip?

  public init(
    epsilon: Scheduled, beta: Scheduled = 1, kappa: Scheduled = 0.5, clip: Clip? = nil
  ) {
    self.epsilon = epsilon
    self.beta = beta
    self.kappa = kappa
    self.clip = clip
  }

  public init(_ given: Given<CrownInterval>) { epsilon = given[\.epsilon] }

  public static let about = About(
    "crown_interval",
    "Certified training by linear bounds (CROWN-IBP): as interval_bound, with the lower bounds of the differences "
      + "of logits a mixture of those by intervals and of those by one backward pass from intervals. Let eps grow "
      + "from 0, and beta fall from 1 to 0 meanwhile.",
    source:
      "kappa CE(f(x), y) + (1 - kappa) CE(-((1 - beta) IBP + beta CROWN)), Zhang et al. 2020")
  public static let settings: [Setting<CrownInterval>] = [
    .radius(\.epsilon),
    .share("beta", \.beta, "The share of the backward pass: a number or a schedule."),
    .share("kappa", \.kappa, "The share of cross-entropy at the samples: a number or a schedule."),
    .clip("clip", \.clip, "{low, high}: the range of valid inputs, numbers or tensors."),
  ]

  public func values(_ context: LossContext) throws -> Value {
    let set = try context.ball(epsilon, clip: clip)
    let differences = try beta.mixed(
      { try MarginBounds.intervals(of: context, on: set, for: name).differences },
      { try MarginBounds.backward(of: context, on: set, for: name).differences })
    let worst = try MarginBounds.crossEntropy(of: differences)
    return try kappa.mixed(
      { worst }, { try CrossEntropy.values(context.logits(), context.oneHot(for: name)) })
  }
}

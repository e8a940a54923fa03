import Regions
import Settings
import Tensors

/// Interval bound propagation: kappa CE(f(x), y) + (1 - kappa) CE(z, y), where z are the worst logits that intervals
/// leave possible on the set, z_k - z_y as large and the class itself at 0 (Gowal et al. 2018).
public struct IntervalBound: DeclaredTerm, SampleTerm {
  public var epsilon: Scheduled
  /// Gowal et al. end with one half.
  public var kappa: Scheduled = 0.5
  public var clip: Clip?

  public init(epsilon: Scheduled, kappa: Scheduled = 0.5, clip: Clip? = nil) {
    self.epsilon = epsilon
    self.kappa = kappa
    self.clip = clip
  }

  public init(_ given: Given<IntervalBound>) { epsilon = given[\.epsilon] }

  public static let about = About(
    "interval_bound",
    "Certified training by intervals (IBP): kappa times cross-entropy, plus 1 - kappa times the cross-entropy "
      + "of the worst logits that intervals leave possible within eps. The differences of logits are taken into "
      + "the last layer. Let eps grow from 0, and kappa fall from 1.",
    source: "kappa CE(f(x), y) + (1 - kappa) CE(-lower(z_y - z_k)), Gowal et al. 2018")
  public static let settings: [Setting<IntervalBound>] = [
    .radius(\.epsilon),
    .share("kappa", \.kappa, "The share of cross-entropy at the samples: a number or a schedule."),
    .clip("clip", \.clip, "{low, high}: the range of valid inputs, numbers or tensors."),
  ]

  public func values(_ context: LossContext) throws -> Value {
    let set = try context.ball(epsilon, clip: clip)
    let worst = try MarginBounds.intervals(of: context, on: set, for: name).crossEntropy()
    return try kappa.mixed(
      { worst }, { try CrossEntropy.values(context.logits(), context.oneHot(for: name)) })
  }
}

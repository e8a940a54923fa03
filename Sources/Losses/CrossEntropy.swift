import Settings
import Tensors

/// The mean over samples of -log softmax(logits)[class]; with smoothing s, the target is 1 - s at
/// the class plus s / classes everywhere (Szegedy et al. 2016).
public struct CrossEntropy: DeclaredTerm, SampleTerm, Defaulted {
  public var labelSmoothing = 0.0

  public init() {}
  public init(labelSmoothing: Double) { self.labelSmoothing = labelSmoothing }

  public static let about = About(
    "cross_entropy", "The mean of -log softmax(logits)[class]; classes start at 1.",
    source: "mean_n (logsumexp(z_n) - z_n[y_n])")
  public static let settings: [Setting<CrossEntropy>] = [
    .number("label_smoothing", \.labelSmoothing, .halfOpen(0..<1), "What other classes get.")
  ]

  public func values(_ context: LossContext) throws -> Value {
    try CrossEntropy.values(context.logits(), target(context))
  }

  /// -log softmax(logits), weighted by the rows of a target that sum to 1, [n].
  static func values(_ logits: Value, _ target: Value) throws -> Value {
    try logits.logSumExp([1]) - logits.weighted(by: target).sum([1])
  }

  public func value(_ context: LossContext) throws -> Value {
    let logits = try context.logits()
    // Rows of the target sum to 1, so -sum target log softmax = logsumexp - sum target logits.
    // A class of weight 0 does not count, though its logit be infinite.
    let target = try target(context)
    return try logits.logSumExp([1]).mean() - logits.weighted(by: target).sum()
      / Double(logits.shape[0])
  }

  private func target(_ context: LossContext) throws -> Value {
    let target = try context.oneHot(for: name)
    guard labelSmoothing > 0 else { return target }
    return try target * (1 - labelSmoothing) + labelSmoothing / Double(target.shape[1])
  }
}

import Settings
import Tensors

/// The mean over samples and classes of max(0, margin - z[class] + z[k]), k other than the class: what PyTorch calls
/// MultiMarginLoss with p = 1 (Weston and Watkins 1999, with the sum over the other classes divided by the
/// number of all classes).
public struct Hinge: DeclaredTerm, SampleTerm, Defaulted {
  /// By how much the class is to lead.
  public var margin = 1.0

  public init() {}
  public init(margin: Double) { self.margin = margin }

  public static let about = About(
    "hinge",
    "The sum of max(0, margin - logit[class] + logit[k]) over the other classes k, divided by the "
      + "number of classes; the mean over samples.", source: "Weston and Watkins 1999")
  public static let settings: [Setting<Hinge>] = [
    .number("margin", \.margin, .nonNegative, "By how much the class is to lead the others.")
  ]

  public func values(_ context: LossContext) throws -> Value {
    let (own, logits) = (try context.oneHot(for: name), try context.logits())
    let score = try logits.weighted(by: own).sum([1], keep: true)
    let excess = try (logits - score + margin).relu()
    return try own.select(logits.filled(0), excess).sum([1]) / Double(logits.shape[1])
  }
}

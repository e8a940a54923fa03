import Settings
import Tensors

/// The mean over samples of -z[class], where the outputs z of the network are log-probabilities already.
public struct NegativeLogLikelihood: DeclaredTerm, SampleTerm, Defaulted {
  public init() {}

  public static let about = About(
    "nll",
    "The mean of -output[class], for networks whose outputs are log-probabilities; of logits that "
      + "is no loss: cross_entropy is theirs.", source: "-mean_n z_n[y_n]")

  public func values(_ context: LossContext) throws -> Value {
    let target = try context.oneHot(for: name)
    return try -context.logits().weighted(by: target).sum([1])
  }
}

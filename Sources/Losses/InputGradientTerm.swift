import Settings
import Tensors

/// The mean over samples of |d CE / dx|^2, the squared length of the gradient of each sample's cross-entropy by its
/// inputs (Ross and Doshi-Velez 2018; Drucker and LeCun 1992): double backpropagation.
public struct InputGradientTerm: DeclaredTerm, SampleTerm, Defaulted {
  public init() {}

  public static let about = About(
    "input_gradient",
    "The mean squared length of the gradient of cross-entropy by the inputs; of a network in "
      + "training mode as it evaluates.", source: "Ross and Doshi-Velez 2018")

  public func values(_ context: LossContext) throws -> Value {
    try context.crossEntropyGradient(at: context.samples(for: name), for: name).squaredLengths()
  }
}

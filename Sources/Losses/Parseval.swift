import Settings
import Tensors

/// lambda / 2 times the sum over weight matrices of |W W^T - I|_F^2, which draws all their singular values to 1 (Cisse
/// et al. 2017). Of a matrix with more rows than columns it is |W^T W - I|_F^2: the two differ by a constant, and this
/// is 0 where all singular values are 1. The kernel of a convolution counts as the matrix [outputs, inputs kh kw],
/// without the paper's factor for how often a kernel sees an input.
public struct Parseval: DeclaredTerm, Defaulted {
  public var lambda = 1.0

  public init() {}
  public init(_ lambda: Double) { self.lambda = lambda }

  public static let about = About(
    "parseval",
    "lambda / 2 times the sum over weight matrices of |W W^T - I|^2, or |W^T W - I|^2 if that is "
      + "smaller; the kernel of a convolution is the matrix [outputs, inputs kh kw].",
    source: "Cisse et al. 2017")
  public static let settings: [Setting<Parseval>] = [
    .number("lambda", \.lambda, .nonNegative, positional: true, "The weight.")
  ]

  public func value(_ context: LossContext) throws -> Value {
    var total = try Value.scalar(0, context.net.dtype)
    for matrix in try Penalty.matrices(context.net) {
      let gram = try Penalty.gram(matrix)
      let unit = Value.tensor(try .identity(gram.shape[0], dtype: gram.dtype))
      total = try total + (gram - unit).square().sum()
    }
    return try total * (lambda / 2)
  }
}

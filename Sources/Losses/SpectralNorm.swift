import Settings
import Tensors

/// lambda / 2 times the sum over weight matrices of the square of their largest singular value (Yoshida and Miyato
/// 2017). The kernel of a convolution counts as the matrix [outputs, inputs kh kw], as there.
///
/// The value is exact, by the largest eigenvalue of W W^T or W^T W, whichever is smaller, and can be differentiated
/// twice where it is a single one. With `iterations` it is that of so many steps of power iteration from a random
/// vector, another at each step of a training: from below, and for large matrices cheaper.
public struct SpectralNorm: DeclaredTerm, Defaulted {
  public var lambda = 1.0
  /// Nil for the exact value.
  public var iterations: Int?

  public init() {}
  public init(_ lambda: Double, iterations: Int? = nil) {
    self.lambda = lambda
    self.iterations = iterations
  }

  public static let about = About(
    "spectral_norm",
    "lambda / 2 times the sum over weight matrices of their squared largest singular value; the "
      + "kernel of a convolution is the matrix [outputs, inputs kh kw].",
    source: "Yoshida and Miyato 2017")
  public static let settings: [Setting<SpectralNorm>] = [
    .number("lambda", \.lambda, .nonNegative, positional: true, "The weight."),
    .integer(
      "iterations", \.iterations, 1...1_000_000, rule: "exact",
      "Steps of power iteration from a random vector, which give less than the exact value."),
  ]

  public func value(_ context: LossContext) throws -> Value {
    var total = try Value.scalar(0, context.net.dtype)
    for matrix in try Penalty.matrices(context.net) {
      total = try total + squared(matrix, context)
    }
    return try total * (lambda / 2)
  }

  /// The square of the largest singular value.
  private func squared(_ matrix: Value, _ context: LossContext) throws -> Value {
    guard let iterations else {
      let values = try Penalty.gram(matrix).eigenDecomposition().values
      return try values.row(values.shape[0] - 1)
    }
    // The vectors are taken as they are: at the largest singular value its derivative is that with them held.
    let fixed = try matrix.stopGradient()
    let columns = matrix.shape[1]
    var v = try context.key().drawNormal(TensorType(Shape([columns, 1]), matrix.dtype))
    for _ in 0..<iterations {
      let u = try fixed.matmul(v)
      v = try fixed.transposed(0, 1).matmul(u)
      v = try v / v.norm().maximum(1e-30)
    }
    return try matrix.matmul(v).square().sum()
  }
}

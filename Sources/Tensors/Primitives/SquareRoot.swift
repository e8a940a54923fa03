import CKernels

/// The square root. The derivative at 0 is infinite; that of its square is 1.
struct SquareRoot: Unary {
  var name: String { "sqrt" }
  var traits: Traits { .increasing(.concave) }
  static let kernels = Kernels(tarn_sqrt_f32, tarn_sqrt_f64)

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try y.reciprocal() * 0.5 }

  func vjp(_ backward: Backward) throws -> [Value?] { [try pulledThroughRoot(backward)] }
}

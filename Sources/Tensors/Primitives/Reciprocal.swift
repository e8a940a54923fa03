import CKernels

/// 1 / x, with derivative -1 / x^2.
struct Reciprocal: Unary {
  var name: String { "reciprocal" }
  var traits: Traits {
    var traits = Traits()
    traits.hasPoleAtZero = true
    return traits
  }
  static let kernels = Kernels(tarn_reciprocal_f32, tarn_reciprocal_f64)

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try -y.square() }
}

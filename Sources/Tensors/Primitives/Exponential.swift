import CKernels

/// e^x
struct Exponential: Unary {
  var name: String { "exp" }
  var traits: Traits { .increasing(.convex) }
  var isStrictlyMonotone: Bool { true }
  static let kernels = Kernels(tarn_exp_f32, tarn_exp_f64)

  func derivative(_ x: Value, _ y: Value) throws -> Value? { y }
}

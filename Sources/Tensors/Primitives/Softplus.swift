import CKernels

/// log(1 + e^x), with the sigmoid as derivative.
struct Softplus: Unary {
  var name: String { "softplus" }
  var traits: Traits { .increasing(.convex) }
  var isStrictlyMonotone: Bool { true }
  static let kernels = Kernels(tarn_softplus_f32, tarn_softplus_f64)

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try x.sigmoid() }
}

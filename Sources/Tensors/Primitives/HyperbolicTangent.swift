import CKernels

/// tanh x, with derivative 1 - tanh^2 x.
struct HyperbolicTangent: Unary {
  var name: String { "tanh" }
  var traits: Traits { .increasing(.sShaped) }
  var isStrictlyMonotone: Bool { true }
  static let kernels = Kernels(tarn_tanh_f32, tarn_tanh_f64)

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try 1 - y.square() }
}

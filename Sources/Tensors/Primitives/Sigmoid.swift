import CKernels

/// 1 / (1 + e^-x), with derivative s (1 - s).
struct Sigmoid: Unary {
  var name: String { "sigmoid" }
  var traits: Traits { .increasing(.sShaped) }
  var isStrictlyMonotone: Bool { true }
  static let kernels = Kernels(tarn_sigmoid_f32, tarn_sigmoid_f64)

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try y * (1 - y) }
}

import CKernels

/// 1 / (1 + e^-x), with derivative s (1 - s).
struct Sigmoid: Unary, Touchable {
  var name: String { "sigmoid" }
  var traits: Traits { .curve(.sShaped, self) }
  var rounding: Rounding { .result(4) }
  var counterpart: Counterpart { .operation("Sigmoid") }
  static let examples = [Example(Self(), [3, 2])]
  var isStrictlyMonotone: Bool { true }
  static let kernels = Kernels(tarn_sigmoid_f32, tarn_sigmoid_f64)

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try y * (1 - y) }

  func touching(slope: Value) throws -> Value {
    let s = try (slope * 4).clamped(0, 1)
    return try ((1 - s).sqrt() + 1).log() * 2 - s.log()
  }

  func tangentPoint(from u: Value) throws -> Value? {
    try apply(TangentPoint(curve: .sigmoid), [u])
  }
}

import CKernels

/// tanh x, with derivative 1 - tanh^2 x.
struct HyperbolicTangent: Unary, Touchable {
  var name: String { "tanh" }
  var traits: Traits { .curve(.sShaped, self) }
  var rounding: Rounding { .result(4) }
  var counterpart: Counterpart { .operation("Tanh") }
  static let examples = [Example(Self(), [3, 2]), Example(Self(), [])]
  var isStrictlyMonotone: Bool { true }
  static let kernels = Kernels(tarn_tanh_f32, tarn_tanh_f64)

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try 1 - y.square() }

  func touching(slope: Value) throws -> Value {
    let s = try slope.clamped(0, 1)
    return try ((1 - s).sqrt() + 1).log() - s.log() * 0.5
  }

  func tangentPoint(from u: Value) throws -> Value? {
    try apply(TangentPoint(curve: .tanh), [u])
  }
}

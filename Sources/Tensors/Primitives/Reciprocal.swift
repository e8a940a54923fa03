import CKernels

/// 1 / x, with derivative -1 / x^2.
struct Reciprocal: Unary, Touchable {
  var name: String { "reciprocal" }
  var traits: Traits { .curve(.pole, self) }
  var rounding: Rounding { .result(1) }
  var counterpart: Counterpart { .operation("Reciprocal") }
  static let kernels = Kernels(tarn_reciprocal_f32, tarn_reciprocal_f64)
  static let examples = [Example(Self(), [4], domain: 0.5...2)]

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try -y.square() }

  func touching(slope: Value) throws -> Value { try 1 / (-slope).maximum(0).sqrt() }
}

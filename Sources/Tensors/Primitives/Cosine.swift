import CKernels

/// cos x
struct Cosine: Unary {
  var name: String { "cos" }
  var traits: Traits { .wave }
  var rounding: Rounding { .result(4) }
  var counterpart: Counterpart { .operation("Cos") }
  static let kernels = Kernels(tarn_cos_f32, tarn_cos_f64)
  static let examples = [Example(Self(), [4])]

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try -x.sin() }
}

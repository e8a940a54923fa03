import CKernels

/// -x
struct Negate: Unary {
  var name: String { "neg" }
  var traits: Traits { .linear(Traits.Linear(.general, [.decreasing])) }
  var rounding: Rounding { .none }
  var counterpart: Counterpart { .operation("Neg") }
  static let kernels = Kernels(tarn_neg_f32, tarn_neg_f64, tarn_neg_i32)
  static let examples = [Example(Self(), [2, 3]), Example(Self(), [2, 0])]

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try y.filled(-1) }
}

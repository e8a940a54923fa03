import CKernels

/// e^x
struct Exponential: Unary, Touchable {
  var name: String { "exp" }
  var traits: Traits { .curve(.convex, self) }
  var rounding: Rounding { .result(4) }
  var counterpart: Counterpart { .operation("Exp") }
  static let examples = [Example(Self(), [2, 3]), Example(Self(), [1])]
  var isStrictlyMonotone: Bool { true }
  static let kernels = Kernels(tarn_exp_f32, tarn_exp_f64)

  func derivative(_ x: Value, _ y: Value) throws -> Value? { y }

  func touching(slope: Value) throws -> Value { try slope.maximum(0).log() }
}

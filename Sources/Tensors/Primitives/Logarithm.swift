import CKernels

/// The natural logarithm.
struct Logarithm: Unary, Touchable {
  var name: String { "log" }
  var traits: Traits { .curve(.concave, self) }
  var rounding: Rounding { .result(4) }
  var counterpart: Counterpart { .operation("Log") }
  static let kernels = Kernels(tarn_log_f32, tarn_log_f64)
  static let examples = [Example(Self(), [5], domain: 0.2...4)]

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try x.reciprocal() }

  func touching(slope: Value) throws -> Value { try 1 / slope.maximum(0) }
}

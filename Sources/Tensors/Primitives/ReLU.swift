import CKernels

/// max(x, 0). The derivative at 0 is 0, as in PyTorch.
struct ReLU: Unary, Touchable {
  var name: String { "relu" }
  var traits: Traits { .curve(.rectifier, self) }
  var rounding: Rounding { .none }
  var counterpart: Counterpart { .operation("Relu") }
  static let kernels = Kernels(tarn_relu_f32, tarn_relu_f64, tarn_relu_i32)
  static let examples = [Example(Self(), [6])]

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try x.greater(than: 0) }

  func touching(slope: Value) throws -> Value { try slope.filled(0) }
}

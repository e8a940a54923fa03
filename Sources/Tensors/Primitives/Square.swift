import CKernels

/// x * x
struct Square: Unary, Touchable {
  var name: String { "square" }
  var traits: Traits { .curve(.valley(at: 0), self) }
  var rounding: Rounding { .result(1) }
  var counterpart: Counterpart { .square }
  static let kernels = Kernels(tarn_square_f32, tarn_square_f64, tarn_square_i32)
  static let examples = [Example(Self(), [4]), Example(Self(), [0])]

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try x * 2 }

  func touching(slope: Value) throws -> Value { try slope * 0.5 }
}

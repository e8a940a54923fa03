import CKernels

/// The square root. The derivative at 0 is infinite; that of its square is 1.
struct SquareRoot: Unary, Touchable {
  var name: String { "sqrt" }
  var traits: Traits { .curve(.concave, self) }
  var rounding: Rounding { .result(1) }
  var counterpart: Counterpart { .operation("Sqrt") }
  static let kernels = Kernels(tarn_sqrt_f32, tarn_sqrt_f64)
  static let examples = [Example(Self(), [5], domain: 0.2...4)]

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try y.reciprocal() * 0.5 }

  func vjp(_ backward: Backward) throws -> [Value?] { [try pulledThroughRoot(backward)] }

  func touching(slope: Value) throws -> Value { try 0.25 / slope.square() }
}

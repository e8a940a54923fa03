import CKernels

/// log(1 + e^x), with the sigmoid as derivative.
struct Softplus: Unary, Touchable {
  var name: String { "softplus" }
  var traits: Traits { .curve(.convex, self) }
  var rounding: Rounding { .result(4) }
  var counterpart: Counterpart { .operation("Softplus") }
  static let examples = [Example(Self(), [5])]
  var isStrictlyMonotone: Bool { true }
  static let kernels = Kernels(tarn_softplus_f32, tarn_softplus_f64)

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try x.sigmoid() }

  func touching(slope: Value) throws -> Value {
    let s = try slope.clamped(0, 1)
    return try s.log() - (1 - s).log()
  }
}

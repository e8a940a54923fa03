import CKernels

/// The largest whole number that is not above; what is no number or infinite stays. The derivative is 0.
struct Floor: Unary {
  var name: String { "floor" }
  var traits: Traits { .monotone([.increasing]) }
  var rounding: Rounding { .none }
  var counterpart: Counterpart { .operation("Floor") }
  static let kernels = Kernels(tarn_floor_f32, tarn_floor_f64)
  static let examples = [Example(Self(), [5])]

  func derivative(_ x: Value, _ y: Value) throws -> Value? { nil }
}

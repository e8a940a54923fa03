import CKernels

/// The same numbers, which were computed from whole ones: beyond 2^53, where float64 holds not all of them (2^24
/// in float32), they are refused, so that a result is exact or none.
struct WholeNumbers: Unary, Composed {
  var name: String { "whole_numbers" }
  var traits: Traits { .monotone([.increasing]) }
  var rounding: Rounding { .none }
  var counterpart: Counterpart { .operation("Identity") }
  static let kernels = Kernels(tarn_whole_f32, tarn_whole_f64)
  static let examples = [Example(Self(), [5])]

  func composition(_ inputs: [Value]) throws -> Value { inputs[0] }
  func derivative(_ x: Value, _ y: Value) throws -> Value? { try x.filled(1) }
}

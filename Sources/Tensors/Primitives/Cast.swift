import CKernels

/// The same numbers in another element type. Whole numbers are cut towards zero; numbers that int32 does not
/// hold are an error, unless they are clipped to the nearest it has, and NaN to 0.
struct Cast: Elementwise {
  var name: String { "to" }
  let dtype: DType
  var clips = false
  var traits: Traits { dtype.isFloat ? .positive : .steps([.increasing]) }
  var rounding: Rounding { dtype == .float64 ? .none : .result(1) }
  var counterpart: Counterpart { .cast }
  static let examples = [
    Example(Self(dtype: .float64), [3]),
    Example(Self(dtype: .float32), [3]),
    Example(Self(dtype: .float64), [0]),
  ]

  func type(of inputs: [TensorType]) throws -> TensorType { TensorType(inputs[0].shape, dtype) }

  func tile(_ inputs: [DType], scalars: [Bool]) -> tarn_kernel? {
    if scalars[0] { return nil }
    switch (inputs[0], dtype) {
    case (.float32, .float64): return tarn_cast_f32_f64
    case (.float64, .float32): return tarn_cast_f64_f32
    case (.int32, .float32): return tarn_cast_i32_f32
    case (.int32, .float64): return tarn_cast_i32_f64
    case (.float32, .int32): return clips ? tarn_clip_f32_i32 : tarn_cast_f32_i32
    case (.float64, .int32): return clips ? tarn_clip_f64_i32 : tarn_cast_f64_i32
    case (.float32, .float32): return tarn_copy_f32
    case (.float64, .float64): return tarn_copy_f64
    case (.int32, .int32): return tarn_copy_i32
    }
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    // Cutting off what is behind the point has no derivative but 0.
    guard dtype.isFloat, backward.needs[0] else { return [nil] }
    return [try backward.cotangent.cast(to: backward.inputs[0].dtype)]
  }
}

import CKernels

/// A number, and how far from it the number may be that it stands for: the first input, unchanged. Bounds read
/// the second.
struct Inexact: Elementwise {
  var name: String { "inexact" }
  var traits: Traits { .inexact }
  var rounding: Rounding { .none }
  var counterpart: Counterpart { .none }
  static let examples = [Example(Self(), [3], [3])]

  func tile(_ inputs: [DType], scalars: [Bool]) -> tarn_kernel? {
    if scalars.contains(true) { return nil }
    return switch inputs[0] {
    case .float32: tarn_copy_f32
    case .float64: tarn_copy_f64
    case .int32: tarn_copy_i32
    }
  }

  func vjp(_ backward: Backward) throws -> [Value?] { [backward.cotangent, nil] }
}

extension Value {
  /// This value, known to within `error` only.
  package func inexact(_ error: Value) throws -> Value { try apply(Inexact(), [self, error]) }
}

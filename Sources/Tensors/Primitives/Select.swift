import CKernels

/// The second operand where the first is not zero, the third elsewhere.
struct Select: Elementwise {
  var name: String { "where" }

  var traits: Traits { .selection }
  var rounding: Rounding { .none }
  var counterpart: Counterpart { .choice }
  static let examples = [
    Example(Self(), [5], [5], [5]),
    Example(Self(), [1], [1], [1]),
    Example(Self(), [0], [0], [0]),
  ]

  private static let kernels = Kernels(tarn_select_f32, tarn_select_f64, tarn_select_i32)

  func tile(_ inputs: [DType], scalars: [Bool]) -> tarn_kernel? {
    scalars.contains(true) ? nil : Select.kernels[inputs[0]]
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    let mask = backward.inputs[0]
    let zero = try backward.cotangent.filled(0)
    return [
      nil,
      backward.needs[1] ? try mask.select(backward.cotangent, zero) : nil,
      backward.needs[2] ? try mask.select(zero, backward.cotangent) : nil,
    ]
  }
}

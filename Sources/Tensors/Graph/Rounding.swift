/// How far the computed result of an operation can be from the exact one, for exact inputs.
public enum Rounding: Sendable {
  /// Not at all: elements are moved, chosen or compared.
  case none
  /// By so many units in the last place of the result.
  case result(Double)
  /// By so many unit roundoffs times what the operation gives for the magnitudes of its inputs: a sum of
  /// that many terms, in any order (Higham 2002, section 3.1). Of a product it is the longer of the sums
  /// that it and its derivative take.
  case sum(Int)

  /// Nothing is claimed: a sum so long that no bound is left of it.
  public static let unknown = Rounding.sum(1 << 52)
}

extension DType {
  /// The largest relative error of one rounding: 2^-24 or 2^-53.
  package var unitRoundoff: Double { self == .float64 ? 0x1p-53 : 0x1p-24 }
}

extension Primitive {
  /// What the primitive says of itself; whole numbers are exact.
  /// - Parameter inputs: types of the operands.
  package func rounding(_ inputs: [TensorType]) -> Rounding {
    guard let output = try? type(of: inputs) else { return .unknown }
    return output.dtype.isFloat ? rounding(inputs, output) : .none
  }

  /// Of sums of elements of one operand: what is summed for one element is no more than the operand holds.
  func sumOfElements(_ inputs: [TensorType]) -> Rounding {
    .sum(inputs.map(\.shape.count).max() ?? 1)
  }
}

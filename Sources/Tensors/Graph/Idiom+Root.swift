/// The root of what cannot be negative, whatever bounds say of it.
extension Recorded {
  var root: Value? {
    get throws {
      guard primitive is SquareRoot, operands[0].isNotNegative else { return nil }
      return try apply(RootOfSquares(), [operands[0].value])
    }
  }

  /// Whether it is by construction: sums of squares and their like.
  private var isNotNegative: Bool {
    if let number { return number >= 0 }
    switch primitive {
    case is Square, is Absolute, is ReLU, is Exponential, is Sigmoid, is Softmax, is RootOfSquares:
      return true
    case is Multiply where operands[0].place == operands[1].place: return true
    case is Multiply, is Divide, is Add, is ReduceSum, is ReduceMax, is ReduceMin, is AveragePool,
      is Broadcast, is Reshape, is Transpose:
      return operands.allSatisfy(\.isNotNegative)
    default: return false
    }
  }
}

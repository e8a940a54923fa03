/// Softmax and its logarithm, written in exponentials, sums and logarithms.
extension Recorded {
  var shares: Value? {
    get throws {
      switch primitive {
      case is Logarithm:
        guard let softmax = operands[0].primitive as? Softmax else { return try logarithmOfPowers }
        return try apply(LogSoftmax(range: softmax.range), [operands[0].operands[0].value])
      case is Exponential:
        guard let softmax = operands[0].primitive as? LogSoftmax else { return nil }
        return try apply(Softmax(range: softmax.range), [operands[0].operands[0].value])
      case is Divide: return try quotientOfPowers
      case is Subtract: return try lessLogarithm
      default: return nil
      }
    }
  }

  /// The logarithm of the sum of e^x.
  private var logarithmOfPowers: Value? {
    get throws {
      var source = operands[0]
      while source.primitive is Reshape { source = source.operands[0] }
      guard let sum = source.primitive as? ReduceSum,
        source.operands[0].primitive is Exponential
      else { return nil }
      let found = try apply(LogSumExp(range: sum.range), [source.operands[0].operands[0].value])
      return found.shape == shape ? found : try found.reshaped(to: shape)
    }
  }

  /// e^x over the sum of these.
  private var quotientOfPowers: Value? {
    get throws {
      let (powers, divisor) = (operands[0], Spread(operands[1]))
      guard powers.primitive is Exponential, let sum = divisor.source.primitive as? ReduceSum,
        divisor.source.operands[0].place == powers.place,
        divisor.isOne(for: sum.range, of: powers.shape)
      else { return nil }
      return try apply(
        Softmax(range: sum.range), [powers.operands[0].unshifted(sum.range).value])
    }
  }

  /// x less the logarithm of the sum of e^x.
  private var lessLogarithm: Value? {
    get throws {
      let (x, other) = (operands[0], Spread(operands[1]))
      guard let sum = other.source.primitive as? LogSumExp,
        other.source.operands[0].place == x.place, other.isOne(for: sum.range, of: x.shape)
      else { return nil }
      return try apply(LogSoftmax(range: sum.range), [x.unshifted(sum.range).value])
    }
  }

  /// What was put into another shape and repeated.
  private struct Spread {
    let source: Recorded
    /// Before it was repeated.
    let shape: Shape

    init(_ value: Recorded) {
      var value = value
      while value.primitive is Broadcast { value = value.operands[0] }
      shape = value.shape
      while value.primitive is Reshape { value = value.operands[0] }
      source = value
    }

    /// Whether it has one element for each line of a tensor.
    func isOne(for range: Range<Int>, of whole: Shape) -> Bool {
      let aligned = [Int](repeating: 1, count: whole.rank - shape.rank) + shape.dimensions
      return whole.dimensions.indices.allSatisfy { d in
        aligned[d] == (range.contains(d) ? 1 : whole[d])
      }
    }
  }

  /// Without what is taken from all elements of a line alike.
  private func unshifted(_ range: Range<Int>) -> Recorded {
    guard primitive is Subtract, operands[1].primitive is Broadcast else { return self }
    let before = operands[1].operands[0].shape
    let aligned = [Int](repeating: 1, count: shape.rank - before.rank) + before.dimensions
    return range.allSatisfy({ aligned[$0] == 1 }) ? operands[0] : self
  }
}

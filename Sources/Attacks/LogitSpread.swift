import Tensors

/// How far the leading logits of each row lie apart, [n]: the denominators of the difference of logits ratio (Croce &
/// Hein 2020). They grow with the logits, so the ratio does not. Where a row has too few logits, or those are masked
/// (-infinity), the spread is 1: the ratio is then the margin.
enum LogitSpread {
  /// The largest less the third.
  static func untargeted(_ logits: Value) throws -> Value {
    guard logits.shape[1] >= 3 else { return try one(logits) }
    let leading = try logits.top(3, 1).values
    return try spread(leading.sliced(1, 0..<1), [leading.sliced(1, 2..<3)])
  }

  /// The largest less the mean of third and fourth (eq. 7); of three logits less the third.
  static func targeted(_ logits: Value) throws -> Value {
    guard logits.shape[1] >= 4 else { return try untargeted(logits) }
    let leading = try logits.top(4, 1).values
    return try spread(
      leading.sliced(1, 0..<1), [leading.sliced(1, 2..<3), leading.sliced(1, 3..<4)])
  }

  private static func one(_ logits: Value) throws -> Value {
    .tensor(try .full(1, shape: Shape([logits.shape[0]]), dtype: logits.dtype))
  }

  private static func spread(_ first: Value, _ lower: [Value]) throws -> Value {
    let far = try first.filled(-1e30)
    var sum: Value?
    for value in lower {
      // A masked logit would make the ratio 0, and its gradient NaN.
      let known = try value.greater(than: far).select(value, first - Double(1))
      sum = try sum.map { try $0 + known } ?? known
    }
    let spread = try first - sum! / Double(lower.count)
    // All equal: there is nothing to divide by.
    return try spread.greater(than: 0).select(spread, spread.filled(1))
      .reshaped(to: Shape([first.shape[0]]))
  }
}

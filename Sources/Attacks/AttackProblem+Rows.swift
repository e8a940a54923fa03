import Tensors

extension AttackProblem {
  /// One number for each row, in a shape that goes with points.
  func wide(_ rows: Value) throws -> Value {
    try rows.reshaped(
      to: Shape([x.shape[0]] + Array(repeating: 1, count: x.shape.rank - 1)))
  }

  /// Rows of `a` where the mask [n] is not zero, of `b` elsewhere.
  func select(_ mask: Value, _ a: Value, _ b: Value) throws -> Value {
    try wide(mask).expanded(to: a.shape).select(a, b)
  }
}

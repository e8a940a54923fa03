import Tensors

/// Absolute values in bounds, |w| times a radius, have a kink where a weight is 0, and minima of losses with bounds in them
/// lie on such kinks. With delta > 0 they are replaced by sqrt(w^2 + delta^2): nowhere less, so that bounds hold as
/// before, at most delta more, and with derivatives of all orders.
extension Value {
  /// |w|, or sqrt(w^2 + delta^2).
  func magnitude(smooth delta: Double) throws -> Value {
    delta > 0 ? try (square() + delta * delta).sqrt() : try abs()
  }

  /// The same with a delta for each element, 0 where it and the element are 0.
  func magnitude(smooth delta: Value) throws -> Value {
    let square = try square() + delta.square()
    return try square.greater(than: 0).select(square.sqrt(), square)
  }

  /// A part that is not negative and one that is not positive, whose sum this is. Without a delta one of them is 0.
  func parts(smooth delta: Double) throws -> (positive: Value, negative: Value) {
    guard delta > 0 else { return (try maximum(0), try minimum(0)) }
    let size = try magnitude(smooth: delta)
    return (try (self + size) * 0.5, try (self - size) * 0.5)
  }
}

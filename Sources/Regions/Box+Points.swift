import Tensors

extension Box {
  /// One random point of every row's box, uniformly or among its corners.
  /// - Throws: bounds that are not known.
  public func sample(corner: Bool, _ random: inout CounterRandom) throws -> Value {
    let (lower, upper) = (try lower.tensor(for: "sample"), try upper.tensor(for: "sample"))
    return .tensor(
      try Tensor(lower.type) { k in
        let place = random.uniform()
        let (low, high) = (lower[k], upper[k])
        if corner { return place < 0.5 ? low : high }
        return min(max(low + place * (high - low), low), high)
      })
  }

  /// The corner to which a direction points, row by row; features along which it does not point stay at `point`.
  public func corner(towards direction: Value, from point: Value) throws -> Value {
    let zero = try direction.filled(0)
    return try direction.greater(than: zero).select(
      upper, direction.less(than: zero).select(lower, point))
  }

  /// The nearest point of the box, row by row.
  public func project(_ point: Value) throws -> Value {
    try point.maximum(lower).minimum(upper)
  }

  /// A step along a direction's signs, in each feature that part of the box's width, and no further than the box.
  public func ascend(from point: Value, along direction: Value, part: Value) throws -> Value {
    // Where a direction is no number it points nowhere.
    let zero = try direction.filled(0)
    let sign = try direction.greater(than: zero) - direction.less(than: zero)
    return try project(point + sign * (upper - lower) * part)
  }

  /// 1 for each row that lies in its box, and 0 for the others, [n].
  public func contains(_ point: Value) throws -> Value {
    let inside = try point.greaterOrEqual(to: lower) * point.lessOrEqual(to: upper)
    return inside.shape.rank < 2 ? inside : try inside.min(Array(1..<inside.shape.rank))
  }
}

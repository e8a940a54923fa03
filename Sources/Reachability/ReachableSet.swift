import Tensors

/// An over-approximation of the reachable outputs: a batch of boxes, [n, outputs].
public struct ReachableSet {
  public let lower: Value
  public let upper: Value

  public init(lower: Value, upper: Value) {
    self.lower = lower
    self.upper = upper
  }

  public var center: Value { get throws { try (lower + upper) * 0.5 } }
  public var radius: Value { get throws { try (upper - lower) * 0.5 } }

  /// For each row whether a point is inside, as 1 or 0.
  /// - Parameter points: of the outputs' shape.
  public func contains(_ points: Value) throws -> Value {
    guard points.shape == lower.shape else {
      throw TensorError.shapes(
        operation: "contains", got: [points.shape], expected: "points of shape \(lower.shape)")
    }
    let inside = try points.greaterOrEqual(to: lower) * points.lessOrEqual(to: upper)
    return inside.shape.rank < 2 ? inside : try -(-inside).max(Array(1..<inside.shape.rank))
  }

  /// One number for each row.
  public func measured(_ measure: Measure) throws -> Value {
    let samples = lower.shape.rank == 0 ? 1 : lower.shape[0]
    let outputs = lower.shape.count / max(samples, 1)
    let widths = try (upper - lower).reshaped(to: Shape([samples, outputs]))
    return try measure(widths)
  }
}

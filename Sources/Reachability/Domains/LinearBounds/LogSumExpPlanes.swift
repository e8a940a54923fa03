import Tensors

/// Planes that enclose z(x) = log sum_j exp(x_j) on a box: slope . x + offset. It is convex: below lies the plane that touches it
/// at the middle. Above, exponentials are no more than their chords, and the logarithm of the sum of those is no more than its
/// tangent where all x_j are in the middle (Wei et al. 2023).
struct LogSumExpPlanes {
  struct Plane {
    /// Of the shape of x.
    let slope: Value
    /// One for each line.
    let offset: Value
  }

  let lower: Plane
  let upper: Plane
  /// How far rounding may move a plane within the box, one number for each line; to be counted with parts of it.
  let size: Value

  /// - Parameters:
  ///   - x: the box.
  ///   - range: the dimensions of a line; offsets have 1 in their places.
  init(_ x: Interval, _ range: Range<Int>) throws {
    let dimensions = Array(range)
    let center = try x.center
    func total(_ value: Value) throws -> Value { try value.sum(dimensions, keep: true) }
    let logarithms = try center.logSoftmax(dimensions)
    let shares = try logarithms.exp()
    // z(c) - slope . c is the entropy.
    lower = Plane(slope: shares, offset: try -total(shares * logarithms))
    let largest = try x.upper.stopGradient().max(dimensions, keep: true)
    let (low, high) = (try (x.lower - largest).exp(), try (x.upper - largest).exp())
    let width = try x.upper - x.lower
    let isPoint = try width.lessOrEqual(to: width.filled(0))
    let chord = try isPoint.select(high, (high - low) / isPoint.select(width.filled(1), width))
    let sum = try total(low * 0.5 + high * 0.5)
    let slope = try chord / sum
    upper = Plane(slope: slope, offset: try largest + sum.log() - total(slope * center))
    size =
      try (total(slope) + 2) * (x.magnitude.max(dimensions, keep: true) + 1)
      + upper.offset.abs() + lower.offset.abs()
  }

  /// How far the upper plane is from the lower one at most.
  func gap(_ x: Interval, _ range: Range<Int>) throws -> Value {
    let difference = try upper.slope - lower.slope
    let reach = try difference * x.center + difference.abs() * x.radius
    return try (upper.offset - lower.offset + reach.sum(Array(range), keep: true)).maximum(0)
  }
}

extension GraphBackwardPass {
  /// z = log sum exp: positive coefficients take the plane below it, negative ones the plane above.
  mutating func logSumExp(_ node: Int, _ range: Range<Int>) throws {
    let input = graph.nodes[node].inputs[0]
    let bounds = try analysis.entering(input)
    var value = try coefficient(node, shared: false)
    // Coefficients have a dimension for targets in front.
    let lead = value.shape.dimensions[..<(range.lowerBound + 1)]
    let rest = value.shape.dimensions[(range.lowerBound + 1)...]
    value = try value.reshaped(to: Shape(lead + range.map { _ in 1 } + rest))
    try give(enclosed(value, LogSumExpPlanes(bounds, range), bounds, range), input)
  }

  /// x - log sum exp x: the first exact, and the second as by itself.
  mutating func logSoftmax(_ node: Int, _ range: Range<Int>) throws {
    let input = graph.nodes[node].inputs[0]
    let bounds = try analysis.entering(input)
    let value = try coefficient(node, shared: false)
    let (positive, negative) = try value.parts(smooth: analysis.smooth)
    let folded = range.map { $0 + 1 }
    let planes = try LogSumExpPlanes(bounds, range)
    // A positive coefficient of the difference is a negative one of what is taken off.
    let (less, more) = (
      try -positive.sum(folded, keep: true), try -negative.sum(folded, keep: true)
    )
    try account(
      positive - negative, bounds.magnitude,
      terms: bounds.lower.shape.count(range) + GraphBackwardPass.steps)
    try give(value + enclosed(more, less, planes, bounds, range), input)
  }

  private mutating func enclosed(
    _ value: Value, _ planes: LogSumExpPlanes, _ bounds: Interval, _ range: Range<Int>
  ) throws -> Value {
    let (positive, negative) = try value.parts(smooth: analysis.smooth)
    return try enclosed(positive, negative, planes, bounds, range)
  }

  /// Adds what the planes give to the constant. - Returns: the coefficients of x.
  private mutating func enclosed(
    _ positive: Value, _ negative: Value, _ planes: LogSumExpPlanes, _ bounds: Interval,
    _ range: Range<Int>
  ) throws -> Value {
    try add(positive, times: planes.lower.offset)
    try add(negative, times: planes.upper.offset)
    try account(
      positive - negative, planes.size,
      terms: 4 * bounds.lower.shape.count(range) + 2 * GraphBackwardPass.steps)
    return try positive * planes.lower.slope + negative * planes.upper.slope
  }
}

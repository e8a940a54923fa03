import Tensors

/// All inputs within a radius of a center, row by row, as far as they are valid. Center, radius and range are
/// values: known, or of a trace.
public struct Ball {
  /// [n, features...].
  public let center: Value
  /// One number, one for each row ([n] or [n, 1...]), or in the l-infinity norm one for each feature.
  public let epsilon: Value
  public let norm: Norm
  public let clip: Clip?

  /// What can be wrong with a ball.
  public enum Failure: Error, Equatable, CustomStringConvertible {
    case epsilon(Double)
    case shape(Shape, inputs: Shape, norm: Norm)

    public var description: String {
      switch self {
      case .epsilon(let value):
        "eps must be a number of 0 or more, got \(value.isNaN ? "nan" : "\(value)")"
      case .shape(let got, let inputs, let norm):
        "eps: got \(got), expected one number, one for each row (\(inputs.rank > 0 ? inputs[0] : 1)x1)"
          + (norm == .linf ? ", or one for each feature" : "") + " of inputs \(inputs)"
      }
    }
  }

  /// - Throws: a radius that is negative or not finite, or that does not go with the center.
  public init(
    center: Value, epsilon: Value, norm: Norm = .linf, clip: Clip? = nil
  ) throws {
    if let known = try epsilon.known {
      for k in 0..<known.count where !(known[k] >= 0 && known[k].isFinite) {
        throw Failure.epsilon(known[k])
      }
    }
    try clip?.validate(for: center.shape)
    self.center = try center.floating()
    self.norm = norm
    self.clip = clip
    self.epsilon = try Ball.aligned(epsilon, center.shape, norm)
  }

  /// The radius in a shape that can be broadcast to that of the center.
  private static func aligned(_ epsilon: Value, _ shape: Shape, _ norm: Norm) throws -> Value {
    if epsilon.shape.count == 1 { return try epsilon.reshaped(to: .scalar) }
    let ones = Array(repeating: 1, count: max(shape.rank - 1, 0))
    let perRow = shape.rank > 0 ? try Shape([shape[0]] + ones) : .scalar
    let (rows, size) = (perRow.count, shape.count / max(perRow.count, 1))
    let sample = shape.dimensions.dropFirst()
    let given = epsilon.shape.dimensions[...]
    let isOfFeatures =
      shape.rank < 2 ? given == shape.dimensions[...] : given == sample || given == [1] + sample
    if norm == .linf, isOfFeatures || epsilon.shape == shape { return epsilon }
    // As many rows as features: which is meant cannot be seen.
    let isOfRows =
      epsilon.shape == perRow || given == [rows, 1] || given == [rows] && rows != size
    guard isOfRows else { throw Failure.shape(epsilon.shape, inputs: shape, norm: norm) }
    return try epsilon.reshaped(to: perRow)
  }

  /// In the center's precision.
  private var radius: Value { get throws { try epsilon.cast(to: center.dtype) } }

  /// The nearest input of the ball that is valid, row by row, where the center is valid: onto ball and range
  /// together, not one after the other.
  public func project(_ point: Value) throws -> Value {
    let radius = try radius
    switch norm {
    case .linf:
      let near = try point.maximum(center - radius).minimum(center + radius)
      return try clip?.apply(near) ?? near
    case .l2:
      let step = try point - center
      let length = try norm.length(step, keep: true)
      // Longer steps are shortened to eps; the others keep their length exactly.
      let isLong = try length.greater(than: radius)
      let scale = try isLong.select(radius / length.maximum(1e-30), length.filled(1))
      guard let clip else { return try center + step * scale }
      return try clip.apply(center + step * stretched(step, scale, radius, clip))
    case .l1: return try softened(point, radius)
    }
  }

  /// How far a step can go before it leaves the ball, where features stop at the range: t with
  /// |clip(x + t step) - x| = eps, from below. Each round lets those features stop that have come to their ends;
  /// there are no more rounds than features that stop.
  private func stretched(
    _ step: Value, _ start: Value, _ radius: Value, _ clip: Clip
  ) throws -> Value {
    let features = Array(1..<step.shape.rank)
    let ends = try clip.bounds(for: center.type)
    let room = try step.greater(than: 0).select(ends.high - center, center - ends.low)
    let size = try step.abs()
    var scale = start
    for _ in 0..<Ball.rounds {
      let stops = try (size * scale).greaterOrEqual(to: room).cast(to: step.dtype)
      // Chosen, not multiplied: there may be room without end.
      let used = try stops.select(room, room.filled(0)).square().sum(features, keep: true)
      let free = try (size * (1 - stops)).square().sum(features, keep: true)
      let left = try (radius.square() - used).maximum(0)
      let longer = try (left / free.maximum(1e-30)).sqrt().minimum(1)
      scale = try scale.maximum(longer)
    }
    return scale
  }

  private static let rounds = 8

  /// The projection in the l1 norm: all features are moved towards the center by one threshold, and stop at the
  /// range; the threshold is halved in until the length is eps.
  private func softened(_ point: Value, _ radius: Value) throws -> Value {
    let step = try point - center
    let (size, sign) = (try step.abs(), try step.sign())
    func moved(_ threshold: Value) throws -> Value {
      let moved = try center + sign * (size - threshold).maximum(0)
      return try clip?.apply(moved) ?? moved
    }
    let features = Array(1..<step.shape.rank)
    var high = try size.max(features, keep: true)
    var low = try high.filled(0)
    let isInside = try norm.length(moved(low) - center, keep: true).lessOrEqual(to: radius)
    for _ in 0..<Ball.halvings {
      let middle = try (low + high) * 0.5
      let isLong = try norm.length(moved(middle) - center, keep: true).greater(than: radius)
      low = try isLong.select(middle, low)
      high = try isLong.select(high, middle)
    }
    return try moved(isInside.select(high.filled(0), high))
  }

  private static let halvings = 40

  /// The step of length 1 that raises a function most to first order.
  public func ascent(_ gradient: Value) throws -> Value { try norm.ascent(gradient) }

  /// A random place in each row's ball, uniform in volume, cut to the range.
  /// - Parameter draw: random numbers of the center's shape; each call gives others.
  public func sample(_ draw: RowRandom) throws -> Value {
    let type = center.type
    let radius = try radius
    let features = type.shape.count / max(type.shape[0], 1)
    let place: Value
    switch norm {
    case .linf: place = try (draw.uniform(type) * 2 - 1) * radius
    case .l2:
      let normal = try draw.normal(type)
      let direction = try normal / norm.length(normal, keep: true).maximum(1e-30)
      place = try direction * radius * share(draw, features)
    case .l1:
      // Exponential numbers, each over their sum, are uniform on the simplex.
      let uniform = try draw.uniform(type)
      let sizes = try -(1 - uniform).maximum(1e-30).log()
      let sign = try (draw.uniform(type) - 0.5).sign()
      let direction = try sign * sizes
      let unit = try direction / norm.length(direction, keep: true).maximum(1e-30)
      place = try unit * radius * share(draw, features)
    }
    return try project(center + place)
  }

  /// The part of the radius at which a point uniform in volume lies, [n, 1...].
  private func share(_ draw: RowRandom, _ features: Int) throws -> Value {
    let shape = try Shape(
      [center.shape[0]] + Array(repeating: 1, count: center.shape.rank - 1))
    return try draw.uniform(TensorType(shape, center.dtype)).power(1 / Double(max(features, 1)))
  }

  /// The point of each row's ball that lies furthest along a direction, as far as it is valid.
  public func corner(towards direction: Value) throws -> Value {
    try project(center + norm.ascent(direction) * radius)
  }

  /// The distance of each row from the center, [n].
  public func distance(_ point: Value) throws -> Value { try norm.length(point - center) }

  /// 1 for each row in its ball, and 0 for the others, [n].
  /// - Parameter slack: by which the distance may be larger, for what rounding does.
  public func contains(_ point: Value, slack: Double = 0) throws -> Value {
    let excess = try (point - center).abs() - radius
    let isNear =
      norm == .linf
      ? try excess.max(Array(1..<point.shape.rank)).less(than: slack.nextUp)
      : try (norm.length(point - center, keep: true) - radius)
        .reshaped(to: Shape([point.shape[0]])).less(than: slack.nextUp)
    guard let clip else { return isNear }
    let moved = try (clip.apply(point) - point).abs().max(Array(1..<point.shape.rank))
    return try isNear * moved.less(than: slack.nextUp)
  }

  /// 1 for each row that projection would not move by more than rounding a point's own numbers does, and 0 for the
  /// others, [n].
  public func holds(_ point: Value) throws -> Value {
    let moved = try (project(point) - point).abs()
    // Four units in the last place.
    let unit = center.dtype == .float64 ? 0x1p-50 : 0x1p-21
    let radius = try radius
    let excess =
      norm == .linf
      ? try moved - (point.abs() + radius) * unit
      : try norm.length(moved, keep: true) - (norm.length(point, keep: true) + radius) * unit
    let worst = try excess.max(Array(1..<point.shape.rank))
    // A comparison, so that what is no number lies nowhere.
    return try worst.lessOrEqual(to: worst.filled(0))
  }

  /// The smallest box around the ball, cut to the range.
  public func hull() throws -> Box {
    try .ball(center, epsilon: epsilon, clip: clip)
  }
}

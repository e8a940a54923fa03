import Tensors

extension ReachableSet {
  /// For each row whether a point is in the set, as 1 or 0: of a zonotope in the zonotope itself, and not
  /// only in its hull.
  ///
  /// Zonotopes are taken to be larger by `forgiven` times their distance from zero in each output, for
  /// points and bounds are rounded: what is on the boundary is in the set, and flat sets hold something.
  /// - Parameter points: of the outputs' shape; of zonotopes they must be known.
  public func contains(_ points: Value) throws -> Value {
    guard points.shape == lower.shape else {
      throw TensorError.shapes(
        operation: "contains", got: [points.shape], expected: "points of shape \(lower.shape)")
    }
    if let generators = try generators() { return try contains(points, generators) }
    let inside = try points.greaterOrEqual(to: lower) * points.lessOrEqual(to: upper)
    return inside.shape.rank < 2 ? inside : try -(-inside).max(Array(1..<inside.shape.rank))
  }

  /// What is forgiven in each output, relative to the largest number there.
  static func forgiven(_ dtype: DType) -> Double { dtype == .float64 ? 1e-11 : 0x1p-19 }

  private func contains(_ points: Value, _ generators: Value) throws -> Value {
    let type = try points.greaterOrEqual(to: lower).type
    let points = try points.tensor(for: "contains").doubles
    let bounds = (
      lower: try lower.tensor(for: "contains").doubles,
      upper: try upper.tensor(for: "contains").doubles
    )
    let centers = try center.tensor(for: "contains").doubles
    let generators = try generators.tensor(for: "contains")
    let (rows, count, size) = (generators.shape[0], generators.shape[1], generators.shape[2])
    let all = generators.doubles
    let result = (0..<rows).map { row in
      let place = row * size..<(row + 1) * size
      let box = Corners(
        lower: Array(bounds.lower[place]), upper: Array(bounds.upper[place]),
        center: Array(centers[place]), forgiven: ReachableSet.forgiven(lower.dtype))
      return box.contains(
        Array(points[place]), Array(all[row * count * size..<(row + 1) * count * size]))
    }
    // In the type of comparisons, one number a row.
    let shape = type.shape.rank < 2 ? type.shape : try Shape([type.shape[0]])
    return .tensor(try Tensor(result.map { $0 ? 1 : 0 }, shape: shape, dtype: type.dtype))
  }
}

/// One row's zonotope and its hull.
private struct Corners {
  let lower: [Double]
  let upper: [Double]
  let center: [Double]
  let forgiven: Double

  func contains(_ point: [Double], _ generators: [Double]) -> Bool {
    let size = center.count
    let count = size == 0 ? 0 : generators.count / size
    // Outputs of which the generators know something; of the others the hull is all that is known.
    var (outputs, units, offsets) = ([Int](), [Double](), [Double]())
    for i in 0..<size {
      var radius = 0.0
      for j in 0..<count { radius += abs(generators[j * size + i]) }
      let isKnown = radius.isFinite && center[i].isFinite
      let largest = [lower[i], upper[i]].reduce(isKnown ? abs(center[i]) + radius : 0) {
        $1.isFinite ? max($0, abs($1)) : $0
      }
      let slack = forgiven * largest
      guard point[i] >= lower[i] - slack, point[i] <= upper[i] + slack else { return false }
      // A constant zero is met or missed.
      guard isKnown, largest > 0 else { continue }
      // What rounding may have done is in the hull, not in the generators.
      let beyond = max(0, max(upper[i] - center[i], center[i] - lower[i]) - radius)
      guard beyond.isFinite else { continue }
      let unit = max(slack + beyond, .leastNormalMagnitude)
      outputs.append(i)
      units.append(unit)
      offsets.append((point[i] - center[i]) / unit)
    }
    let scaled = (0..<count).flatMap { j in
      outputs.indices.map { generators[j * size + outputs[$0]] / units[$0] }
    }
    return ZonotopeMembership(size: outputs.count, generators: scaled).contains(offsets)
  }
}

/// The least l-infinity distance from a point to where a function is not positive.
struct NearestPoint: Aim {
  /// The distance of the nearest point that is known.
  private(set) var best: Double
  /// Where the function is negative.
  private(set) var place: [Double]?
  private let center: [Double]
  /// The range of valid points.
  private let lower: [Double]
  private let upper: [Double]
  /// Whether a point is one, beyond what the bounds compute.
  private let isAttained: ([Double]) throws -> Bool

  private static let passes = 16

  /// - Parameter best: the distance beyond which nothing is sought.
  init(
    from center: [Double], lower: [Double], upper: [Double], best: Double,
    isAttained: @escaping ([Double]) throws -> Bool
  ) {
    self.center = center
    self.lower = lower
    self.upper = upper
    self.best = best
    self.isAttained = isAttained
  }

  func restricted(_ part: Part) -> Part? { within(best, part) }

  /// What of a part lies within a radius, rounded outward; nil if nothing does.
  private func within(_ radius: Double, _ part: Part) -> Part? {
    var part = part
    for i in center.indices {
      part.lower[i] = max(part.lower[i], (center[i] - radius).nextDown)
      part.upper[i] = min(part.upper[i], (center[i] + radius).nextUp)
      guard part.lower[i] <= part.upper[i] else { return nil }
    }
    return part
  }

  // MARK: Bounds

  /// The largest radius, by a few questions, within which one bound of the whole ball shows that the function is
  /// positive.
  func clearRadius(_ bounds: some PartBounds) throws -> Double {
    var (low, high) = (0.0, best)
    for _ in 0..<NearestPoint.questions {
      let radius = low > 0 ? 0.5 * (low + high) : high / 4
      guard let part = within(radius, Part(lower: lower, upper: upper)) else { return low }
      let found = try bounds.relaxed([part])[0]
      if lowest(found).bound == .infinity { low = radius } else { high = radius }
    }
    return low
  }

  private static let questions = 8

  func lowest(_ part: PartRelaxation) -> (bound: Double, place: [Double]) {
    let nothing = (Double.infinity, center)
    if part.floors.contains(where: { $0 > 0 }) { return nothing }
    let rows = (part.functions + part.phases).filter { $0.size.isFinite }
    var t = 0.0
    for i in center.indices {
      t = max(t, part.box.lower[i] - center[i], center[i] - part.box.upper[i])
    }
    for row in rows {
      t = root(row, part, from: t)
      guard t < .infinity else { return nothing }
    }
    guard rows.count > 1, part.isSmall else { return (t, nearest(rows.first, part, t)) }
    // A sum of rows that is positive within a distance says so up to a larger one (Dinkelbach 1967).
    var place = center
    for _ in 0..<NearestPoint.passes {
      let ends = self.ends(part, t)
      let found = part.combination(rows, lower: ends.lower, upper: ends.upper)
      place = found.place
      let next = root(found.sum, part, from: t)
      guard next < .infinity else { return nothing }
      guard next > t else { break }
      t = next
    }
    return (t, place)
  }

  /// The part's box within a distance.
  private func ends(_ part: PartRelaxation, _ t: Double) -> (lower: [Double], upper: [Double]) {
    let (low, high) = (part.box.lower, part.box.upper)
    return (
      center.indices.map { min(max(low[$0], center[$0] - t), high[$0]) },
      center.indices.map { max(min(high[$0], center[$0] + t), low[$0]) }
    )
  }

  /// Where a row is lowest within a distance.
  private func nearest(
    _ row: Contraction.Row?, _ part: PartRelaxation, _ t: Double
  ) -> [Double] {
    let ends = self.ends(part, t)
    return center.indices.map { i in
      let slope = row?.slopes[i] ?? 0
      if slope > 0 { return ends.lower[i] }
      return slope < 0 ? ends.upper[i] : min(max(center[i], ends.lower[i]), ends.upper[i])
    }
  }

  /// The least distance, no smaller than a given one, within which a row is not positive everywhere; infinite if there
  /// is none in the part. The lowest value within t is convex in t, and linear in pieces: Newton's steps come from
  /// below and end.
  private func root(_ row: Contraction.Row, _ part: PartRelaxation, from start: Double) -> Double {
    var t = start
    for _ in 0...2 * center.count + 2 {
      var (sum, fall) = (row.constant, 0.0)
      for i in center.indices where row.slopes[i] != 0 {
        let (slope, low, high) = (row.slopes[i], part.box.lower[i], part.box.upper[i])
        let reach = slope > 0 ? center[i] - t : center[i] + t
        if slope > 0 ? reach > low : reach < high { fall += abs(slope) }
        sum += slope * (min(max(reach, low), high) - low)
      }
      let excess = sum - row.rounding
      guard excess > 0 else { return t }
      guard fall > 0 else { return .infinity }
      let next = t + excess / fall
      guard next > t else { return t }
      t = next
    }
    return t
  }

  func cut(_ part: PartRelaxation) -> Contraction? {
    var box = part.box
    return box.cut(part.functions + part.phases) ? box : nil
  }

  // MARK: Points

  mutating func offer(_ places: [[Double]], _ bounds: some PartBounds) throws {
    guard !places.isEmpty else { return }
    let values = try bounds.values(at: places)
    for (point, value) in zip(places, values) where distance(point) < best {
      if value[0] < 0 {
        try take(point)
      } else {
        try approach(point, bounds)
        try cross(point, value[0], bounds)
      }
    }
  }

  /// From a point near the boundary to one behind it: what is nearest to the center by the tangent there, a few times.
  mutating func approach(_ start: [Double], _ bounds: some PartBounds) throws {
    var point = start
    var last = Double.infinity
    for _ in 0..<NearestPoint.approaches {
      let value = try bounds.values(at: [point])[0][0]
      if value < 0 { try take(point) }
      guard abs(value) < 0.7 * last || value < 0 else { return }
      last = abs(value)
      var tangent = try bounds.tangents(at: point)[0]
      guard tangent.size.isFinite else { return }
      // Relative to the range's lower end, and a little beyond the boundary.
      for i in center.indices { tangent.constant += tangent.slopes[i] * (lower[i] - point[i]) }
      tangent.constant += NearestPoint.beyond * tangent.slopes.reduce(0) { $0 + abs($1) }
      let range = PartRelaxation(
        box: Contraction(lower: lower, upper: upper), functions: [tangent], floors: [], phases: [],
        split: nil, hidden: nil)
      let t = root(tangent, range, from: 0)
      guard t < best else { return }
      let next = nearest(tangent, range, t)
      guard next != point else { return }
      point = next
    }
  }

  /// From a point just before the boundary straight over it. Where the nearest point is no corner of its ball, tangents
  /// lead from one corner to another and never there.
  private mutating func cross(_ start: [Double], _ value: Double, _ bounds: some PartBounds) throws
  {
    let tangent = try bounds.tangents(at: start)[0]
    let steepness = tangent.slopes.reduce(0) { $0 + abs($1) }
    guard steepness > 0, steepness.isFinite else { return }
    let step = value / steepness * (1 + 1e-6) + NearestPoint.beyond
    guard distance(start) + step < best else { return }
    let point = start.indices.map { i in
      let slope = tangent.slopes[i]
      let moved = slope > 0 ? start[i] - step : slope < 0 ? start[i] + step : start[i]
      return min(max(moved, lower[i]), upper[i])
    }
    if try bounds.values(at: [point])[0][0] < 0 { try take(point) }
  }

  private static let approaches = 12
  /// How far behind the boundary points are taken, so that rounding does not bring them back.
  private static let beyond = 1e-9

  private func distance(_ point: [Double]) -> Double {
    center.indices.reduce(0) { max($0, abs(point[$1] - center[$1])) }
  }

  private mutating func take(_ point: [Double]) throws {
    let distance = distance(point)
    guard distance < best, try isAttained(point) else { return }
    (best, place) = (distance, point)
  }
}

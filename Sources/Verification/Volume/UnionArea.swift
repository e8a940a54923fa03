import Tensors

/// The area of a union of convex polygons: between two neighbouring places where edges begin, end or cross, the length of
/// the union's section is linear.
struct UnionArea {
  private var edges: [Edge] = []
  private var places: [Double] = []
  private static let depth = 60

  /// The lower or upper outline of a polygon over an interval.
  private struct Section {
    let left: (low: Double, high: Double)
    let right: (low: Double, high: Double)
  }

  private struct Edge {
    let polygon: Int
    let isLower: Bool
    let from: SIMD2<Double>
    let to: SIMD2<Double>

    func height(_ x: Double) -> Double {
      let width = to.x - from.x
      let part = (x - from.x) / width
      return from.y + part * (to.y - from.y)
    }
  }

  init(_ polygons: [ConvexPolygon]) {
    let kept = UnionArea.withoutContained(polygons.filter { $0.corners.count > 2 && $0.area > 0 })
    var places: Set<Double> = []
    for (k, polygon) in kept.enumerated() {
      for (place, corner) in polygon.corners.enumerated() {
        let next = polygon.corners[(place + 1) % polygon.corners.count]
        places.insert(corner.x)
        // Counterclockwise: edges to the right are the lower ones.
        if next.x > corner.x {
          edges.append(Edge(polygon: k, isLower: true, from: corner, to: next))
        } else if next.x < corner.x {
          edges.append(Edge(polygon: k, isLower: false, from: next, to: corner))
        }
      }
    }
    self.places = places.sorted()
    edges.sort { $0.from.x < $1.from.x }
  }

  func callAsFunction() throws -> Double {
    var total = 0.0
    var active: [Edge] = []
    var next = 0
    for (left, right) in zip(places, places.dropFirst()) {
      try Cancellation.check()
      active.removeAll { $0.to.x <= left }
      while next < edges.count, edges[next].from.x <= left {
        if edges[next].to.x > left { active.append(edges[next]) }
        next += 1
      }
      total += try area(sections(active, left, right), right - left, 0)
    }
    return total
  }

  /// Of each polygon over the interval, its lower and upper ends on both sides.
  private func sections(_ edges: [Edge], _ left: Double, _ right: Double) -> [Section] {
    var lower: [Int: Edge] = [:]
    var upper: [Int: Edge] = [:]
    for edge in edges {
      if edge.isLower { lower[edge.polygon] = edge } else { upper[edge.polygon] = edge }
    }
    return lower.keys.sorted().compactMap { polygon in
      guard let below = lower[polygon], let above = upper[polygon] else { return nil }
      return Section(
        left: (below.height(left), max(above.height(left), below.height(left))),
        right: (below.height(right), max(above.height(right), below.height(right))))
    }
  }

  /// Over an interval: cut where two ends cross, until none do.
  private func area(_ sections: [Section], _ width: Double, _ depth: Int) throws -> Double {
    guard !sections.isEmpty, width > 0 else { return 0 }
    if sections.count == 1 || depth == UnionArea.depth {
      return UnionArea.mean(sections) * width
    }
    guard let cut = crossing(sections) else { return UnionArea.mean(sections) * width }
    if depth == 8 { try Cancellation.check() }
    let middle = sections.map { section in
      (
        low: section.left.low + cut * (section.right.low - section.left.low),
        high: section.left.high + cut * (section.right.high - section.left.high)
      )
    }
    let first = zip(sections, middle).map { Section(left: $0.left, right: $1) }
    let second = zip(sections, middle).map { Section(left: $1, right: $0.right) }
    return try area(first, width * cut, depth + 1) + area(second, width * (1 - cut), depth + 1)
  }

  /// The mean of the lengths of the union on both sides.
  private static func mean(_ sections: [Section]) -> Double {
    0.5 * (length(sections.map(\.left)) + length(sections.map(\.right)))
  }

  private static func length(_ intervals: [(low: Double, high: Double)]) -> Double {
    var (total, end) = (0.0, -Double.infinity)
    for interval in intervals.sorted(by: { $0.low < $1.low }) where interval.high > end {
      total += interval.high - max(interval.low, end)
      end = interval.high
    }
    return total
  }

  /// Where, from 0 to 1, two ends cross that a union may change at: the crossing nearest to the middle. Nil if there is
  /// none inside.
  private func crossing(_ sections: [Section]) -> Double? {
    // Ends in order on the left; those whose order is another on the right cross.
    var ends: [(left: Double, right: Double)] = []
    for section in sections {
      ends.append((section.left.low, section.right.low))
      ends.append((section.left.high, section.right.high))
    }
    ends.sort { ($0.left, $0.right) < ($1.left, $1.right) }
    var best: Double?
    var highest = ends[0]
    for end in ends.dropFirst() {
      if end.right < highest.right {
        let (a, b) = (end.left - highest.left, highest.right - end.right)
        let cut = a / (a + b)
        if cut > 1e-9, cut < 1 - 1e-9, abs(cut - 0.5) < abs((best ?? -9) - 0.5) { best = cut }
      } else {
        highest = end
      }
    }
    return best
  }

  /// Polygons that lie in no other.
  private static func withoutContained(_ polygons: [ConvexPolygon]) -> [ConvexPolygon] {
    let boxes = polygons.map { polygon in
      polygon.corners.reduce((polygon.corners[0], polygon.corners[0])) {
        (pointwiseMin($0.0, $1), pointwiseMax($0.1, $1))
      }
    }
    let order = polygons.indices.sorted { polygons[$0].area > polygons[$1].area }
    var kept: [Int] = []
    for k in order {
      let isContained = kept.contains { other in
        all(boxes[other].0 .<= boxes[k].0) && all(boxes[k].1 .<= boxes[other].1)
          && polygons[k].corners.allSatisfy(polygons[other].contains)
      }
      if !isContained { kept.append(k) }
    }
    return kept.map { polygons[$0] }
  }
}

extension ConvexPolygon {
  func contains(_ point: SIMD2<Double>) -> Bool {
    corners.indices.allSatisfy { k in
      let (a, b) = (corners[k], corners[(k + 1) % corners.count])
      let (edge, way) = (b - a, point - a)
      return edge.x * way.y - edge.y * way.x >= 0
    }
  }
}

import Tensors

extension PersistenceDiagram {
  /// The bottleneck distance: points of one diagram are matched with those of the other, or with the diagonal, so that the
  /// largest distance (of coordinates, in the maximum norm) is as small as can be. Exact: it is one of the distances that
  /// occur.
  ///
  /// Points that never die are matched among themselves; if one diagram has more of them, it is infinite.
  public func bottleneckDistance(to other: PersistenceDiagram) throws -> Double {
    let (mine, others) = (essential.map(\.birth), other.essential.map(\.birth))
    guard mine.count == others.count else { return .infinity }
    let apart = zip(mine, others).map { abs($0 - $1) }.max() ?? 0
    return try max(apart, BottleneckSearch(self, other).distance())
  }
}

/// Which distance suffices for the points that die.
private struct BottleneckSearch {
  private let first: Cloud
  private let second: Cloud
  /// So many candidates are sorted; of more, the range is halved first.
  private static let few = 200_000

  init(_ first: PersistenceDiagram, _ second: PersistenceDiagram) {
    self.first = Cloud(first)
    self.second = Cloud(second)
  }

  func distance() throws -> Double {
    var (low, high) = (0.0, max(first.depth, second.depth))
    if try suffices(low) { return low }
    // All may go to the diagonal: the largest distance suffices, and the answer is a candidate in (low, high].
    while true {
      if let candidates = try candidates(above: low, upTo: high) {
        var (start, end) = (0, candidates.count - 1)
        while start < end {
          let middle = (start + end) / 2
          if try suffices(candidates[middle]) { end = middle } else { start = middle + 1 }
        }
        return candidates[start]
      }
      let middle = low + (high - low) / 2
      guard low < middle, middle < high else { return high }
      if try suffices(middle) { high = middle } else { low = middle }
    }
  }

  /// The distances that occur in (low, high], in order; nil if they are many.
  private func candidates(above low: Double, upTo high: Double) throws -> [Double]? {
    var found = Set<Double>()
    for cloud in [first, second] {
      for point in cloud.points where point.depth > low && point.depth <= high {
        found.insert(point.depth)
      }
    }
    for point in first.points {
      try Cancellation.check()
      for other in second.window(around: point, high) {
        let distance = point.distance(to: second.points[other])
        if distance > low, distance <= high { found.insert(distance) }
      }
      if found.count > BottleneckSearch.few { return nil }
    }
    return found.sorted()
  }

  /// Whether some matching has no distance above this one.
  ///
  /// Points that lie deeper than that need a partner, the others may go to the diagonal. If the deep points of each side
  /// can be matched for themselves, then those of both sides can at once (Mendelsohn and Dulmage 1958).
  private func suffices(_ distance: Double) throws -> Bool {
    try first.isMatched(in: second, distance) && second.isMatched(in: first, distance)
  }
}

/// The points of a diagram that die, in order of birth.
private struct Cloud {
  struct Point {
    var birth: Double
    var death: Double

    /// The distance from the diagonal.
    var depth: Double { (death - birth) / 2 }

    func distance(to other: Point) -> Double {
      max(abs(birth - other.birth), abs(death - other.death))
    }
  }

  let points: [Point]
  let depth: Double

  init(_ diagram: PersistenceDiagram) {
    points = diagram.points.filter { $0.death < .infinity && $0.death > $0.birth }
      .map { Point(birth: $0.birth, death: $0.death) }
      .sorted { ($0.birth, $0.death) < ($1.birth, $1.death) }
    depth = points.map(\.depth).max() ?? 0
  }

  /// The points born within a distance of another one.
  func window(around point: Point, _ distance: Double) -> Range<Int> {
    let start = partition { point.birth - $0.birth <= distance }
    return start..<max(start, partition { $0.birth - point.birth > distance })
  }

  /// The first position for which the predicate holds; it holds for all after it.
  private func partition(_ holds: (Point) -> Bool) -> Int {
    var (low, high) = (0, points.count)
    while low < high {
      let middle = (low + high) / 2
      if holds(points[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Whether all points that lie deeper than a distance have partners of their own within it: by augmenting paths of least
  /// length, many at a time (Hopcroft and Karp 1973).
  func isMatched(in other: Cloud, _ distance: Double) throws -> Bool {
    let deep = points.filter { $0.depth > distance }
    let windows = deep.map { other.window(around: $0, distance) }
    var partner = [Int](repeating: -1, count: other.points.count)
    var free = Array(deep.indices)
    func isNear(_ point: Int, _ candidate: Int) -> Bool {
      deep[point].distance(to: other.points[candidate]) <= distance
    }
    while !free.isEmpty {
      try Cancellation.check()
      // How many steps lead from a free point to each of the others.
      var layer = [Int](repeating: -1, count: deep.count)
      var queue = free
      for point in free { layer[point] = 0 }
      var isSeen = [Bool](repeating: false, count: partner.count)
      var next = 0
      while next < queue.count {
        let point = queue[next]
        next += 1
        for candidate in windows[point] where !isSeen[candidate] && isNear(point, candidate) {
          isSeen[candidate] = true
          let holder = partner[candidate]
          if holder >= 0, layer[holder] < 0 {
            layer[holder] = layer[point] + 1
            queue.append(holder)
          }
        }
      }
      // Paths that use each point once, deepest step last.
      var tried = windows.map(\.lowerBound)
      var left: [Int] = []
      for start in free {
        var path = [start]
        var isFound = false
        while let point = path.last, !isFound {
          guard tried[point] < windows[point].upperBound else {
            layer[point] = -1
            path.removeLast()
            continue
          }
          let candidate = tried[point]
          tried[point] += 1
          guard isNear(point, candidate) else { continue }
          let holder = partner[candidate]
          if holder < 0 {
            for point in path { partner[tried[point] - 1] = point }
            isFound = true
          } else if layer[holder] == layer[point] + 1 {
            path.append(holder)
          }
        }
        if !isFound { left.append(start) }
      }
      guard left.count < free.count else { return false }
      free = left
    }
    return true
  }
}

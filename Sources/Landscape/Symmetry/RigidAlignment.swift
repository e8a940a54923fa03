extension RigidSymmetry {
  public func aligned(_ b: [Double], to a: [Double]) -> [Double] {
    guard fits(a), fits(b), a != b, (a + b).allSatisfy(\.isFinite) else { return b }
    let (target, other) = (
      PointCluster(a, dimension: dimension), PointCluster(b, dimension: dimension)
    )
    // Exact copies first, then near ones, then whatever is nearest.
    let scale = max(target.size, other.size)
    let image =
      copy(of: other, target, within: 1e-8 * scale)
      ?? copy(of: other, target, within: 3e-3 * scale) ?? nearest(other, to: target)
    return image.points.indices.map { image.points[$0] + target.center[$0 % dimension] }
  }

  public func distance(_ a: [Double], _ b: [Double], within tolerance: Double) -> Double? {
    guard fits(a), fits(b) else { return nil }
    if a == b { return 0 }
    guard (a + b).allSatisfy(\.isFinite) else { return nil }
    let (target, other) = (
      PointCluster(a, dimension: dimension), PointCluster(b, dimension: dimension)
    )
    // Radii in order differ by no more than the clusters do.
    if euclideanDistance(target.radii.sorted(), other.radii.sorted()) > tolerance { return nil }
    guard let search = CopySearch(target, tolerance: tolerance) else {
      let distance = distance(a, b)
      return distance <= tolerance ? distance : nil
    }
    let image = best(search, other, target, enough: 1e-10 * target.size)
    return image.flatMap { $0.distance <= tolerance ? $0.distance : nil }
  }

  /// The image of a cluster that lies on another, if one does.
  private func copy(
    of other: PointCluster, _ target: PointCluster, within tolerance: Double
  ) -> (points: [Double], distance: Double)? {
    guard euclideanDistance(target.radii.sorted(), other.radii.sorted()) <= tolerance,
      let search = CopySearch(target, tolerance: tolerance)
    else { return nil }
    return best(search, other, target, enough: 1e-10 * target.size).flatMap {
      $0.distance <= tolerance ? $0 : nil
    }
  }

  private func best(
    _ search: CopySearch, _ other: PointCluster, _ target: PointCluster, enough: Double
  ) -> (points: [Double], distance: Double)? {
    var best: (points: [Double], distance: Double)?
    search.run(other) { order, rotation in
      let image = turned(other, order, rotation)
      let distance = euclideanDistance(target.points, image)
      if distance < best?.distance ?? .infinity { best = (image, distance) }
      return distance > enough
    }
    return best
  }

  /// Turns of assignment and rotation, from the orientation as it is, from principal axes laid onto each other
  /// with all signs, and from the best of the orientations in which a few particles nearly meet.
  private func nearest(
    _ other: PointCluster, to target: PointCluster
  ) -> (points: [Double], distance: Double) {
    let d = dimension
    func axes(_ cluster: PointCluster) -> [Double] {
      OrthogonalFit.decompose(cluster.moments(), d).right
    }
    let (to, from) = (axes(target), axes(other))
    var identity = [Double](repeating: 0, count: d * d)
    for k in 0..<d { identity[k * d + k] = 1 }
    var starts = [identity]
    for signs in 0..<(1 << min(d, 6)) {
      var rotation = [Double](repeating: 0, count: d * d)
      for k in 0..<d {
        let sign = k < 6 && signs >> k & 1 == 1 ? -1.0 : 1.0
        for l in 0..<d {
          for m in 0..<d { rotation[l * d + m] += sign * to[k * d + l] * from[k * d + m] }
        }
      }
      starts.append(rotation)
    }
    starts += orientations(of: other, on: target, count: 4)
    var best: (points: [Double], distance: Double)?
    for start in starts {
      let image = descend(other, to: target, start)
      if image.distance < best?.distance ?? .infinity { best = image }
    }
    return best ?? (other.points, euclideanDistance(target.points, other.points))
  }

  /// Those of the least sum of squared distances from each particle to the nearest one.
  private func orientations(
    of other: PointCluster, on target: PointCluster, count: Int
  ) -> [[Double]] {
    let (n, d) = (particles, dimension)
    let inOrder = Array(0..<n)
    var found: [(rotation: [Double], score: Double)] = []
    let spacing = min(target.smallestDistance(), target.size)
    let search = CopySearch(orienting: target, tolerance: 0.05 * spacing)
    search.orientations(of: other) { rotation in
      let image = turned(other, inOrder, rotation)
      let worst = found.count < count ? Double.infinity : found[count - 1].score
      var score = 0.0
      for i in 0..<n where score < worst {
        var nearest = Double.infinity
        for j in 0..<n {
          var square = 0.0
          for k in 0..<d {
            let difference = target.points[i * d + k] - image[j * d + k]
            square += difference * difference
          }
          nearest = min(nearest, square)
        }
        score += nearest
      }
      if score < worst {
        let place = found.firstIndex { $0.score > score } ?? found.count
        found.insert((rotation, score), at: place)
        if found.count > count { found.removeLast() }
      }
      return true
    }
    return found.map(\.rotation)
  }

  private func descend(
    _ other: PointCluster, to target: PointCluster, _ start: [Double]
  ) -> (points: [Double], distance: Double) {
    let (n, d) = (particles, dimension)
    let inOrder = Array(0..<n)
    var rotation = start
    var best: (points: [Double], distance: Double) = (other.points, .infinity)
    while true {
      let turned = turned(other, inOrder, rotation)
      var costs = [Double](repeating: 0, count: n * n)
      for i in 0..<n {
        for j in 0..<n {
          var square = 0.0
          for k in 0..<d {
            let difference = target.points[i * d + k] - turned[j * d + k]
            square += difference * difference
          }
          costs[i * n + j] = square
        }
      }
      let order = Assignment.solve(costs: costs, size: n)
      rotation = OrthogonalFit.rotation(
        other.points, to: target.points, order: order, dimension: d)
      let image = self.turned(other, order, rotation)
      let distance = euclideanDistance(target.points, image)
      // Strictly shorter each round, over finitely many orders: this ends.
      guard distance < best.distance else { return best }
      best = (image, distance)
    }
  }
}

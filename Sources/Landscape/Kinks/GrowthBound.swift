import Foundation

/// Proves that |g(u)| < |u| for all u != 0, by branch and bound over the faces of a cube (g is positively homogeneous).
///
/// In a box of u, arguments z_n.u of one sign give linear pieces, and max(s, 0) of one that lies in [l, p], l < 0 < p, is
/// t s - t l / 2, t = p / (p - l), up to t |l| / 2. What is linear then is bounded around the box's centre.
package struct GrowthBound {
  let growth: UnitGrowth
  /// Directions around which nothing is asked, to this angle.
  let excluded: [[Double]]
  package static let angle = 0.05
  /// |g(u)| must be less than |u| by this part of it.
  package static let margin = 1e-6
  let mostBoxes: Int

  package init(growth: UnitGrowth, excluded: [[Double]] = [], mostBoxes: Int) {
    (self.growth, self.excluded, self.mostBoxes) = (growth, excluded, mostBoxes)
  }

  package enum Verdict {
    case below, undecided
    /// At this u it is not less.
    case notBelow([Double])
  }

  private struct Box {
    var center: [Double]
    var half: [Double]
    /// The sum of the linear pieces that are settled: a row for each weight out of the unit.
    var matrix: [[Double]]
    /// Arguments whose sign is not.
    var open: [Int]
  }

  /// The box with the largest bound is the next: where |g(u)| is not less than |u|, that is seen soon.
  package func verdict() -> Verdict {
    let d = growth.linear.first?.count ?? 0
    let all = Array(growth.inputs.indices)
    var boxes: [Box] = []
    var heap = CostHeap()
    for i in 0..<d {
      for sign in [1.0, -1] {
        boxes.append(
          Box(
            center: (0..<d).map { $0 == i ? sign : 0 }, half: (0..<d).map { $0 == i ? 0 : 1 },
            matrix: growth.linear, open: all))
      }
    }
    var next = 0
    while true {
      // Those that are new.
      while next < boxes.count {
        defer { next += 1 }
        if isExcluded(boxes[next]) { continue }
        let bound = settle(&boxes[next])
        let center = boxes[next].center
        if length(growth.value(center)) >= (1 - GrowthBound.margin) * length(center),
          !isExcluded(point: center)
        {
          return .notBelow(center)
        }
        if bound >= 0 { heap.push(-bound, next) }
      }
      guard let first = heap.pop() else { return .below }
      guard boxes.count < mostBoxes else { return .undecided }
      let box = boxes[first.id]
      boxes[first.id].matrix = []
      let widest = box.half.indices.max { box.half[$0] < box.half[$1] }
      guard let widest, box.half[widest] > 1e-9 else { return .undecided }
      for side in [-0.5, 0.5] {
        var part = box
        part.center[widest] += side * box.half[widest]
        part.half[widest] *= 0.5
        boxes.append(part)
      }
    }
  }

  private func length(_ a: [Double]) -> Double { a.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  /// Settles the arguments that have one sign in the box. An upper bound of |g(u)|^2 - (1 - margin)^2 |u|^2 in it.
  private func settle(_ box: inout Box) -> Double {
    let (c, h) = (box.center, box.half)
    var chords = box.matrix.map { $0.map { _ in 0.0 } }
    var shift = [Double](repeating: 0, count: box.matrix.count)
    var error = 0.0
    var open: [Int] = []
    for n in box.open {
      let z = growth.inputs[n]
      var (middle, radius) = (0.0, 0.0)
      for i in c.indices {
        middle += z[i] * c[i]
        radius += abs(z[i]) * h[i]
      }
      let (low, high) = (middle - radius, middle + radius)
      if high <= 0 { continue }
      let effect = growth.effects[n]
      if low >= 0 {
        for k in effect.indices {
          for i in z.indices { box.matrix[k][i] += effect[k] * z[i] }
        }
        continue
      }
      open.append(n)
      let slope = high / (high - low)
      var size = 0.0
      for k in effect.indices {
        for i in z.indices { chords[k][i] += slope * effect[k] * z[i] }
        shift[k] -= slope * low * 0.5 * effect[k]
        size += effect[k] * effect[k]
      }
      error -= slope * low * 0.5 * size.squareRoot()
    }
    box.open = open
    return bound(box, chords, shift, error)
  }

  /// With g(u) = M u + k + e, |e| <= error: |g|^2 <= |M u + k|^2 + 2 error |M u + k| + error^2, the first of them expanded
  /// around the centre, u = c + w: its slopes less those of |u|^2 are small where M u has nearly the length of u.
  private func bound(
    _ box: Box, _ chords: [[Double]], _ shift: [Double], _ error: Double
  ) -> Double {
    let (c, h) = (box.center, box.half)
    let d = c.count
    let part = (1 - GrowthBound.margin) * (1 - GrowthBound.margin)
    var value = c.reduce(0) { $0 - part * $1 * $1 }
    var slopes = c.map { -2 * part * $0 }
    var (curvature, length) = (0.0, 0.0)
    for k in shift.indices {
      let row = zip(box.matrix[k], chords[k]).map { $0 + $1 }
      var (g, reach) = (shift[k], 0.0)
      for i in 0..<d {
        g += row[i] * c[i]
        reach += abs(row[i]) * h[i]
      }
      value += g * g
      for i in 0..<d { slopes[i] += 2 * g * row[i] }
      curvature += reach * reach
      length += (abs(g) + reach) * (abs(g) + reach)
    }
    for i in 0..<d { value += abs(slopes[i]) * h[i] }
    // The lengths of w are taken off again where M does not shorten it: at least by nothing.
    return value + curvature + 2 * error * length.squareRoot() + error * error
  }

  private func isExcluded(point u: [Double]) -> Bool {
    let length = u.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return excluded.contains { direction in
      let cosine = zip(u, direction).reduce(0) { $0 + $1.0 * $1.1 } / length
      return cosine > cos(GrowthBound.angle)
    }
  }

  /// Whether the box lies within one of the cones.
  private func isExcluded(_ box: Box) -> Bool {
    guard !excluded.isEmpty else { return false }
    let length = box.center.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let radius = box.half.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard radius < length else { return false }
    let spread = asin(radius / length)
    guard spread < GrowthBound.angle else { return false }
    return excluded.contains { direction in
      let cosine = zip(box.center, direction).reduce(0) { $0 + $1.0 * $1.1 } / length
      return cosine > cos(GrowthBound.angle - spread)
    }
  }
}

import Foundation

/// A convex polygon: its corners, counterclockwise.
struct ConvexPolygon {
  let corners: [SIMD2<Double>]

  init(corners: [SIMD2<Double>]) { self.corners = corners }

  var area: Double {
    guard corners.count > 2 else { return 0 }
    var sum = 0.0
    for k in 1..<corners.count - 1 {
      let (a, b) = (corners[k] - corners[0], corners[k + 1] - corners[0])
      sum += a.x * b.y - a.y * b.x
    }
    return 0.5 * sum
  }

  var perimeter: Double {
    corners.indices.reduce(0) { sum, k in
      let edge = corners[(k + 1) % corners.count] - corners[k]
      return sum + (edge * edge).sum().squareRoot()
    }
  }

  /// A zonotope of two dimensions: its edges are its generators, in the order of their angles.
  init(center: SIMD2<Double>, generators: [SIMD2<Double>]) {
    // Each to the right, or straight up.
    let edges = generators.filter { $0 != .zero }
      .map { $0.x < 0 || ($0.x == 0 && $0.y < 0) ? -$0 : $0 }
      .sorted { atan2($0.y, $0.x) < atan2($1.y, $1.x) }
    var corner = center
    for edge in edges { corner -= edge }
    var corners = [corner]
    for edge in edges {
      corner += 2 * edge
      corners.append(corner)
    }
    for edge in edges {
      corner -= 2 * edge
      corners.append(corner)
    }
    corners.removeLast()
    self.init(corners: edges.isEmpty ? [center] : corners)
  }

  /// The convex set of which a function tells how far it reaches in a direction, and where: between the polygon of the
  /// places and that of the lines in the directions that were asked about, which are one where there are not too many
  /// corners.
  static func between(
    _ support: (SIMD2<Double>) -> (value: Double, place: SIMD2<Double>)?
  ) -> (inner: ConvexPolygon, outer: ConvexPolygon)? {
    var lines: [Line] = []
    for k in 0..<ConvexPolygon.first {
      let angle = 2 * Double.pi * (Double(k) + 0.125) / Double(ConvexPolygon.first)
      guard let line = Line(SIMD2(cos(angle), sin(angle)), support) else { return nil }
      lines.append(line)
    }
    let size = lines.reduce(0) { max($0, abs($1.value)) }
    var k = 0
    while k < lines.count, lines.count < ConvexPolygon.most {
      let (a, b) = (lines[k], lines[(k + 1) % lines.count])
      let edge = b.place - a.place
      let length = (edge * edge).sum().squareRoot()
      guard length > 1e-9 * size else {
        k += 1
        continue
      }
      let normal = SIMD2(edge.y, -edge.x) / length
      // Between the two directions, else it is one of them.
      guard a.isBefore(normal), Line.isBefore(normal, b.normal) else {
        k += 1
        continue
      }
      guard let line = Line(normal, support) else { return nil }
      lines.insert(line, at: k + 1)
      if line.value <= (normal * a.place).sum() + 1e-9 * size { k += 2 }
    }
    return (
      ConvexPolygon(corners: lines.map(\.place)), ConvexPolygon(corners: outline(lines))
    )
  }

  private static let first = 8
  private static let most = 96

  /// Where each line meets the next.
  private static func outline(_ lines: [Line]) -> [SIMD2<Double>] {
    lines.indices.map { k in
      let (a, b) = (lines[k], lines[(k + 1) % lines.count])
      let determinant = a.normal.x * b.normal.y - a.normal.y * b.normal.x
      return SIMD2(
        (a.value * b.normal.y - b.value * a.normal.y) / determinant,
        (a.normal.x * b.value - b.normal.x * a.value) / determinant)
    }
  }

  /// A line that a set does not cross, and where it comes near to it.
  private struct Line {
    let normal: SIMD2<Double>
    let value: Double
    let place: SIMD2<Double>

    init?(
      _ normal: SIMD2<Double>, _ support: (SIMD2<Double>) -> (value: Double, place: SIMD2<Double>)?
    ) {
      guard let found = support(normal) else { return nil }
      (self.normal, value, place) = (normal, found.value, found.place)
    }

    func isBefore(_ other: SIMD2<Double>) -> Bool { Line.isBefore(normal, other) }

    /// Whether one direction comes before another by more than rounding, turning left.
    static func isBefore(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Bool {
      a.x * b.y - a.y * b.x > 1e-7
    }
  }
}

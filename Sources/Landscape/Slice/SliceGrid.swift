import Foundation

/// Points on a line or a plane through parameter space: origin + a u, or origin + a u + b v, for all a and b of a grid.
public struct SliceGrid: Sendable {
  public let origin: [Double]
  /// u, or u and v; in general neither unit vectors nor orthogonal.
  public let directions: [[Double]]
  /// Coordinates along each of them, increasing.
  public let coordinates: [[Double]]

  /// Points of a slice at most.
  public static let most = 1_000_000

  /// - Parameters:
  ///   - directions: one or two.
  ///   - ranges: one for each direction.
  ///   - steps: points along each direction, at least 2.
  /// - Throws: ``SliceError``
  public init(
    origin: [Double], directions: [[Double]], ranges: [ClosedRange<Double>], steps: [Int]
  ) throws {
    guard (1...2).contains(directions.count) else { throw SliceError.count(directions.count) }
    guard ranges.count == directions.count, steps.count == directions.count else {
      throw SliceError.mismatch(
        directions: directions.count, ranges: ranges.count, steps: steps.count)
    }
    if let bad = origin.firstIndex(where: { !$0.isFinite }) {
      throw SliceError.notFinite(what: "the origin", coordinate: bad, value: origin[bad])
    }
    for (place, direction) in directions.enumerated() {
      guard direction.count == origin.count else {
        throw SliceError.length(direction: place, expected: origin.count, got: direction.count)
      }
      if let bad = direction.firstIndex(where: { !$0.isFinite }) {
        throw SliceError.notFinite(
          what: "direction \(place + 1)", coordinate: bad, value: direction[bad])
      }
      guard direction.length > 0 else { throw SliceError.zero(direction: place) }
    }
    if let bad = steps.first(where: { $0 < 2 }) { throw SliceError.steps(bad) }
    let (points, overflow) = steps.reduce((1, false)) { total, steps in
      let (product, overflow) = total.0.multipliedReportingOverflow(by: steps)
      return (product, total.1 || overflow)
    }
    guard !overflow, points <= SliceGrid.most else { throw SliceError.tooMany(steps) }
    if directions.count == 2 {
      let (u, v) = (directions[0], directions[1])
      let cosine = u.dot(v) / u.length / v.length
      guard abs(cosine) < 1 - 1e-12 else { throw SliceError.parallel }
    }
    self.origin = origin
    self.directions = directions
    coordinates = zip(ranges, steps).map { range, steps in
      (0..<steps).map { k in
        let part = Double(k) / Double(steps - 1)
        return (1 - part) * range.lowerBound + part * range.upperBound
      }
    }
  }

  public var count: Int { coordinates.reduce(1) { $0 * $1.count } }

  public func point(_ place: [Double]) -> [Double] {
    zip(place, directions).reduce(into: origin) { $0.add($1.0, $1.1) }
  }

  /// The places of all points: in two dimensions row by row, a running faster.
  public var places: [[Double]] {
    guard coordinates.count == 2 else { return coordinates[0].map { [$0] } }
    return coordinates[1].flatMap { b in coordinates[0].map { [$0, b] } }
  }

  /// The place of the nearest point of the line or plane, and how far it is.
  public func projection(of x: [Double]) -> (place: [Double], distance: Double) {
    let offset = x.adding(-1, origin)
    let place: [Double]
    if directions.count == 1 {
      let u = directions[0]
      place = [offset.dot(u) / u.dot(u)]
    } else {
      let (u, v) = (directions[0], directions[1])
      let (uu, uv, vv) = (u.dot(u), u.dot(v), v.dot(v))
      let (a, b) = (offset.dot(u), offset.dot(v))
      let determinant = uu * vv - uv * uv
      place = [(vv * a - uv * b) / determinant, (uu * b - uv * a) / determinant]
    }
    return (place, x.adding(-1, point(place)).length)
  }

  /// Directions and ranges that have all of two or three points in sight.
  ///
  /// Two points: u = second - first, which lie at 0 and 1. Three: the plane through them with orthonormal u and v, so that
  /// distances in the picture are those in parameter space; the first lies at the origin, the second on the first axis.
  /// - Parameter margin: times the extent of the points, around them.
  public static func axes(
    through points: [[Double]], margin: Double
  ) throws -> (directions: [[Double]], ranges: [ClosedRange<Double>]) {
    guard (2...3).contains(points.count) else { throw SliceError.points(points.count) }
    for (place, point) in points.enumerated() where point.count != points[0].count {
      throw SliceError.length(direction: place, expected: points[0].count, got: point.count)
    }
    let u = points[1].adding(-1, points[0])
    guard u.length > 0 else { throw SliceError.coincide }
    if points.count == 2 { return ([u], [-margin...1 + margin]) }
    let first = u.scaled(by: 1 / u.length)
    let offset = points[2].adding(-1, points[0])
    var second = offset
    for _ in 0..<2 { second = second.projected(off: [first]) }
    guard second.length > 1e-9 * offset.length, offset.length > 0 else {
      throw SliceError.coincide
    }
    second = second.scaled(by: 1 / second.length)
    let horizontal = [0, u.length, offset.dot(first)]
    let vertical = [0, offset.dot(second)]
    func range(_ values: [Double]) -> ClosedRange<Double> {
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      return low - margin * (high - low)...high + margin * (high - low)
    }
    return ([first, second], [range(horizontal), range(vertical)])
  }
}

/// Why there is no slice.
public enum SliceError: Error, Equatable, CustomStringConvertible {
  case count(Int)
  case mismatch(directions: Int, ranges: Int, steps: Int)
  /// Directions count from 0.
  case length(direction: Int, expected: Int, got: Int)
  case notFinite(what: String, coordinate: Int, value: Double)
  case zero(direction: Int)
  case parallel
  case steps(Int)
  /// Together more points than a slice may have.
  case tooMany([Int])
  case points(Int)
  case coincide

  public var description: String {
    switch self {
    case .count(let got): "slice: expected one direction or two, got \(got)"
    case .mismatch(let directions, let ranges, let steps):
      "slice: \(directions) directions need as many ranges and steps, got \(ranges) and \(steps)"
    case .length(let direction, let expected, let got):
      "slice: direction \(direction + 1) has \(got) coordinates, expected \(expected)"
    case .notFinite(let what, let coordinate, let value):
      "slice: coordinate \(coordinate + 1) of \(what) is \(value)"
    case .zero(let direction): "slice: direction \(direction + 1) is zero"
    case .parallel: "slice: the two directions are parallel"
    case .steps(let got): "slice: expected at least 2 steps along each direction, got \(got)"
    case .tooMany(let steps):
      "slice: \(steps.map(String.init).joined(separator: " x ")) points, expected \(SliceGrid.most) at most"
    case .points(let got): "slice: a line needs two points and a plane three, got \(got)"
    case .coincide: "slice: its points coincide, or all lie on one line"
    }
  }
}

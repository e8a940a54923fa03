import Foundation
import Landscape
import TestSupport
import Testing

@Suite struct SliceGridTests {
  @Test("A line and a plane have their points where their coordinates say")
  func points() throws {
    let line = try SliceGrid(
      origin: [1, 2], directions: [[1, -1]], ranges: [-1...1], steps: [3])
    #expect(line.places == [[-1], [0], [1]])
    #expect(line.places.map(line.point) == [[0, 3], [1, 2], [2, 1]])
    let plane = try SliceGrid(
      origin: [0, 0, 1], directions: [[1, 0, 0], [0, 2, 0]], ranges: [0...1, -1...1],
      steps: [2, 3])
    #expect(plane.count == 6)
    #expect(plane.places == [[0, -1], [1, -1], [0, 0], [1, 0], [0, 1], [1, 1]])
    #expect(plane.point([1, -1]) == [1, -2, 1])
  }

  @Test("Projections are the nearest points of skew planes")
  func projections() throws {
    let grid = try SliceGrid(
      origin: [1, 0, 0, 1], directions: [[1, 2, 0, 0], [1, 0, 1, 0]], ranges: [-1...1, -1...1],
      steps: [2, 2])
    let inside = grid.projection(of: grid.point([0.3, -0.7]))
    expectClose(inside.place, [0.3, -0.7], absolute: 1e-14)
    expectClose(inside.distance, 0, absolute: 1e-14)
    // Normal to both directions.
    let normal: [Double] = [2, -1, -2, 0]
    let lifted = zip(grid.point([0.3, -0.7]), normal).map { $0 + 0.5 * $1 }
    let above = grid.projection(of: lifted)
    expectClose(above.place, [0.3, -0.7], absolute: 1e-13)
    expectClose(above.distance, 1.5, absolute: 1e-13)
  }

  @Test("The plane through three points keeps their distances")
  func planeThroughPoints() throws {
    let points: [[Double]] = [[0, 1, 2, 0], [3, 1, -1, 1], [1, 5, 0, 2]]
    let (directions, ranges) = try SliceGrid.axes(through: points, margin: 0.1)
    let grid = try SliceGrid(
      origin: points[0], directions: directions, ranges: ranges, steps: [2, 2])
    let places = points.map { grid.projection(of: $0) }
    func distance(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
    for i in 0..<3 {
      expectClose(places[i].distance, 0, absolute: 1e-13)
      for j in 0..<i {
        expectClose(
          distance(places[i].place, places[j].place), distance(points[i], points[j]),
          relative: 1e-13)
      }
      for (value, range) in zip(places[i].place, ranges) { #expect(range.contains(value)) }
    }
    expectClose(places[1].place[1], 0, absolute: 1e-13)
    let line = try SliceGrid.axes(through: Array(points.prefix(2)), margin: 0.5)
    #expect(line.directions == [[3, 0, -3, 1]] && line.ranges == [-0.5...1.5])
  }

  @Test func whatCannotBeIsAnError() {
    func grid(
      _ directions: [[Double]], _ ranges: [ClosedRange<Double>], _ steps: [Int]
    ) throws -> SliceGrid {
      try SliceGrid(origin: [0, 0], directions: directions, ranges: ranges, steps: steps)
    }
    let range = -1.0...1
    #expect(throws: SliceError.steps(0)) { try grid([[1, 0]], [range], [0]) }
    #expect(throws: SliceError.steps(1)) { try grid([[1, 0]], [range], [1]) }
    #expect(throws: SliceError.zero(direction: 1)) {
      try grid([[1, 0], [0, 0]], [range, range], [2, 2])
    }
    #expect(throws: SliceError.parallel) {
      try grid([[1, 2], [-2, -4]], [range, range], [2, 2])
    }
    #expect(throws: SliceError.length(direction: 0, expected: 2, got: 3)) {
      try grid([[1, 0, 0]], [range], [2])
    }
    #expect(throws: SliceError.self) { try grid([[.nan, 0]], [range], [2]) }
    #expect(throws: SliceError.count(0)) { try grid([], [], []) }
    #expect(throws: SliceError.coincide) {
      try SliceGrid.axes(through: [[0, 0], [1, 1], [2, 2]], margin: 0)
    }
    #expect(throws: SliceError.coincide) { try SliceGrid.axes(through: [[1], [1]], margin: 0) }
    #expect(throws: SliceError.points(1)) { try SliceGrid.axes(through: [[1]], margin: 0) }
  }
}

import Foundation
import Landscape
import TestSupport

/// What Landscaper and gudhi say: recorded by scripts/persistence_fixtures.py.
struct PersistenceFixture: Decodable {
  struct Grid: Decodable {
    var minima: [Double]
    var joins: [Double]
    var persistence: [Double]
    var smad: Double
  }

  struct Case: Decodable {
    var first: [[Double]]
    var second: [[Double]]
    var distance: Double
  }

  var wells: Grid
  var camel: [Grid]
  /// x, y, energy, index.
  var camelPoints: [[Double]]
  var landscaperDistance: Double
  var bottleneck: [Case]

  static func load() throws -> PersistenceFixture {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let data = try Data(contentsOf: Repository.fixtures.appending(path: "persistence.json"))
    return try decoder.decode(PersistenceFixture.self, from: data)
  }

  /// A diagram of points (birth, death).
  static func diagram(_ points: [[Double]]) -> PersistenceDiagram {
    PersistenceDiagram(
      points.enumerated().map {
        .init(birth: $1[0], death: $1[1], minimum: $0 + 1, saddle: nil)
      })
  }

  /// The four wells x^4 - 4 a x^3 / 3 - 2 x^2 + 4 a x + the same of y: minima at +-1, and saddles between neighbours, at a.
  static func wells() throws -> Barriers {
    func well(_ x: Double, _ a: Double) -> Double {
      x * x * x * x - 4 * a / 3 * x * x * x - 2 * x * x + 4 * a * x
    }
    func energy(_ x: Double, _ y: Double) -> Double { well(x, 0.2) + well(y, -0.1) }
    let minima = [(-1.0, -1.0), (1, -1), (-1, 1), (1, 1)].enumerated().map {
      Basin(id: $0 + 1, energy: energy($1.0, $1.1))
    }
    return try Barriers(
      SaddleGraph(
        minima: minima,
        links: [
          SaddleLink(id: 5, energy: energy(0.2, -1), first: 1, second: 2),
          SaddleLink(id: 6, energy: energy(0.2, 1), first: 3, second: 4),
          SaddleLink(id: 7, energy: energy(-1, -0.1), first: 1, second: 3),
          SaddleLink(id: 8, energy: energy(1, -0.1), first: 2, second: 4),
        ]))
  }
}

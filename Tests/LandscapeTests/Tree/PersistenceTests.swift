import Landscape
import TestSupport
import Testing

@Suite struct PersistenceTests {
  /// By definition: a minimum dies at the least energy at which it is connected with one that stands before it.
  @Test func minimaDieAtTheBarrierToALowerOne() throws {
    for graph in RandomGraph.some(11) {
      let barriers = try graph.barriers()
      let diagram = try PersistenceDiagram(barriers)
      let minima = barriers.minima
      #expect(diagram.points.count == minima.count)
      for point in diagram.points {
        let place = try barriers.graph.place(of: point.minimum)
        #expect(point.birth == minima[place].energy)
        let deaths = try minima[..<place].map { try barriers.barrier($0.id, point.minimum) }
        #expect(point.death == deaths.min() ?? .infinity)
        #expect((point.saddle == nil) == (point.death == .infinity))
        if let saddle = point.saddle {
          #expect(graph.links.contains { $0.id == saddle && $0.energy == point.death })
        }
      }
      let persistences = diagram.points.map(\.persistence)
      #expect(persistences == persistences.sorted(by: >))
      #expect(diagram.essential.count == barriers.components)
    }
  }

  /// Every critical point of these wells is a node of Landscaper's grid, which has single precision.
  @Test func landscaperSeesTheSameWells() throws {
    let peer = try PersistenceFixture.load().wells
    let barriers = try PersistenceFixture.wells()
    expectClose(barriers.minima.map(\.energy), peer.minima, absolute: 1e-6)
    expectClose(barriers.mergers.map(\.energy), peer.joins, absolute: 1e-6)
    let metrics = try LandscapeMetrics(barriers)
    expectClose([metrics.smad], [peer.smad], absolute: 1e-6)
    // Its persistences are those of maxima too: ours are among them.
    for point in try PersistenceDiagram(barriers).points where point.death < .infinity {
      #expect(peer.persistence.contains { abs($0 - point.persistence) < 2e-6 })
    }
  }

  /// Of the six-hump camel no critical point is a node: finer grids come nearer to what the true points say.
  @Test func landscaperComesNearer() throws {
    let fixture = try PersistenceFixture.load()
    let minima = fixture.camelPoints.filter { $0[3] == 0 }
    let saddles = fixture.camelPoints.filter { $0[3] == 1 }
    #expect(minima.count == 6 && saddles.count == 7)
    // Which minima lie beside each saddle: the nearest two, seen along the valleys.
    func number(_ x: Double, _ y: Double) -> Int {
      let distances = minima.map { ($0[0] - x) * ($0[0] - x) + ($0[1] - y) * ($0[1] - y) }
      return distances.indices.min { distances[$0] < distances[$1] } ?? 0
    }
    func link(_ id: Int, _ saddle: [Double], _ first: Int, _ second: Int) -> SaddleLink {
      SaddleLink(id: id, energy: saddle[2], first: first, second: second)
    }
    let lowest = (number(-0.09, 0.71), number(0.09, -0.71))
    let outer = (number(-1.7, 0.8), number(1.7, -0.8))
    let highest = (number(-1.6, -0.57), number(1.6, 0.57))
    // From the middle; over |x| = 1.1; and from the highest ones, at |x| = 1.64 to the outer ones, at 1.3 to the lowest.
    let links = saddles.enumerated().map { number, saddle in
      let isLeft = saddle[0] < 0
      return switch abs(saddle[0]) {
      case ..<0.5: link(100, saddle, lowest.0, lowest.1)
      case ..<1.2:
        link(
          101 + number, saddle, isLeft ? lowest.0 : lowest.1, isLeft ? outer.0 : outer.1)
      case ..<1.4:
        link(
          101 + number, saddle, isLeft ? highest.0 : highest.1, isLeft ? lowest.1 : lowest.0)
      default:
        link(
          101 + number, saddle, isLeft ? highest.0 : highest.1, isLeft ? outer.0 : outer.1)
      }
    }
    let basins = minima.enumerated().map { Basin(id: $0, energy: $1[2]) }
    let barriers = try Barriers(SaddleGraph(minima: basins, links: links))
    let metrics = try LandscapeMetrics(barriers)
    let errors = fixture.camel.map { abs($0.smad - metrics.smad) }
    #expect(errors[1] < errors[0] && errors[1] < 0.02)
    expectClose(barriers.mergers.map(\.energy), fixture.camel[1].joins, absolute: 0.1)
  }
}

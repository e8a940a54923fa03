import Landscape
import Testing

@Suite struct BarriersTests {
  @Test func barriersAreTheHighestPointsOfLowestPaths() throws {
    for graph in RandomGraph.some(1) {
      let barriers = try graph.barriers()
      let relaxed = graph.relaxed()
      var parts = Set<[Bool]>()
      for (i, first) in graph.minima.enumerated() {
        parts.insert(relaxed[i].map { $0 < .infinity })
        for (j, second) in graph.minima.enumerated() {
          #expect(try barriers.barrier(first.id, second.id) == relaxed[i][j])
        }
      }
      #expect(barriers.components == parts.count)
      #expect(barriers.graph.edges.count + barriers.graph.selfConnections == graph.links.count)
    }
  }

  /// The order in which things are told, and how links are numbered, makes no difference.
  @Test func orderDoesNotMatter() throws {
    for graph in RandomGraph.some(2) {
      var other = graph
      other.minima.reverse()
      other.links.reverse()
      #expect(try graph.barriers().mergers == other.barriers().mergers)
    }
  }

  /// Rounding may leave a transition state below its minimum.
  @Test func saddlesAreNotBelowTheirMinima() throws {
    let barriers = try Barriers(
      SaddleGraph(
        minima: [Basin(id: 1, energy: 0), Basin(id: 2, energy: 1)],
        links: [SaddleLink(id: 3, energy: 1 - 1e-15, first: 2, second: 1)]))
    #expect(try barriers.barrier(1, 2) == 1)
  }

  @Test func mistakesAreNamed() throws {
    let one = Basin(id: 1, energy: 0)
    let two = Basin(id: 2, energy: 1)
    let link = SaddleLink(id: 3, energy: 2, first: 1, second: 9)
    func graph(_ minima: [Basin], _ links: [SaddleLink] = []) throws -> Barriers {
      try Barriers(SaddleGraph(minima: minima, links: links))
    }
    #expect(throws: TreeError.repeatedMinimum(id: 1)) { try graph([one, two, one]) }
    #expect(throws: TreeError.unknownEnd(saddle: 3, minimum: 9)) { try graph([one, two], [link]) }
    for energy in [Double.nan, .infinity, -.infinity] {
      #expect(throws: TreeError.energyNotFinite(what: "minimum", id: 7)) {
        try graph([one, Basin(id: 7, energy: energy)])
      }
      #expect(throws: TreeError.energyNotFinite(what: "saddle", id: 8)) {
        try graph([one, two], [SaddleLink(id: 8, energy: energy, first: 1, second: 2)])
      }
    }
    #expect(throws: TreeError.noSuchMinimum(id: 4, count: 2)) {
      try graph([one, two]).barrier(1, 4)
    }
    #expect(throws: TreeError.noMinima) { try graph([]).barrier(1, 1) }
    #expect(try graph([one, two]).barrier(1, 2) == .infinity)
    #expect(try graph([one, two]).barrier(2, 2) == 1)
  }
}

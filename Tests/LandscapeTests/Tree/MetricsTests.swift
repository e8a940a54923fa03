import Foundation
import Landscape
import TestSupport
import Testing

@Suite struct MetricsTests {
  /// Two funnels: 1 - 2 - 3 go down to 1, 4 - 5 to 4; 6 is alone; 7 is connected with 1 at its own energy.
  private func example() throws -> Barriers {
    let energies = [0.0, 1, 2, 0.5, 1.5, 3, 2]
    let links = [(1, 2, 1.25), (2, 3, 2.5), (3, 5, 4), (5, 4, 2), (3, 3, 6), (7, 1, 2)]
    return try Barriers(
      SaddleGraph(
        minima: energies.enumerated().map { Basin(id: $0 + 1, energy: $1) },
        links: links.enumerated().map {
          SaddleLink(id: $0 + 10, energy: $1.2, first: $1.0, second: $1.1)
        }))
  }

  @Test func numbersOfASmallLandscape() throws {
    let metrics = try LandscapeMetrics(example(), temperature: 2)
    #expect(metrics.minima == 7 && metrics.saddles == 6 && metrics.selfConnections == 1)
    #expect(metrics.components == 2 && metrics.compared == 5)
    #expect(metrics.funnels.isolated == 1)
    // 5 goes over its lowest saddle, to 4.
    #expect(metrics.funnels.funnels.map(\.bottom) == [1, 4, 6])
    #expect(metrics.funnels.funnels.map(\.size) == [4, 2, 1])
    // V* - V0 of 2, 3, 4, 5, 7 over V - V0.
    let ratios = [1.25 / 1, 2.5 / 2, 4 / 0.5, 4 / 1.5, 1]
    let heights = [1, 2, 0.5, 1.5, 2]
    expectClose([metrics.barrierRatio.mean], [ratios.reduce(0, +) / 5], absolute: 1e-14)
    #expect(metrics.barrierRatio.median == 1.25 && metrics.barrierRatio.highest == 8)
    let weights = heights.map { exp(-$0 / 2) }
    let frustration = zip(weights, ratios).map(*).reduce(0, +) / weights.reduce(0, +)
    expectClose([metrics.frustration], [frustration], absolute: 1e-14)
    // 1 and 2 leave at 1.25, 3 at 2.5, 4 and 5 at 2, 7 at once.
    expectClose([metrics.smad], [(1.25 + 0.25 + 0.5 + 1.5 + 0.5 + 0) / 6], absolute: 1e-14)
    // 2 dies at 1.25, 3 at 2.5, 4 at 4, 5 at 2, 7 at once.
    expectClose([metrics.persistence.mean], [(0.25 + 0.5 + 3.5 + 0.5 + 0) / 5], absolute: 1e-14)
    #expect(metrics.persistence.highest == 3.5)
  }

  @Test func temperatureAndWeights() throws {
    let barriers = try example()
    let metrics = try LandscapeMetrics(barriers)
    expectClose([metrics.temperature], [7.0 / 5], absolute: 1e-14)
    // Hot: the plain mean. Cold: the lowest of those that have a ratio, 4.
    let hot = try LandscapeMetrics(barriers, temperature: 1e12)
    expectClose([hot.frustration], [hot.barrierRatio.mean], absolute: 1e-9)
    #expect(try LandscapeMetrics(barriers, temperature: 1e-6).frustration == 8)
    // Equal weights make no difference; one that is large decides.
    let even = try LandscapeMetrics(barriers, logWeights: [Double](repeating: 3, count: 7))
    expectClose([even.frustration], [metrics.frustration], absolute: 1e-12)
    var weights = [Double](repeating: 0, count: 7)
    weights[try barriers.graph.place(of: 5)] = 800
    expectClose(
      [try LandscapeMetrics(barriers, logWeights: weights).frustration], [4 / 1.5],
      absolute: 1e-14)

    for temperature in [0, -1, Double.nan, .infinity] {
      #expect(throws: TreeError.self) { try LandscapeMetrics(barriers, temperature: temperature) }
    }
    #expect(throws: TreeError.self) { try LandscapeMetrics(barriers, logWeights: [0]) }
    weights[3] = .nan
    #expect(throws: TreeError.self) { try LandscapeMetrics(barriers, logWeights: weights) }
  }

  /// Ratios are 1 or more, whatever the graph.
  @Test func ratiosAreAtLeastOne() throws {
    for graph in RandomGraph.some(14) {
      let metrics = try LandscapeMetrics(graph.barriers())
      #expect(metrics.funnels.funnels.map(\.size).reduce(0, +) == graph.minima.count)
      guard metrics.compared > 0 else {
        #expect(metrics.frustration.isNaN && metrics.barrierRatio.mean.isNaN)
        continue
      }
      #expect(metrics.frustration >= 1 && metrics.barrierRatio.mean >= 1)
      #expect(metrics.frustration <= metrics.barrierRatio.highest * (1 + 1e-12))
      #expect(metrics.smad >= 0 && metrics.persistence.highest >= 0)
    }
  }

  @Test func nothingToAverage() throws {
    for minima in [
      [], [Basin(id: 1, energy: 2)], [Basin(id: 1, energy: 2), Basin(id: 2, energy: 3)],
    ] {
      let metrics = try LandscapeMetrics(Barriers(SaddleGraph(minima: minima, links: [])))
      #expect(metrics.components == minima.count && metrics.funnels.isolated == minima.count)
      #expect(metrics.frustration.isNaN && metrics.smad.isNaN && metrics.persistence.mean.isNaN)
      #expect(metrics.barrierRatio.median.isNaN && metrics.temperature.isNaN)
    }
  }
}

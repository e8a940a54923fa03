import Landscape
import Tensors
import Testing

@Suite struct PointIndexTests {
  private func entry(_ id: Int, _ energy: Double, _ first: Double = 0) -> PointIndex.Entry {
    PointIndex.Entry(
      id: id, energy: energy, invariants: SymmetryInvariants(first, 0), lowestEigenvalue: 1)
  }

  /// Thousands of points, many of equal energy, in any order: sorted by energy, equals in the order in which they came.
  @Test func pointsStandInOrderOfEnergy() {
    var random = CounterRandom(seed: 3)
    var index = PointIndex()
    var plain: [PointIndex.Entry] = []
    for id in 1...5000 {
      let point = entry(id, Double(random.integer(below: 700)))
      index.insert(point)
      plain.append(point)
    }
    let sorted = plain.sorted { ($0.energy, $0.id) < ($1.energy, $1.id) }
    #expect(Array(index.entries) == sorted)
    #expect(index.count == 5000 && index.lowest == sorted[0])
    #expect(Array(PointIndex(plain.shuffled()).entries) == sorted)

    for window in [0.0, 1, 25] {
      for energy in [-5.0, 0, 350, 699, 720] {
        let found = index.candidates(
          energy: energy, window: window, invariants: SymmetryInvariants(0, 0), distance: 1e-3)
        #expect(found == sorted.filter { abs($0.energy - energy) <= window })
      }
    }
    // Renumbered and taken out again.
    for point in plain where point.id.isMultiple(of: 3) {
      index.replace(id: point.id, energy: point.energy, by: nil)
    }
    index.replace(id: 1, energy: plain[0].energy, by: 9999)
    let rest = sorted.filter { !$0.id.isMultiple(of: 3) }
    #expect(index.count == rest.count)
    #expect(Array(index.entries).map(\.id) == rest.map { $0.id == 1 ? 9999 : $0.id })
  }

  @Test func invariantsTellPointsApart() {
    let index = PointIndex((1...100).map { entry($0, 1, Double($0)) })
    func found(_ first: Double, _ distance: Double) -> [Int] {
      index.candidates(
        energy: 1, window: 1e-8, invariants: SymmetryInvariants(first, 0), distance: distance
      ).map(\.id)
    }
    #expect(found(50, 1e-3) == [50])
    #expect(found(50.5, 1e-3).isEmpty)
    #expect(found(50.5, 0.5) == [50, 51])
    // What single precision rounds away is allowed for.
    let large = PointIndex([entry(1, 0, 123_456.789)])
    #expect(
      large.candidates(
        energy: 0, window: 0, invariants: SymmetryInvariants(123_456.789, 0), distance: 0
      ).count == 1)
  }
}

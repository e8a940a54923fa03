import Landscape
import Testing

/// Symmetries as data: what comes back is the same symmetry.
@Suite struct SymmetryStructureTests {
  @Test func symmetriesComeBack() throws {
    var layer = HiddenLayer(
      units: (0..<3).map { HiddenUnit(incoming: [$0, 3 + $0], outgoing: [6 + $0]) },
      signGenerators: [[true, true, false]],
      mirror: HiddenLayer.Mirror(center: 0.5, biases: [9]), scalings: [[1, 1, -1]],
      freeWhenDead: [true, false], level: 2)
    layer.isDivisible = true
    let symmetries: [any Symmetry] = [
      NoSymmetry(), RigidSymmetry(particles: 7, dimension: 2),
      UnitSymmetry(layers: [layer], shifts: [[9, 10]]),
      UnitSymmetry(widths: [4, 10, 10, 3], isOdd: true),
    ]
    for symmetry in symmetries {
      let structure = try #require(SymmetryStructure(symmetry))
      let again = try #require(SymmetryStructure(text: structure.text))
      #expect(again == structure)
      #expect(again.symmetry.summary == symmetry.summary)
      if let units = symmetry as? UnitSymmetry { #expect(again.symmetry as? UnitSymmetry == units) }
    }
    #expect(SymmetryStructure(text: "{}") == nil)
  }

  @Test func wordsSayAllOfSome() {
    #expect(SymmetryStructure(summary: "none") == SymmetryStructure.none)
    let rigid = RigidSymmetry(particles: 13)
    #expect(SymmetryStructure(summary: rigid.summary) == .rigid(particles: 13, dimension: 3))
    #expect(
      SymmetryStructure(summary: UnitSymmetry(widths: [2, 4, 2], isOdd: true).summary) == nil)
  }
}

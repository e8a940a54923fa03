import Atlases
import Foundation
import GRDB
import Landscape
import TestSupport
import Testing

/// Atlases of earlier versions open.
@Suite struct AtlasMigrationTests {
  /// XOR 2-2-2 at lambda 1e-2, written by the first version: five minima, 244 visits, a column, a finished run.
  private func first(_ scratch: Scratch) throws -> String {
    let path = scratch.path("first.atlas")
    let fixture = Repository.fixture("landscape/format_1.sqlite")
    try FileManager.default.copyItem(atPath: fixture, toPath: path)
    return path
  }

  private let description = [
    "net": "Linear(2 -> 2), Tanh, Linear(2 -> 2)", "loss": "cross_entropy + l2(0.01)",
    "data": "4x2 with 4 targets",
  ]

  @Test func minimaColumnsAndRunsOfTheFirstVersionAreKept() throws {
    try Scratch.with { scratch in
      let path = try first(scratch)
      let xor = TanhNetwork.xor(hidden: 2, lambda: 1e-2)
      for earlier in 0..<2 {
        let atlas = try Atlas.open(
          path: path, surface: xor, symmetry: xor.symmetry, description: description)
        let minima = try atlas.minima()
        let known = try Fixtures.stationaryPoints().xor[0]
        #expect(minima.count == known.energies.count)
        for (found, energy) in zip(minima, known.energies) {
          expectClose(found.energy, energy, absolute: 1e-9)
          #expect(found.proof == .strict)
        }
        #expect(minima.map(\.multiplicity) == known.orbits)
        #expect(minima.map(\.hits).reduce(0, +) == 244 + earlier)
        let norms = try atlas.column("norm")
        for (norm, minimum) in zip(norms, minima) {
          expectClose(norm, minimum.x.reduce(0) { $0 + $1 * $1 }.squareRoot(), absolute: 1e-12)
        }
        #expect(try atlas.runs().map(\.isFinished) == [true])
        // What is there is recognised.
        #expect(try atlas.quench(minima[0].x).isNew == false)
        try atlas.close()
      }
    }
  }

  @Test func anotherObjectiveIsRefusedAndTheFileStays() throws {
    try Scratch.with { scratch in
      let path = try first(scratch)
      let other = TanhNetwork.xor(hidden: 2, lambda: 1e-3)
      #expect(throws: AtlasError.self) {
        try Atlas.open(
          path: path, surface: other, symmetry: other.symmetry, description: description)
      }
      let xor = TanhNetwork.xor(hidden: 2, lambda: 1e-2)
      var words = description
      words["loss"] = "cross_entropy"
      #expect(throws: AtlasError.self) {
        try Atlas.open(path: path, surface: xor, symmetry: xor.symmetry, description: words)
      }
      let atlas = try Atlas.open(
        path: path, surface: xor, symmetry: xor.symmetry, description: description)
      #expect(atlas.count == 5)
    }
  }

  /// The second version had all tables but those of transition states.
  @Test func theSecondVersionGainsTransitionStates() throws {
    try Scratch.with { scratch in
      let path = scratch.path("second.atlas")
      let xor = TanhNetwork.xor(hidden: 2, lambda: 1e-2)
      var search = MultistartOptions()
      search.points = 60
      let atlas = try Atlas.open(path: path, surface: xor, symmetry: xor.symmetry)
      _ = try atlas.multistart(search)
      let before = try atlas.minima().map(\.x)
      try atlas.close()
      let database = try DatabaseQueue(path: path)
      try database.write {
        try $0.execute(
          sql: """
            DROP VIEW transition_states;
            DROP TABLE attempts;
            DROP TABLE saddles;
            ALTER TABLE runs DROP COLUMN rank;
            ALTER TABLE runs DROP COLUMN ranks;
            ALTER TABLE runs DROP COLUMN is_elsewhere;
            PRAGMA user_version = 2;
            """)
      }
      try database.close()
      let again = try Atlas.open(path: path, surface: xor, symmetry: xor.symmetry)
      #expect(try again.minima().map(\.x) == before && again.saddles().isEmpty)
      var saddles = SaddleSearchOptions()
      saddles.searches = 50
      #expect(try again.searchSaddles(saddles).new > 0)
      #expect(try again.links().count == again.saddleCount)
      try again.close()
    }
  }
}

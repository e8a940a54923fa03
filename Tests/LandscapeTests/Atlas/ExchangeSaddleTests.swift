import Atlases
import DataIO
import Foundation
import GRDB
import Landscape
import TestSupport
import Testing

/// Transition states come and go with the minima below them.
@Suite struct ExchangeSaddleTests {
  private func importing(
    _ minima: String, _ saddles: SaddleSource = .beside, _ format: ExchangeFormat? = nil,
    path: String = ":memory:"
  ) throws -> (atlas: Atlas, report: ImportReport) {
    try Atlas.importing(path: path, minima: minima, saddles: saddles, format: format)
  }

  /// Minima and transition states at will: two between the same minima, one that stands above one minimum only.
  private func sample(_ scratch: Scratch) throws -> Atlas {
    let minima = try scratch.file("-1,1,0.1\n-2,2,0.2\n-3,3,0.3\n", name: "sample.csv")
    _ = try scratch.file(
      """
      energy,minimum1,minimum2,eigenvalue,hits,x1,x2,log_determinant,gradient_norm,zero_modes,size,v[1],v[2]
      0.5,1,2,-0.3333333333333333,7,0.1,1e-300,2.5,1e-9,1,4,1,2
      0.1,2,1,-1.1,1,0.7,-0.0,0.1,0,0,nan,3,4
      1e300,3,3,-5e-324,2,0.2,0.3,-7,0,2,0.1,5,6

      """, name: "sample.saddles.csv")
    return try importing(minima).atlas
  }

  private func bits(_ values: [Double]) -> [UInt64] {
    values.map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern }
  }

  // MARK: Reading

  @Test func peleDatabasesAreReadBitForBit() throws {
    let (atlas, report) = try importing(ExchangeFixture.path("pele.sqlite"))
    let saddles = try atlas.saddles()
    #expect(saddles.map(\.energy) == [0.5, 0.5.squareRoot()])
    #expect(try saddles.map(\.x) == ExchangeFixture.saddlePoints())
    #expect(saddles[0].minima == (1, 2) && saddles[1].minima == (3, 5))
    #expect(saddles[0].eigenvalue.isNaN && saddles[0].logDeterminant.isNaN)
    #expect(saddles[1].eigenvalue == -1.0 / 3 && saddles[1].logDeterminant == 0.7)
    #expect(saddles.allSatisfy { $0.proof == .imported && $0.hits == 0 && $0.zeroModes == nil })
    // One stands above an invalid minimum, one is invalid itself.
    #expect(report.saddles.imported == 2 && report.saddles.invalid == 2)
    #expect(atlas.count == 5 && atlas.saddleCount == 2)
    #expect(
      report.notes == [
        "the user_data of 1 minima was not imported",
        "the user_data of 1 transition states was not imported",
        "the eigenvec of 1 transition states was not imported",
      ])
  }

  @Test func pathsampleFilesAreReadBitForBit() throws {
    for path in ["pathsample/min.data", "pathsample"] {
      let (atlas, report) = try importing(ExchangeFixture.path(path), .beside, .pathsample)
      let saddles = try atlas.saddles()
      #expect(saddles.map(\.energy) == [0.5, 0.5.squareRoot()])
      #expect(try saddles.map(\.x) == ExchangeFixture.saddlePoints())
      // The minima stand in order of energy.
      #expect(saddles[0].minima == (4, 5) && saddles[1].minima == (1, 3))
      #expect(saddles.map(\.logDeterminant) == [1, 0.7])
      #expect(report.saddles.imported == 2 && report.saddles.invalid == 0)
    }
  }

  @Test func topsearchFilesAreRead() throws {
    let (atlas, _) = try importing(ExchangeFixture.path("min.data.topsearch"))
    let saddles = try atlas.saddles()
    #expect(saddles.map(\.energy) == [0.5, 0.70711])
    #expect(try saddles.map(\.x) == ExchangeFixture.saddlePoints())
    #expect(saddles[0].minima == (1, 2) && saddles[1].minima == (3, 5))
  }

  @Test func textWithAndWithoutAHeaderIsRead() throws {
    try Scratch.with { scratch in
      let minima = try scratch.file("energy,x1,id\n-1,1,30\n-2,2,20\n", name: "m.csv")
      let plain = try scratch.file("5,20,30,1.5\n", name: "s.csv")
      let (atlas, report) = try importing(minima, .file(plain))
      #expect(report.saddles.imported == 1)
      let saddle = try #require(try atlas.saddles().first)
      // By the column id; without one, by their place.
      #expect(saddle.minima == (1, 2) && saddle.x == [1.5] && saddle.energy == 5)
      let rows = try scratch.file("-1,1\n-2,2\n", name: "rows.csv")
      let placed = try scratch.file("5,2,2,1.5\n", name: "p.csv")
      #expect(try importing(rows, .file(placed)).atlas.links().map(\.first) == [2])
    }
  }

  @Test func theyAreLeftOutWhereThatIsAsked() throws {
    let path = ExchangeFixture.path("pele.sqlite")
    let (atlas, report) = try importing(path, .none)
    #expect(atlas.count == 5 && atlas.saddleCount == 0)
    #expect(report.notes.last == "the transition states of \(path) were not imported")
    #expect(report.saddles == ImportReport.Saddles())
  }

  @Test func knownPointsKeepTheirNumbers() throws {
    try Scratch.with { scratch in
      let path = scratch.path("a.db")
      let first = try scratch.file("-3,3\n-1,1\n", name: "first.csv")
      try importing(first, path: path).atlas.close()
      let minima = try scratch.file("-1,1\n-2,2\n-3,3\n", name: "second.csv")
      _ = try scratch.file("5,1,2,1.5\n6,3,1,2.5\n", name: "second.saddles.csv")
      let (atlas, report) = try importing(minima, path: path)
      #expect(report.imported == 1 && report.known == 2 && report.saddles.imported == 2)
      #expect(try atlas.minima(order: .id).map(\.energy) == [-3, -1, -2])
      #expect(try atlas.links().map { [$0.first, $0.second] } == [[2, 3], [1, 2]])
      try atlas.close()
      let (again, second) = try importing(minima, path: path)
      #expect(second.imported == 0 && second.known == 3)
      #expect(second.saddles.imported == 0 && second.saddles.known == 2)
      #expect(again.saddleCount == 2)
      try again.close()
      let opened = try Atlas.importing(path: path, minima: nil).atlas
      #expect(opened.saddleCount == 2)
    }
  }

  // MARK: Writing

  @Test func textComesBackBitForBit() throws {
    try Scratch.with { scratch in
      let atlas = try sample(scratch)
      let written = try atlas.export(.csv, to: scratch.path("b.csv"))
      #expect(written == (3, 3))
      let other = try importing(scratch.path("b.csv")).atlas
      for (a, b) in zip(try atlas.saddles(), try other.saddles()) {
        #expect(a.id == b.id && a.hits == b.hits && a.zeroModes == b.zeroModes)
        #expect(a.minima == b.minima && bits(a.x) == bits(b.x))
        #expect(
          bits([a.energy, a.eigenvalue, a.gradientNorm, a.logDeterminant, a.multiplicity])
            == bits([b.energy, b.eigenvalue, b.gradientNorm, b.logDeterminant, b.multiplicity]))
      }
      // And once more: the same text, columns included.
      try other.export(.csv, to: scratch.path("c.csv"))
      for end in ["csv", "saddles.csv"] {
        let texts = try ["b", "c"].map {
          try String(contentsOfFile: scratch.path("\($0).\(end)"), encoding: .utf8)
        }
        #expect(texts[0] == texts[1])
        #expect(end == "csv" || texts[0].contains(",size,v[1],v[2],x1,x2\n"))
      }
    }
  }

  @Test func aFileOfOtherTransitionStatesDoesNotStay() throws {
    try Scratch.with { scratch in
      try sample(scratch).export(.csv, to: scratch.path("b.csv"))
      let bare = try importing(scratch.path("b.csv"), .none).atlas
      #expect(try bare.export(.csv, to: scratch.path("b.csv")) == (3, 0))
      #expect(try importing(scratch.path("b.csv")).atlas.saddleCount == 0)
    }
  }

  @Test(arguments: [ExchangeFormat.pathsample, .pele])
  func energiesCoordinatesEndsAndEigenvaluesComeBack(_ format: ExchangeFormat) throws {
    try Scratch.with { scratch in
      let atlas = try sample(scratch)
      let path = scratch.path("exported")
      #expect(try atlas.export(format, to: path) == (3, 3))
      let other = try importing(path, .beside, format).atlas
      for (a, b) in zip(try atlas.saddles(), try other.saddles()) {
        #expect(a.id == b.id && a.minima == b.minima && bits(a.x) == bits(b.x))
        #expect(a.energy == b.energy && a.eigenvalue == b.eigenvalue)
        #expect(a.logDeterminant == b.logDeterminant)
      }
      #expect(other.saddleCount == 3)
    }
  }

  @Test func topsearchHasTheLowestBetweenEachTwoMinima() throws {
    try Scratch.with { scratch in
      let atlas = try sample(scratch)
      let path = scratch.path("exported")
      #expect(try atlas.export(.topsearch, to: path) == (3, 2))
      let other = try importing(path, .beside, .topsearch).atlas
      #expect(try other.saddles().map(\.energy) == [0.1, 1e300])
      #expect(try other.saddles().map(\.x) == [[0.7, -0.0], [0.2, 0.3]])
      #expect(try other.links().map { [$0.first, $0.second] } == [[1, 2], [3, 3]])
    }
  }

  /// Without a single number that PATHSAMPLE did not ask for, its lines have eight.
  @Test func eigenvaluesAreWrittenWhereAllAreKnown() throws {
    try Scratch.with { scratch in
      func words(_ atlas: Atlas) throws -> [Int] {
        try atlas.export(.pathsample, to: scratch.path("p"))
        return try String(contentsOfFile: scratch.path("p/ts.data"), encoding: .utf8)
          .split(separator: "\n").map { $0.split(separator: " ").count }
      }
      let complete = try words(sample(scratch))
      #expect(complete == [9, 9, 9])
      let partial = try words(importing(ExchangeFixture.path("pele.sqlite")).atlas)
      #expect(partial == [8, 8])
    }
  }

  // MARK: Proving

  /// Himmelblau's four, to two digits; a maximum; and one where the energy is no number.
  @Test func withAnEnergyTheyAreProvedWithTheirOwnEnds() throws {
    try Scratch.with { scratch in
      let minima = try scratch.file("0,3,2\n", name: "m.csv")
      let saddles = try scratch.file(
        """
        energy,minimum1,minimum2,x1,x2,size
        67.7,1,1,0.09,2.88,1
        13.3,1,1,3.39,0.07,2
        104,1,1,-3.07,-0.08,3
        178.3,1,1,-0.13,-1.95,4
        13.3,1,1,3.38,0.08,5
        0,1,1,1e200,0,6

        """, name: "s.csv")
      var links: [[SaddleLink]] = []
      for workers in [1, 3] {
        let atlas = try Atlas.open(path: ":memory:", surface: ClosureSurface.himmelblau)
        let report = try atlas.importProving(
          minima: minima, saddles: .file(saddles), workers: workers)
        #expect(report.imported == 1 && report.failed == 0)
        #expect(report.saddles.imported == 4 && report.saddles.known == 1)
        #expect(report.saddles.failures == ["not_finite": 1] && report.saddles.newMinima == 3)
        #expect(atlas.count == 4 && atlas.saddleCount == 4)
        let found = try atlas.saddles()
        #expect(found.allSatisfy { $0.proof == .strict && $0.eigenvalue < -1 })
        // By Newton's method in numpy, from the same two digits.
        let energies = [
          13.311926270405587, 67.71915008752613, 104.01516291755811, 178.33723920192745,
        ]
        for (saddle, energy) in zip(found, energies) {
          expectClose(saddle.energy, energy, relative: 1e-12)
        }
        // The lowest one leads from (3, 2) to (3.58, -1.85), whatever the file says.
        let ends = try [found[0].minima.first, found[0].minima.second].map {
          try atlas.minimum($0).x[1]
        }
        expectClose(ends.max() ?? 0, 2, absolute: 1e-9)
        expectClose(ends.min() ?? 0, -1.848126526964, absolute: 1e-9)
        links.append(try atlas.links())
        let again = try atlas.importProving(minima: minima, saddles: .file(saddles))
        #expect(again.saddles.imported == 0 && again.saddles.known == 5)
        #expect(again.saddles.newMinima == 0 && atlas.saddleCount == 4)
      }
      #expect(links[0] == links[1])
    }
  }

  /// What is exported is proved again, zero modes of the symmetry included.
  @Test func anAtlasWithASymmetryIsProvedAgain() throws {
    try Scratch.with { scratch in
      func open() throws -> Atlas {
        try Atlas.open(
          path: ":memory:", surface: LennardJones(atoms: 6),
          symmetry: RigidSymmetry(particles: 6, dimension: 3))
      }
      let atlas = try open()
      var hopping = BasinHoppingOptions()
      hopping.steps = 40
      _ = try atlas.basinHop(hopping)
      var search = SaddleSearchOptions()
      search.searches = 60
      _ = try atlas.searchSaddles(search)
      #expect(atlas.count == 2 && atlas.saddleCount >= 2)
      try atlas.export(.pele, to: scratch.path("p.sqlite"))
      let other = try open()
      let report = try other.importProving(minima: scratch.path("p.sqlite"))
      #expect(report.imported == 2 && report.failed == 0)
      #expect(report.saddles.imported == atlas.saddleCount && report.saddles.failed == 0)
      for (a, b) in zip(try atlas.saddles(), try other.saddles()) {
        expectClose(a.energy, b.energy, relative: 1e-10)
        #expect(b.proof == .gauge && b.zeroModes == 6)
        let ends = try [a.minima.first, a.minima.second].map { try atlas.minimum($0).energy }
        let found = try [b.minima.first, b.minima.second].map { try other.minimum($0).energy }
        for (one, two) in zip(ends.sorted(), found.sorted()) {
          expectClose(one, two, relative: 1e-10)
        }
      }
    }
  }
}

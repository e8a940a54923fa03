import Atlases
import DataIO
import Foundation
import Landscape
import TestSupport
import Testing

@Suite struct ExchangeImportTests {
  private func importing(
    _ minima: String, _ format: ExchangeFormat? = nil, path: String = ":memory:"
  ) throws -> (atlas: Atlas, report: ImportReport) {
    try Atlas.importing(path: path, minima: minima, format: format)
  }

  @Test func peleDatabasesAreReadBitForBit() throws {
    let (atlas, report) = try importing(ExchangeFixture.path("pele.sqlite"))
    let minima = try atlas.minima(order: .id)
    #expect(minima.map(\.energy) == ExchangeFixture.energies)
    #expect(try minima.map(\.x) == ExchangeFixture.points())
    #expect(minima.map(\.logDeterminant) == (0..<5).map { 0.1 * Double($0) })
    #expect(minima.allSatisfy { $0.proof == .imported && $0.hits == 0 && $0.zeroModes == nil })
    #expect(minima.allSatisfy { $0.lowestEigenvalue.isNaN && $0.gradientNorm.isNaN })
    // In order of energy.
    #expect(try atlas.column("point_group_order") == [5, 4, 3, 2, 1])
    #expect(report.imported == 5 && report.invalid == 1 && report.known == 0)
  }

  @Test func pathsampleFilesAreReadBitForBit() throws {
    for path in ["pathsample/min.data", "pathsample"] {
      let (atlas, report) = try importing(ExchangeFixture.path(path), .pathsample)
      let minima = try atlas.minima(order: .id)
      #expect(minima.map(\.energy) == ExchangeFixture.energies.reversed())
      #expect(try minima.map(\.x) == ExchangeFixture.points().reversed())
      #expect(minima.map(\.logDeterminant) == (0..<5).map { 0.1 * Double($0) }.reversed())
      #expect(try atlas.column("point_group_order") == [5, 4, 3, 2, 1])
      #expect(
        try atlas.vectors("inertia")
          == AtlasColumn(width: 3, values: [Double](repeating: 1, count: 15)))
      #expect(report.imported == 5)
    }
  }

  @Test func topsearchFilesAreRead() throws {
    let (atlas, report) = try importing(ExchangeFixture.path("min.data.topsearch"))
    let minima = try atlas.minima(order: .id)
    #expect(minima.map(\.energy) == [-1.41421, -1.73205, -2, -2.23607, -2.44949])
    #expect(try minima.map(\.x) == ExchangeFixture.points())
    #expect(report.imported == 5)
  }

  @Test func theFormatIsTakenFromTheFile() throws {
    #expect(ExchangeFormat(of: ExchangeFixture.path("pele.sqlite")) == .pele)
    #expect(ExchangeFormat(of: ExchangeFixture.path("pathsample/min.data")) == .pathsample)
    #expect(ExchangeFormat(of: ExchangeFixture.path("min.data.topsearch")) == .topsearch)
    #expect(ExchangeFormat(of: "minima.csv") == .csv)
  }

  @Test func textWithAndWithoutAHeaderIsRead() throws {
    try Scratch.with { scratch in
      let plain = try scratch.file("-1,0.5,2\n-3,1e-3,4\n")
      let (atlas, _) = try importing(plain)
      #expect(try atlas.minima(order: .id).map(\.x) == [[0.5, 2], [1e-3, 4]])
      #expect(try atlas.minima().map(\.energy) == [-3, -1])
      #expect(try atlas.columnNames() == Atlas.ownColumns)

      let named = try scratch.file(
        """
        x2,size,hits,energy,x1,v[1],v[2],id
        2,7,3,-1,0.5,1,2,17
        4,nan,1,-3,1,3,,4

        """, name: "named.csv")
      let (other, _) = try importing(named)
      #expect(try other.minima(order: .id).map(\.x) == [[0.5, 2], [1, 4]])
      #expect(try other.minima(order: .id).map(\.hits) == [3, 1])
      let size = try other.column("size")
      #expect(size[0].isNaN && size[1] == 7)
      let v = try other.vectors("v")
      #expect(v.width == 2 && v.values[0] == 3 && v.values[1].isNaN)
      #expect(Array(v.values[2...]) == [1, 2])
      #expect(try other.coverage().visits == 4)
    }
  }

  @Test func theSameFileAgainAddsNothing() throws {
    try Scratch.with { scratch in
      for path in [":memory:", scratch.path("a.db")] {
        let (atlas, _) = try importing(ExchangeFixture.path("pele.sqlite"), path: path)
        guard path != ":memory:" else { continue }
        try atlas.close()
        let (again, report) = try importing(ExchangeFixture.path("pele.sqlite"), path: path)
        #expect(report.imported == 0 && report.known == 5 && again.count == 5)
        try again.close()
        // Others come to them.
        let file = try scratch.file("7,1,2,3\n", name: "more.csv")
        let (more, added) = try importing(file, path: path)
        #expect(added.imported == 1 && more.count == 6)
        try more.close()
        let (opened, nothing) = try Atlas.importing(path: path, minima: nil)
        #expect(opened.count == 6 && nothing == ImportReport())
        // Points of all kinds are numbered together, and two transition states stand in between.
        #expect(try opened.minimum(8).x == [1, 2, 3])
      }
    }
  }

  @Test func pointsOfOneFileAreNotCompared() throws {
    try Scratch.with { scratch in
      let (atlas, _) = try importing(try scratch.file("1,2,3\n1,2,3\n"))
      #expect(atlas.count == 2)
    }
  }

  @Test func withoutAnEnergyNothingIsEvaluated() throws {
    let (atlas, _) = try importing(ExchangeFixture.path("pele.sqlite"))
    let wanted = ExchangeError.withoutEnergy(path: ":memory:")
    #expect(throws: wanted) { try atlas.quench([0, 0, 0]) }
    #expect(throws: wanted) { try atlas.basinHop(BasinHoppingOptions()) }
    #expect(throws: wanted) { try atlas.multistart(MultistartOptions()) }
    #expect(throws: wanted) { try atlas.parallelTempering(ParallelTemperingOptions()) }
    #expect(throws: wanted) { try atlas.importProving(minima: "x.csv") }
    #expect(try atlas.runs().isEmpty)
    #expect(wanted.description.hasPrefix("this atlas was imported without its energy: "))
    try atlas.annotate("size", [1: 2, 2: 1, 3: 4, 4: 3, 5: 5])
    #expect(try atlas.correlate("energy", "size").n == 5)
    #expect(!atlas.hasEnergy)
  }

  @Test func anAtlasWithAnEnergyIsNotTakenForOneWithout() throws {
    try Scratch.with { scratch in
      let path = scratch.path("a.db")
      let atlas = try Atlas.open(
        path: path, surface: ClosureSurface.himmelblau, description: ["energy": "function"])
      try atlas.close()
      #expect(throws: AtlasError.self) { try Atlas.importing(path: path, minima: nil) }
      let file = try scratch.file("1,2,3\n")
      #expect(throws: AtlasError.self) { try importing(file, path: path) }
      // It is still what it was.
      _ = try Atlas.open(
        path: path, surface: ClosureSurface.himmelblau, description: ["energy": "function"])
    }
  }

  /// Two minima to four digits, one point on the slope, the maximum, and one whose descent is no number.
  @Test func withAnEnergyPointsAreProved() throws {
    try Scratch.with { scratch in
      let file = try scratch.file(
        """
        energy,x1,x2,size
        0,3.0001,2,7
        0,-2.8051,3.1313,8
        68,2.5,-0.5,9
        181.6165,-0.270845,-0.923039,10
        0,1e200,1e200,11

        """)
      for workers in [1, 3] {
        let atlas = try Atlas.open(path: ":memory:", surface: ClosureSurface.himmelblau)
        let report = try atlas.importProving(minima: file, workers: workers)
        #expect(report.imported + report.known == 4 && report.failures == ["not_finite": 1])
        #expect(try atlas.minima().allSatisfy { $0.proof == .strict && $0.energy < 1e-20 })
        expectClose(try atlas.minimum(1).x[0], 3, absolute: 1e-12)
        #expect(report.energyDifference == .infinity)
        // Numbers of the file stand at the first point that leads to a minimum.
        #expect(try atlas.column("size").contains(7) && atlas.column("size").contains(8))
        let again = try atlas.importProving(minima: file, workers: workers)
        #expect(again.imported == 0 && again.known == 4)
      }
    }
  }

  @Test func aFileThatIsRefusedLeavesNothingBehind() throws {
    try Scratch.with { scratch in
      let path = scratch.path("a.db")
      let file = try scratch.file("1,2,3\n1,2\n")
      #expect(throws: DataError.ragged(path: file, line: 2, expected: 3, got: 2)) {
        try importing(file, path: path)
      }
      #expect(!FileManager.default.fileExists(atPath: path))
      // And an atlas that was there stays what it was.
      _ = try importing(try scratch.file("1,2,3\n", name: "good.csv"), path: path).atlas.close()
      #expect(throws: DataError.self) { try importing(file, path: path) }
      #expect(try Atlas.importing(path: path, minima: nil).atlas.count == 1)
    }
  }
}

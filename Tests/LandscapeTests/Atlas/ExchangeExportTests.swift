import Atlases
import Foundation
import GRDB
import Landscape
import Tensors
import TestSupport
import Testing

@Suite struct ExchangeExportTests {
  /// Minima with columns, one of vectors, and numbers that few digits would not hold.
  private func sample() throws -> Atlas {
    let atlas = try Atlas.open(path: ":memory:", surface: ClosureSurface.himmelblau)
    for start in [[3.0, 2], [-3, 3], [3, -2], [-4, -3], [3.1, 2]] { _ = try atlas.quench(start) }
    #expect(atlas.count == 4)
    try atlas.annotate("size, of \"it\"", [1: 0.1, 3: .leastNonzeroMagnitude])
    try atlas.annotate("v", width: 2, [(1, [1 / 3, -0.0]), (2, [1e300, .nan]), (4, [7, 8])])
    return atlas
  }

  private func bits(_ values: [Double]) -> [UInt64] {
    values.map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern }
  }

  @Test func textComesBackBitForBit() throws {
    try Scratch.with { scratch in
      let atlas = try sample()
      let path = scratch.path("a.csv")
      #expect(try atlas.export(.csv, to: path) == (4, 0))
      let other = try Atlas.importing(path: ":memory:", minima: path, format: .csv).atlas
      let (before, after) = (try atlas.minima(order: .id), try other.minima(order: .id))
      #expect(before.map(\.id) == after.map(\.id) && before.map(\.hits) == after.map(\.hits))
      for (a, b) in zip(before, after) {
        #expect(bits(a.x) == bits(b.x))
        #expect(
          bits([a.energy, a.multiplicity, a.lowestEigenvalue, a.gradientNorm, a.logDeterminant])
            == bits([
              b.energy, b.multiplicity, b.lowestEigenvalue, b.gradientNorm, b.logDeterminant,
            ])
        )
        #expect(a.zeroModes == b.zeroModes)
      }
      #expect(try atlas.columnNames() == other.columnNames())
      for name in try atlas.columnNames() {
        let (a, b) = (try atlas.vectors(name), try other.vectors(name))
        #expect(a.width == b.width && bits(a.values) == bits(b.values), "\(name)")
      }
      // And once more: the same text.
      let again = scratch.path("b.csv")
      try other.export(.csv, to: again)
      #expect(
        try String(contentsOfFile: again, encoding: .utf8)
          == String(contentsOfFile: path, encoding: .utf8))
    }
  }

  @Test func allNumbersOfFloatingPointComeBackFromText() throws {
    try Scratch.with { scratch in
      var random = CounterRandom(seed: 3)
      let rows = (0..<200).map { _ -> [Double] in
        (0..<4).map { _ in
          while true {
            let value = Double(bitPattern: UInt64(random.uniform() * 0x1p63) << 1 | 1)
            if value.isFinite { return random.uniform() < 0.5 ? value : -value }
          }
        }
      }
      let text = rows.map { $0.map { "\($0)" }.joined(separator: ",") }.joined(separator: "\n")
      let atlas = try Atlas.importing(
        path: ":memory:", minima: try scratch.file(text), format: .csv
      ).atlas
      try atlas.export(.csv, to: scratch.path("b.csv"))
      let other = try Atlas.importing(path: ":memory:", minima: scratch.path("b.csv"), format: .csv)
        .atlas
      for (row, minimum) in zip(rows, try other.minima(order: .id)) {
        #expect(bits(row) == bits([minimum.energy] + minimum.x))
      }
    }
  }

  @Test(arguments: ExchangeFormat.allCases) func energiesAndCoordinatesComeBackBitForBit(
    _ format: ExchangeFormat
  ) throws {
    try Scratch.with { scratch in
      let atlas = try sample()
      let path = scratch.path("exported")
      try atlas.export(format, to: path)
      let other = try Atlas.importing(path: ":memory:", minima: path, format: format).atlas
      let (before, after) = (try atlas.minima(order: .id), try other.minima(order: .id))
      #expect(before.map(\.energy) == after.map(\.energy))
      #expect(before.map(\.x) == after.map(\.x))
      if format != .topsearch {
        #expect(before.map(\.logDeterminant) == after.map(\.logDeterminant))
      }
      // What was there before is replaced.
      try other.export(format, to: path)
      #expect(
        try Atlas.importing(path: ":memory:", minima: path, format: format).atlas.count == 4)
    }
  }

  /// An XOR network's orbits: the order of the point group times the images is the group, 2! 2^2.
  @Test func pointGroupOrdersAreThoseOfTheSymmetry() throws {
    try Scratch.with { scratch in
      let symmetry = UnitSymmetry(inputs: 1, hidden: 2, outputs: 1, isOdd: true)
      // Minima at will: both units alike, one of them dead, and neither.
      let points: [[Double]] = [
        [1, 1, 0.5, 0.5, 2, 2, 0.1], [1, 0, 0.5, 0, 2, 0, 0.1], [1, 3, 0.5, 0.2, 2, 1, 0.1],
      ]
      let text = points.enumerated().map { k, x in
        ([Double(k)] + x).map { "\($0)" }.joined(separator: ",")
      }.joined(separator: "\n")
      let atlas = try Atlas.importing(
        path: ":memory:", minima: try scratch.file(text), format: .csv, symmetry: symmetry
      ).atlas
      #expect(try atlas.minima(order: .id).map(\.multiplicity) == [4, 4, 8])
      try atlas.export(.pathsample, to: scratch.path("p"))
      let lines = try String(contentsOfFile: scratch.path("p/min.data"), encoding: .utf8)
        .split(separator: "\n").map { $0.split(separator: " ")[2] }
      #expect(lines == ["2", "2", "1"])
      // What another program told goes back as it came.
      let pele = try Atlas.importing(
        path: ":memory:", minima: ExchangeFixture.path("pele.sqlite"), format: .pele
      ).atlas
      try pele.export(.pele, to: scratch.path("p.sqlite"))
      let database = try DatabaseQueue(path: scratch.path("p.sqlite"))
      let orders = try database.read {
        try Int.fetchAll($0, sql: "SELECT pgorder FROM tbl_minima ORDER BY _id")
      }
      #expect(orders == [1, 2, 3, 4, 5])
    }
  }
}

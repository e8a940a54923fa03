import Atlases
import Foundation
import GRDB
import Landscape
import TestSupport
import Testing

@Suite struct AtlasTests {
  private let well = ClosureSurface.himmelblau

  private func options(steps: Int = 100, seed: UInt64 = 0) -> BasinHoppingOptions {
    var options = BasinHoppingOptions()
    options.steps = steps
    options.seed = seed
    options.stepSize = 5
    options.temperature = 10
    return options
  }

  @Test func quenchesAreStoredOnceAndHitsCounted() throws {
    let atlas = try Atlas.open(path: ":memory:", surface: well)
    #expect(atlas.count == 0 && atlas.lowestEnergy == nil)
    let first = try atlas.quench([2.5, 2.5])
    #expect(first.isNew && first.minimum == 1 && first.failure == nil)
    let again = try atlas.quench([3.2, 1.8])
    #expect(!again.isNew && again.minimum == 1)
    let other = try atlas.quench([-3, 3])
    #expect(other.isNew && other.minimum == 2)
    let minimum = try atlas.minimum(1)
    #expect(minimum.hits == 2)
    expectClose(minimum.x[0], 3, absolute: 1e-12)
    #expect(atlas.count == 2)
    #expect(try atlas.minima(order: .hits).map(\.id) == [1, 2])
    #expect(try atlas.minima(order: .id, limit: 1).map(\.id) == [1])
    #expect(try atlas.minima(limit: 0).isEmpty)
    let energies = try atlas.minima().map(\.energy)
    #expect(energies == energies.sorted())
  }

  @Test func saddlesAreNeverStored() throws {
    let atlas = try Atlas.open(path: ":memory:", surface: ClosureSurface.doubleWell)
    let report = try atlas.quench([0, 0])
    #expect(report.stepOffs == 1)
    expectClose(report.energy, -0.25, absolute: 1e-14)
    #expect(try atlas.minima().allSatisfy { $0.lowestEigenvalue > 0 })
  }

  @Test func whatIsStoredIsThereWhenOpenedAgain() throws {
    try Scratch.with { scratch in
      let path = scratch.path("a.db")
      let atlas = try Atlas.open(path: path, surface: well, description: ["loss": "himmelblau"])
      _ = try atlas.basinHop(options())
      try atlas.annotate("norm", [1: 2.5])
      let before = try atlas.minima(order: .id)
      try atlas.close()
      try atlas.close()
      #expect(throws: AtlasError.closed(path: path)) { try atlas.minima() }
      #expect(throws: AtlasError.closed(path: path)) { try atlas.quench([0, 0]) }

      let again = try Atlas.open(path: path, surface: well, description: ["loss": "himmelblau"])
      let after = try again.minima(order: .id)
      #expect(again.count == before.count && before.count == 4)
      #expect(after.map(\.x) == before.map(\.x))
      #expect(after.map(\.energy) == before.map(\.energy))
      #expect(after.map(\.hits) == before.map(\.hits))
      #expect(try again.column("norm").filter { !$0.isNaN } == [2.5])
      // Known minima are found again, not stored twice.
      _ = try again.basinHop(options(seed: 5))
      #expect(again.count == 4)
    }
  }

  @Test func twoAtlasesOnOneFileSeeEachOther() throws {
    try Scratch.with { scratch in
      let path = scratch.path("shared.db")
      let one = try Atlas.open(path: path, surface: well)
      let two = try Atlas.open(path: path, surface: well)
      #expect(try one.quench([2.5, 2.5]).isNew)
      #expect(try two.quench([3.2, 1.8]).isNew == false)
      #expect(try two.quench([-3, 3]).minimum == 2)
      #expect(try one.quench([-3, 3.2]).minimum == 2)
      #expect(try one.minimum(1).hits == 2)
      #expect(one.count == 2 && two.count == 2)
    }
  }

  @Test func otherOptionsThanStoredAreNamed() throws {
    try Scratch.with { scratch in
      let path = scratch.path("a.db")
      let words = ["lambda": "0.001", "net": "4-10-3"]
      _ = try Atlas.open(path: path, surface: well, description: words)
      #expect(
        throws: AtlasError.optionDiffers(
          path: path, name: "lambda", stored: "0.001", given: "0.01")
      ) {
        try Atlas.open(
          path: path, surface: well, description: ["lambda": "0.01", "net": "4-10-3"])
      }
      #expect(
        throws: AtlasError.optionDiffers(path: path, name: "net", stored: "4-10-3", given: nil)
      ) {
        try Atlas.open(path: path, surface: well, description: ["lambda": "0.001"])
      }
      let wider = ClosureSurface(3) { p in (p[0], p, p) }
      #expect(throws: AtlasError.dimensionDiffers(path: path, stored: 2, given: 3)) {
        try Atlas.open(path: path, surface: wider, description: words)
      }
      let symmetry = UnitSymmetry(
        layers: [
          HiddenLayer(units: [HiddenUnit(incoming: [0], outgoing: [1])], isOdd: true)
        ])
      #expect(
        throws: AtlasError.optionDiffers(
          path: path, name: "symmetry", stored: "none", given: "hidden units 1 odd")
      ) {
        try Atlas.open(path: path, surface: well, symmetry: symmetry, description: words)
      }
      var tolerances = Atlas.Options()
      tolerances.distanceTolerance = 0.5
      #expect(
        throws: AtlasError.optionDiffers(
          path: path, name: "distance_tolerance", stored: "0.001", given: "0.5")
      ) {
        try Atlas.open(path: path, surface: well, description: words, options: tolerances)
      }
      // None of these attempts spoiled the file.
      #expect(try Atlas.open(path: path, surface: well, description: words).count == 0)
    }
  }

  @Test func filesThatAreNoAtlasAreErrorsAndStayAsTheyAre() throws {
    try Scratch.with { scratch in
      let text = scratch.path("notes.txt")
      let content = Data(String(repeating: "These are notes, not a database.\n", count: 99).utf8)
      try content.write(to: URL(fileURLWithPath: text))
      #expect(throws: AtlasError.notADatabase(path: text)) {
        try Atlas.open(path: text, surface: well)
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: text)) == content)

      let foreign = scratch.path("foreign.db")
      let database = try DatabaseQueue(path: foreign)
      try database.write { try $0.execute(sql: "CREATE TABLE songs (title TEXT)") }
      try database.close()
      let bytes = try Data(contentsOf: URL(fileURLWithPath: foreign))
      #expect(throws: AtlasError.notAnAtlas(path: foreign)) {
        try Atlas.open(path: foreign, surface: well)
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: foreign)) == bytes)

      #expect(throws: AtlasError.isFolder(path: scratch.folder.path)) {
        try Atlas.open(path: scratch.folder.path, surface: well)
      }
      #expect(
        throws: AtlasError.missingFolder(path: scratch.path("no/a.db"), folder: scratch.path("no"))
      ) {
        try Atlas.open(path: scratch.path("no/a.db"), surface: well)
      }
    }
  }

  @Test func aNewerFormatAndDamageAreErrors() throws {
    try Scratch.with { scratch in
      func change(_ name: String, _ sql: String) throws -> String {
        let path = scratch.path(name)
        let atlas = try Atlas.open(path: path, surface: well)
        _ = try atlas.quench([2.5, 2.5])
        try atlas.close()
        let database = try DatabaseQueue(path: path)
        try database.write { try $0.execute(sql: sql) }
        try database.close()
        return path
      }
      let newer = try change("newer.db", "PRAGMA user_version = 99")
      #expect(throws: AtlasError.newerFormat(path: newer, found: 99, supported: 4)) {
        try Atlas.open(path: newer, surface: well)
      }
      let short = try change("short.db", "UPDATE coordinates SET x = x'0011'")
      #expect(
        throws: AtlasError.damaged(path: short, what: "point 1 has not 2 finite coordinates")
      ) {
        try Atlas.open(path: short, surface: well)
      }
      let incomplete = try change("meta.db", "DELETE FROM meta WHERE key = 'description'")
      #expect(
        throws: AtlasError.damaged(path: incomplete, what: "the table meta is not complete")
      ) {
        try Atlas.open(path: incomplete, surface: well)
      }
      // A file cut short.
      let cut = try change("cut.db", "PRAGMA user_version = 1")
      let bytes = try Data(contentsOf: URL(fileURLWithPath: cut))
      try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: cut))
      #expect(throws: AtlasError.self) {
        let atlas = try Atlas.open(path: cut, surface: well)
        _ = try atlas.minima()
      }
    }
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may write anywhere"))
  func aReadOnlyFolderIsAnError() throws {
    try Scratch.with { scratch in
      let files = FileManager.default
      try files.setAttributes([.posixPermissions: 0o555], ofItemAtPath: scratch.folder.path)
      defer {
        try? files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch.folder.path)
      }
      #expect(throws: AtlasError.notWritable(path: scratch.path("a.db"))) {
        try Atlas.open(path: scratch.path("a.db"), surface: well)
      }
    }
  }

  /// The same error without rights being involved: nobody can create files in /proc.
  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self"), "there is no /proc here"))
  func aPlaceWhereNothingCanBeWrittenIsAnError() {
    #expect(throws: AtlasError.notWritable(path: "/proc/self/atlas.db")) {
      try Atlas.open(path: "/proc/self/atlas.db", surface: well)
    }
  }

  @Test func badArgumentsAreErrors() throws {
    let atlas = try Atlas.open(path: ":memory:", surface: well)
    #expect(throws: AtlasError.pointDimension(expected: 2, got: 3)) {
      try atlas.quench([1, 2, 3])
    }
    #expect(throws: (any Error).self) { try atlas.quench([1, .nan]) }
    #expect(throws: AtlasError.unknownMinimum(id: 1, count: 0)) { try atlas.minimum(1) }
    #expect(throws: AtlasError.invalidOption(name: "limit", value: "-1", allowed: "0 or more")) {
      try atlas.minima(limit: -1)
    }
    var tolerances = Atlas.Options()
    tolerances.energyTolerance = 0
    #expect(throws: AtlasError.self) {
      try Atlas.open(path: ":memory:", surface: well, options: tolerances)
    }
  }

  @Test func columns() throws {
    let atlas = try Atlas.open(path: ":memory:", surface: well)
    _ = try atlas.basinHop(options())
    #expect(atlas.count == 4)
    try atlas.annotate("first", [1: 10, 2: -.infinity, 3: .nan])
    try atlas.annotate("first", [1: 11])
    let ids = try atlas.minima().map(\.id)
    let column = try atlas.column("first")
    #expect(column.count == 4)
    for (id, value) in zip(ids, column) {
      switch id {
      case 1: #expect(value == 11)
      case 2: #expect(value == -.infinity)
      default: #expect(value.isNaN)
      }
    }
    #expect(try atlas.column("id") == ids.map(Double.init))
    #expect(try atlas.column("hits") == atlas.minima().map { Double($0.hits) })
    #expect(try atlas.columnNames() == Atlas.ownColumns + ["first"])

    let doubles = ids.map { ($0, 2 * Double($0)) }
    try atlas.annotate("double", Dictionary(uniqueKeysWithValues: doubles))
    let correlation = try atlas.correlate("id", "double")
    #expect(correlation.n == 4)
    expectClose(correlation.spearman, 1, absolute: 1e-15)
    expectClose(correlation.pearson, 1, absolute: 1e-15)

    #expect(throws: AtlasError.unknownMinimum(id: 9, count: 4)) {
      try atlas.annotate("second", [1: 1, 9: 1])
    }
    // Nothing of a failed annotation stays.
    #expect(try atlas.columnNames() == Atlas.ownColumns + ["double", "first"])
    #expect(throws: AtlasError.reservedColumn(name: "energy")) {
      try atlas.annotate("energy", [1: 1])
    }
    #expect(throws: AtlasError.invalidColumnName(name: "")) { try atlas.annotate("", [1: 1]) }
    do {
      _ = try atlas.column("frist")
      Issue.record("an unknown column was read")
    } catch {
      #expect("\(error)".contains("frist") && "\(error)".contains("first"))
    }
  }
}

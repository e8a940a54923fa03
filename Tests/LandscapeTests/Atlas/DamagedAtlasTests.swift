import Atlases
import Foundation
import GRDB
import Landscape
import Statistics
import Tensors
import TestSupport
import Testing

/// What is wrong with a file is an error that names it, whatever bytes it has.
@Suite struct DamagedAtlasTests {
  private static let surface = ClosureSurface.himmelblau

  private static func options(_ steps: Int) -> BasinHoppingOptions {
    var options = BasinHoppingOptions()
    options.steps = steps
    options.stepSize = 5
    options.temperature = 10
    return options
  }

  private static func saddles(_ searches: Int) -> SaddleSearchOptions {
    var options = SaddleSearchOptions()
    options.searches = searches
    return options
  }

  private struct Stop: Error {}

  /// The bytes of an atlas with minima, a column, a finished run and an interrupted one.
  private static func sound(_ path: String) throws -> Data {
    let atlas = try Atlas.open(path: path, surface: surface, description: ["loss": "himmelblau"])
    _ = try atlas.basinHop(options(20))
    _ = try atlas.searchSaddles(saddles(20))
    var connections = ConnectOptions()
    connections.attempts = 3
    _ = try atlas.connect(connections)
    var calls = 0
    #expect(throws: Stop.self) {
      try Cancellation.asking {
        calls += 1
        if calls > 30 { throw Stop() }
      } _: {
        try atlas.basinHop(options(40))
      }
    }
    #expect(try atlas.runs().map(\.isFinished) == [true, true, true, false])
    try atlas.annotate("norm", [1: 2.5])
    try atlas.close()
    return try Data(contentsOf: URL(filePath: path))
  }

  /// Everything that reads a row.
  private static func use(_ path: String) throws {
    let atlas = try Atlas.open(path: path, surface: surface, description: ["loss": "himmelblau"])
    // All of it is tried, whatever fails before; the first error is told.
    var first: (any Error)?
    let steps: [() throws -> Void] = [
      { _ = try atlas.saddles() }, { _ = try atlas.searchSaddles(saddles(30)) },
      { if let id = try atlas.ids().last { _ = try atlas.path(from: 1, to: id) } },
      { _ = try atlas.connect(ConnectOptions()) }, { _ = try atlas.runs() },
      { for m in try atlas.minima() { _ = try atlas.minimum(m.id) } },
      { for name in try atlas.columnNames() { _ = try atlas.column(name) } },
      { _ = try atlas.correlate("energy", "norm", resamples: 10) },
      { _ = try atlas.basinHop(options(40)) }, { _ = try atlas.quench([2.5, 2.5]) },
      { try atlas.annotate("more", [1: 1]) }, { try atlas.close() },
    ]
    for step in steps {
      do { try step() } catch { first = first ?? error }
    }
    if let first { throw first }
  }

  @Test func changedBytesAreErrorsThatNameTheFile() throws {
    try Scratch.with { scratch in
      let bytes = try Self.sound(scratch.path("sound.db"))
      var errors = 0
      let count = ProcessInfo.processInfo.environment["TARN_LONG_TESTS"] == nil ? 60 : 2000
      for k in 0..<count {
        var damaged = bytes
        var random = UInt64(k) &* 0x9E37_79B9_7F4A_7C15 | 1
        for _ in 0...(k % 3) {
          random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          damaged[Int(random >> 33) % bytes.count] = UInt8(truncatingIfNeeded: random >> 24)
        }
        let path = scratch.path("\(k).db")
        try damaged.write(to: URL(filePath: path))
        do { try Self.use(path) } catch {
          errors += 1
          #expect(error is AtlasError || error is StatisticsError, "\(error)")
        }
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
      }
      #expect(errors > 0)
    }
  }

  /// Each column with what no atlas writes there.
  @Test(arguments: [
    (
      "points",
      [
        "id", "energy", "first_invariant", "lowest_eigenvalue", "hessian_index", "proof",
        "gradient_norm",
        "zero_modes", "multiplicity",
      ]
    ), ("coordinates", ["point", "x"]), ("visits", ["point", "hits"]),
    ("runs", ["id", "seed", "repetition", "tasks", "accepted", "finished", "state"]),
    ("chains", ["chain", "state"]), ("meta", ["key", "value"]), ("columns", ["id", "width"]),
    ("annotations", ["value"]), ("saddles", ["point", "first", "second"]),
    ("attempts", ["first", "tries"]),
  ]) func valuesOfOtherTypesAreErrors(_ table: String, _ columns: [String]) throws {
    try Scratch.with { scratch in
      let bytes = try Self.sound(scratch.path("sound.db"))
      for column in columns {
        var errors = 0
        for (k, value) in ["NULL", "'text'", "x'01020304050607'", "-1", "9e999", "1e300"]
          .enumerated()
        {
          let path = scratch.path("\(column)-\(k).db")
          try bytes.write(to: URL(filePath: path))
          let queue = try DatabaseQueue(path: path)
          try queue.write { database in
            // Without the conditions that keep such values out; a damaged page has none.
            try database.execute(
              sql: """
                DROP VIEW minima;
                DROP VIEW transition_states;
                CREATE TABLE other AS SELECT * FROM \(table);
                UPDATE other SET \(column) = \(value);
                DROP TABLE \(table);
                ALTER TABLE other RENAME TO \(table);
                """)
          }
          try queue.close()
          do { try Self.use(path) } catch {
            errors += 1
            #expect(
              error is AtlasError || error is StatisticsError, "\(column) = \(value): \(error)")
            if case AtlasError.damaged(let named, _) = error { #expect(named == path) }
          }
        }
        #expect(errors > 0, "\(table).\(column)")
      }
    }
  }

  @Test("What a killed process has half written is taken back")
  func halfWritten() throws {
    try Scratch.with { scratch in
      let path = scratch.path("a.atlas")
      _ = try Self.sound(path)
      // With the journal that is there while a file is being made.
      let queue = try DatabaseQueue(path: path)
      try queue.inDatabase { database in
        try database.execute(sql: "PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; BEGIN")
        try database.execute(
          sql: """
            UPDATE points SET energy = 0;
            WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < 300)
            INSERT INTO meta SELECT k, hex(randomblob(500)) FROM n;
            """)
        // As they lie there in the middle of it.
        for end in ["", "-journal"] {
          try FileManager.default.copyItem(
            atPath: path + end, toPath: scratch.path("b.atlas") + end)
        }
        try database.execute(sql: "ROLLBACK")
      }
      try queue.close()
      func minima(_ path: String) throws -> [Double] {
        let atlas = try Atlas.open(
          path: path, surface: Self.surface, description: ["loss": "himmelblau"])
        defer { try? atlas.close() }
        return try atlas.minima().map(\.energy)
      }
      let energies = try minima(scratch.path("b.atlas"))
      #expect(try energies.count > 1 && energies == minima(path))
    }
  }
}

import Atlases
import Foundation
import GRDB
import Landscape
import Tensors
import TestSupport
import Testing

/// Merging atlases: idempotent, in any order, in any grouping; all or nothing.
@Suite struct AtlasMergeTests {
  private static let xor = TanhNetwork.xor(hidden: 3, lambda: 1e-3)

  private static func open(_ path: String) throws -> Atlas {
    try Atlas.open(path: path, surface: xor, symmetry: xor.symmetry, description: ["data": "xor"])
  }

  private static func multistart(_ seed: UInt64, points: Int = 40) -> MultistartOptions {
    var options = MultistartOptions()
    options.points = points
    options.seed = seed
    return options
  }

  /// An atlas with minima, transition states, a column, single quenches and finished runs.
  private static func make(_ path: String, seed: UInt64) throws {
    let atlas = try open(path)
    _ = try atlas.multistart(multistart(seed))
    var saddles = SaddleSearchOptions()
    saddles.searches = 12
    saddles.seed = seed
    _ = try atlas.searchSaddles(saddles)
    var random = CounterRandom(seed: seed, stream: 9)
    for _ in 0..<3 {
      _ = try atlas.quench((0..<xor.dimension).map { _ in random.symmetric() })
    }
    for minimum in try atlas.minima() {
      try atlas.annotate("energy again", [minimum.id: (minimum.energy * 1e6).rounded()])
    }
    try atlas.close()
  }

  /// Whatever is in an atlas, but numbers of points and runs: as sorted rows.
  private static func content(_ path: String) throws -> [String] {
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    let name = "(key || ' ' || hex(x))"
    return try queue.read { database in
      try String.fetchAll(
        database,
        sql: """
          WITH named AS (
            SELECT id, \(name) AS name FROM points JOIN coordinates ON coordinates.point = points.id),
          numbered AS (SELECT id, uuid FROM runs UNION ALL SELECT 0, value FROM meta WHERE key = 'uuid')
          SELECT 'point ' || name || ' ' || energy || ' ' || hessian_index || proof || gradient_norm || ' '
              || zero_modes || ' ' || lowest_eigenvalue || ' ' || multiplicity
            FROM points JOIN named ON named.id = points.id
          UNION ALL SELECT 'visit ' || name || ' ' || uuid || ' ' || hits
            FROM visits JOIN named ON named.id = visits.point JOIN numbered ON numbered.id = visits.run
          UNION ALL SELECT 'saddle ' || s.name || ' ' || MIN(a.name, b.name) || ' ' || MAX(a.name, b.name)
            FROM saddles JOIN named AS s ON s.id = saddles.point
            JOIN named AS a ON a.id = saddles.first JOIN named AS b ON b.id = saddles.second
          UNION ALL SELECT 'run ' || uuid || ' ' || kind || settings || ' ' || seed || ' ' || repetition || ' '
              || tasks || ' ' || accepted || ' ' || finished || ' ' || state FROM runs
          UNION ALL SELECT 'column ' || columns.name || ' ' || named.name || ' ' || value
            FROM annotations JOIN columns ON columns.id = column_id JOIN named ON named.id = point
          ORDER BY 1
          """)
    }
  }

  private static func merged(
    _ paths: [String], into name: String, _ scratch: Scratch
  ) throws -> [String] {
    let out = scratch.path(name)
    _ = try Atlas.merge(paths, into: out)
    return try content(out)
  }

  @Test func orderAndGroupingChangeNothing() throws {
    try Scratch.with { scratch in
      let paths = ["a", "b", "c"].map { scratch.path($0) }
      for (k, path) in paths.enumerated() { try Self.make(path, seed: UInt64(k + 1)) }
      let (a, b, c) = (paths[0], paths[1], paths[2])
      let whole = try Self.merged([a, b, c], into: "abc", scratch)
      #expect(whole.count { $0.hasPrefix("saddle") } > 2)
      for (k, order) in [[a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]].enumerated() {
        #expect(try Self.merged(order, into: "order \(k)", scratch) == whole)
      }
      #expect(try Self.merged([a, b], into: "ab", scratch) != whole)
      #expect(try Self.merged([scratch.path("ab"), c], into: "(ab)c", scratch) == whole)
      _ = try Self.merged([b, c], into: "bc", scratch)
      #expect(try Self.merged([a, scratch.path("bc")], into: "a(bc)", scratch) == whole)
      // Again, in parts, and into itself.
      for again in [[a], [b, c], [scratch.path("bc")], [scratch.path("abc"), a, a]] {
        let report = try Atlas.merge(again, into: scratch.path("abc"))
        #expect(report.new == 0 && report.runs == 0 && report.conflicts.isEmpty)
        #expect(try Self.content(scratch.path("abc")) == whole)
      }
      // Each file as it was, and every quench counted.
      let atlas = try Self.open(scratch.path("abc"))
      let parts = try paths.map { try Self.open($0) }
      func hits(_ atlas: Atlas) throws -> Int { try atlas.minima().map(\.hits).reduce(0, +) }
      #expect(try hits(atlas) == parts.map(hits).reduce(0, +))
      #expect(atlas.count >= parts.map(\.count).max()!)
      // It is an atlas like any other.
      _ = try atlas.multistart(Self.multistart(8, points: 5))
    }
  }

  @Test func theMergedSetIsThatOfOneSearch() throws {
    try Scratch.with { scratch in
      // Two with the same starts: what is merged is one search with the hits of two.
      for name in ["a", "b"] {
        let atlas = try Self.open(scratch.path(name))
        _ = try atlas.multistart(Self.multistart(1))
        try atlas.close()
      }
      _ = try Atlas.merge([scratch.path("a"), scratch.path("b")], into: scratch.path("out"))
      let (one, both) = (try Self.open(scratch.path("a")), try Self.open(scratch.path("out")))
      #expect(try both.minima().map(\.energy) == one.minima().map(\.energy))
      #expect(try both.minima().map(\.hits) == one.minima().map { 2 * $0.hits })
    }
  }

  @Test("Of two states of a run the later one counts; unfinished ones go on in their own file")
  func laterStates() throws {
    struct Stop: Error {}
    try Scratch.with { scratch in
      let path = scratch.path("a")
      let atlas = try Self.open(path)
      var calls = 0
      #expect(throws: Stop.self) {
        try Cancellation.asking {
          calls += 1
          if calls > 60 { throw Stop() }
        } _: {
          try atlas.multistart(Self.multistart(1, points: 400))
        }
      }
      let done = try atlas.runs()[0].accepted
      #expect(done > 0 && done < 400)
      try atlas.close()
      try FileManager.default.copyItem(atPath: path, toPath: scratch.path("early"))
      let early = try Self.merged([path], into: "of early", scratch)
      #expect(early.contains { $0.hasPrefix("run") && $0.contains(" 400 \(done) 0 ") })
      // Nothing goes on with it in the merged file.
      let merged = try Self.open(scratch.path("of early"))
      #expect(try merged.multistart(Self.multistart(1, points: 400)).run == 2)
      try merged.close()

      let again = try Self.open(path)
      #expect(try again.multistart(Self.multistart(1, points: 400)).isResumed)
      try again.close()
      let last = try Self.merged([path], into: "of last", scratch)
      #expect(try Self.merged([path, scratch.path("early")], into: "1", scratch) == last)
      #expect(try Self.merged([scratch.path("early"), path], into: "2", scratch) == last)
    }
  }

  @Test func otherObjectivesAndDamagedFilesChangeNothing() throws {
    try Scratch.with { scratch in
      let (a, b, out) = (scratch.path("a"), scratch.path("b"), scratch.path("out"))
      try Self.make(a, seed: 1)
      try Self.make(b, seed: 2)
      _ = try Atlas.merge([a], into: out)
      let before = try Self.content(out)

      let other = TanhNetwork.xor(hidden: 3, lambda: 2e-3)
      let strange = try Atlas.open(
        path: scratch.path("strange"), surface: other, symmetry: other.symmetry,
        description: ["data": "xor"])
      try strange.close()
      #expect {
        try Atlas.merge([b, scratch.path("strange")], into: out)
      } throws: { error in
        "\(error)".contains(scratch.path("strange")) && "\(error)".contains(out)
          && "\(error)".contains("value at a test point")
      }
      let larger = TanhNetwork.xor(hidden: 4, lambda: 1e-3)
      try Atlas.open(path: scratch.path("larger"), surface: larger).close()
      #expect(throws: MergeError.self) { try Atlas.merge([scratch.path("larger")], into: out) }

      let bytes = try Data(contentsOf: URL(filePath: b))
      var random = CounterRandom(seed: 3, stream: 1)
      var refused = 0
      for trial in 0..<40 {
        var broken = bytes
        if trial == 0 {
          broken = broken.prefix(broken.count / 2)
        } else {
          // Where there is something to break.
          var start = 0
          repeat {
            start = 100 + Int(random.uniform() * Double(broken.count - 700))
          } while bytes[start..<start + 600].count(where: { $0 != 0 }) < 450
          for k in start..<start + 600 { broken[k] = UInt8(random.uniform() * 256) }
        }
        let path = scratch.path("broken")
        try broken.write(to: URL(filePath: path))
        do {
          _ = try Atlas.merge([b, path], into: scratch.path("new \(trial)"))
        } catch {
          refused += 1
          #expect("\(error)".contains(path), "\(error)")
          #expect(!FileManager.default.fileExists(atPath: scratch.path("new \(trial)")))
          #expect(throws: (any Error).self) { try Atlas.merge([path], into: out) }
          #expect(try Self.content(out) == before)
        }
      }
      #expect(refused > 15)
      #expect(throws: MergeError.nothing) { try Atlas.merge([], into: out) }
      #expect(throws: AtlasError.missingFile(path: scratch.path("no"))) {
        try Atlas.merge([scratch.path("no")], into: out)
      }
      #expect(try scratch.names().filter { $0.contains("merging") }.isEmpty)
    }
  }

  @Test func columnsKeepWhatCameFirst() throws {
    try Scratch.with { scratch in
      let paths = ["a", "b"].map { scratch.path($0) }
      for (k, path) in paths.enumerated() {
        let atlas = try Self.open(path)
        _ = try atlas.multistart(Self.multistart(1))
        let lowest = try atlas.ids()[0]
        try atlas.annotate("mine", [lowest: Double(k)])
        try atlas.annotate("same", [lowest: .nan])
        try atlas.annotate("wide", width: 2 + k, [(lowest, [Double](repeating: 1, count: 2 + k))])
        if k == 1 { try atlas.annotate("only here", [lowest: 7]) }
        try atlas.close()
      }
      let report = try Atlas.merge(paths, into: scratch.path("out"))
      #expect(report.conflicts == ["mine": 1, "wide": 1])
      let atlas = try Self.open(scratch.path("out"))
      #expect(try atlas.column("mine")[0] == 0)
      #expect(try atlas.column("only here")[0] == 7)
      #expect(try atlas.vectors("wide").width == 2)
    }
  }

  @Test("A symmetry that is a function is not in the file: the energy says it")
  func functionSymmetry() throws {
    try Scratch.with { scratch in
      let surface = ClosureSurface.doubleWell
      let symmetry = try FunctionSymmetry(dimension: 2) { try $0 * 1 }
      func open(_ path: String) throws -> Atlas {
        try Atlas.open(path: path, surface: surface, symmetry: symmetry)
      }
      for (k, name) in ["a", "b"].enumerated() {
        let atlas = try open(scratch.path(name))
        _ = try atlas.multistart(Self.multistart(UInt64(k), points: 10))
        try atlas.close()
      }
      let paths = [scratch.path("a"), scratch.path("b")]
      #expect {
        try Atlas.merge(paths, into: scratch.path("out"))
      } throws: { "\($0)".contains("give landscape.merge what landscape.open is given") }
      #expect(try scratch.names() == ["a", "b"])
      let report = try Atlas.merge(paths, into: scratch.path("out"), open: open)
      #expect(report.minima == 2 && report.known == 2)
    }
  }

  @Test("Two points of one file stay two, however close")
  func closePoints() throws {
    try Scratch.with { scratch in
      try scratch.file("energy,x1\n-1,0\n-1,0.0004\n-1,0.5\n", name: "three.csv")
      let path = scratch.path("a")
      try Atlas.importing(path: path, minima: scratch.path("three.csv")).atlas.close()
      let out = scratch.path("out")
      #expect(try Atlas.merge([path], into: out).minima == 3)
      try FileManager.default.copyItem(atPath: path, toPath: scratch.path("b"))
      #expect(try Atlas.merge([path, scratch.path("b")], into: out).minima == 3)
    }
  }

  @Test("Files of format 3 are read as they are")
  func olderFormat() throws {
    try Scratch.with { scratch in
      let path = scratch.path("old")
      try Self.make(path, seed: 1)
      let now = try Self.merged([path], into: "now", scratch)
      let queue = try DatabaseQueue(path: path)
      try queue.inDatabase { database in
        try database.execute(
          sql: """
            ALTER TABLE runs DROP COLUMN rank; ALTER TABLE runs DROP COLUMN ranks;
            ALTER TABLE runs DROP COLUMN is_elsewhere;
            PRAGMA user_version = 3;
            """)
      }
      try queue.close()
      let bytes = try Data(contentsOf: URL(filePath: path))
      #expect(try Self.merged([path], into: "then", scratch) == now)
      #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
      // Opened, it is brought up to date and goes on.
      let atlas = try Self.open(path)
      #expect(try atlas.runs().map(\.ranks) == [1, 1])
      try atlas.close()
      // Without the symmetry as data units cannot be told.
      let other = try DatabaseQueue(path: path)
      try other.inDatabase {
        try $0.execute(sql: "DELETE FROM meta WHERE key = 'symmetry_structure'")
      }
      try other.close()
      #expect(throws: MergeError.self) { try Atlas.merge([path], into: scratch.path("none")) }
      #expect {
        try Atlas.merge(
          [Repository.fixtures.appending(path: "landscape/format_1.sqlite").path],
          into: scratch.path("first"))
      } throws: { "\($0)".contains("open it once with landscape.open") }
    }
  }
}

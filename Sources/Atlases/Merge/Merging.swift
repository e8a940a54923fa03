import Foundation
import GRDB
import Landscape

/// A merge under way, within a transaction of the atlas that takes.
struct Merging {
  private let atlas: Atlas
  private let database: Database
  private(set) var report = MergeReport()
  private var newest: Int
  private var runs: MergingRuns
  /// Coordinates of the points that were compared.
  private var compared: [Int: [Double]] = [:]

  init(_ atlas: Atlas, _ database: Database) {
    self.atlas = atlas
    self.database = database
    newest = atlas.newestID
    runs = MergingRuns(database, uuid: atlas.uuid)
  }

  /// All that another atlas has.
  mutating func take(_ source: Database, of path: String) throws {
    let numbers = try runs.take(source, of: path)
    report.runs = runs.new
    let points = try takePoints(source, of: path, runs: numbers)
    try takeSaddles(source, points)
    try takeVisits(source, of: path, points, numbers)
    try takeAttempts(source, of: path, points, numbers)
    try takeColumns(source, of: path, points)
  }

  /// Points that nobody came to (which only a hand can have written) have no hits, and are there all the same.
  func finish() throws {
    try database.execute(
      sql: """
        INSERT INTO visits (point, run, hits)
        SELECT id, 0, 0 FROM points WHERE id NOT IN (SELECT point FROM visits)
        """)
  }

  // MARK: Points

  /// - Returns: the number of each point here.
  private mutating func takePoints(
    _ source: Database, of path: String, runs: [Int: Int]
  ) throws -> [Int: Int] {
    var numbers: [Int: Int] = [:]
    var taken = Set<Int>()
    let rows = try Row.fetchCursor(
      source,
      sql:
        "SELECT points.*, x FROM points JOIN coordinates ON coordinates.point = points.id ORDER BY id"
    )
    while let row = try rows.next() {
      let point = try MergingPoint(row, of: path, dimension: atlas.surface.dimension)
      guard point.isWhole(atlas.symmetry) else {
        throw AtlasError.damaged(
          path: path, what: "the coordinates of point \(point.id) do not fit what is said of them")
      }
      let number = try place(point, taken, runs: runs)
      numbers[point.id] = number
      taken.insert(number)
    }
    let count = try Int.fetchOne(source, sql: "SELECT COUNT(*) FROM points")
    guard numbers.count == count else {
      throw AtlasError.damaged(path: path, what: "there are points without coordinates")
    }
    return numbers
  }

  private mutating func place(
    _ point: MergingPoint, _ taken: Set<Int>, runs: [Int: Int]
  ) throws -> Int {
    let index = atlas.points(index: point.index, proof: point.proof)
    var compared = compared
    defer { self.compared = compared }
    func coordinates(_ id: Int) throws -> [Double] {
      if let x = compared[id] { return x }
      let x = try atlas.coordinates(of: id, database)
      if compared.count > 4096 { compared = [:] }
      compared[id] = x
      return x
    }
    let found = try index.find(
      point.x, energy: point.energy, invariants: point.invariants,
      among: { !taken.contains($0) }, coordinates: coordinates)
    if let found,
      try point.index > 0
        || !atlas.isBarrier(between: point.x, energy: point.energy, and: coordinates(found))
    {
      report.known += 1
      let old = try stored(found)
      if point.isBetter(than: old) {
        try database.execute(sql: "DELETE FROM coordinates WHERE point = ?", arguments: [found])
        try point.write(found, runs: runs, isNew: false, database)
        index.replace(id: found, energy: old.energy, by: nil)
        index.insert(point.entry(found))
        compared[found] = point.x
      }
      return found
    }
    newest += 1
    report.new += 1
    try point.write(newest, runs: runs, isNew: true, database)
    index.insert(point.entry(newest))
    return newest
  }

  private func stored(_ id: Int) throws -> MergingPoint {
    let row = try Row.fetchOne(
      database.cachedStatement(
        sql:
          "SELECT points.*, x FROM points JOIN coordinates ON coordinates.point = points.id WHERE id = ?"
      ),
      arguments: [id])
    guard let row else {
      throw AtlasError.damaged(path: atlas.path, what: "there is no point \(id)")
    }
    return try MergingPoint(row, of: atlas.path, dimension: atlas.surface.dimension)
  }

  private func takeSaddles(_ source: Database, _ points: [Int: Int]) throws {
    let rows = try Row.fetchCursor(
      source, sql: "SELECT point, first, second FROM saddles ORDER BY point")
    while let row = try rows.next() {
      guard let point = points[row[0]], let first = points[row[1]], let second = points[row[2]]
      else { continue }
      let pair = MinimumPair(first, second)
      try database.cachedStatement(
        sql: "INSERT OR IGNORE INTO saddles (point, first, second) VALUES (?, ?, ?)"
      ).execute(arguments: [point, pair.first, pair.second])
    }
  }

  // MARK: What runs have done

  private func takeVisits(
    _ source: Database, of path: String, _ points: [Int: Int], _ runs: [Int: Int]
  ) throws {
    struct Visit: Hashable {
      var point: Int
      var run: Int
    }
    var hits: [Visit: Int] = [:]
    let rows = try Row.fetchCursor(source, sql: "SELECT point, run, hits FROM visits")
    while let next = try rows.next() {
      let row = StoredRow(next, of: path)
      guard let point = points[try row.identifier("point")],
        let run = runs[try row.count("run")]
      else { throw row.damaged("a visit of no point or of no run") }
      hits[Visit(point: point, run: run), default: 0] += try row.count("hits")
    }
    for (visit, hits) in hits {
      try database.cachedStatement(
        sql: """
          INSERT INTO visits (point, run, hits) VALUES (?, ?, ?)
          ON CONFLICT (point, run) DO UPDATE SET hits = MAX(hits, excluded.hits)
          """
      ).execute(arguments: [visit.point, visit.run, hits])
    }
  }

  private func takeAttempts(
    _ source: Database, of path: String, _ points: [Int: Int], _ runs: [Int: Int]
  ) throws {
    let rows = try Row.fetchCursor(source, sql: "SELECT first, second, run, tries FROM attempts")
    while let next = try rows.next() {
      let row = StoredRow(next, of: path)
      guard let first = points[try row.identifier("first")],
        let second = points[try row.identifier("second")], let run = runs[try row.count("run")]
      else { throw row.damaged("an attempt between no points") }
      let pair = MinimumPair(first, second)
      try database.cachedStatement(
        sql: """
          INSERT INTO attempts (first, second, run, tries) VALUES (?, ?, ?, ?)
          ON CONFLICT (first, second, run) DO UPDATE SET tries = MAX(tries, excluded.tries)
          """
      ).execute(arguments: [pair.first, pair.second, run, try row.count("tries")])
    }
  }

  // MARK: Columns

  private mutating func takeColumns(
    _ source: Database, of path: String, _ points: [Int: Int]
  ) throws {
    let columns = try Row.fetchAll(source, sql: "SELECT id, name, width FROM columns ORDER BY name")
    for column in columns {
      let column = StoredRow(column, of: path)
      let name: String = try column.value("name")
      let width = try column.count("width")
      let known = try Int.fetchOne(
        database, sql: "SELECT width FROM columns WHERE name = ?", arguments: [name])
      let values = try Row.fetchCursor(
        source, sql: "SELECT point, value FROM annotations WHERE column_id = ?",
        arguments: [try column.identifier()])
      guard known == nil || known == width else {
        // Numbers of another width are other numbers.
        while try values.next() != nil { report.conflicts[name, default: 0] += 1 }
        continue
      }
      let id = try atlas.column(name, width: width, database)
      while let row = try values.next() {
        guard let point = points[row[0]] else {
          throw AtlasError.damaged(path: path, what: "column \(name) has a value of no point")
        }
        let value = row[1] as DatabaseValue
        try database.cachedStatement(
          sql: "INSERT OR IGNORE INTO annotations (column_id, point, value) VALUES (?, ?, ?)"
        ).execute(arguments: [id, point, value])
        if database.changesCount > 0 { continue }
        let kept = try DatabaseValue.fetchOne(
          database.cachedStatement(
            sql: "SELECT value FROM annotations WHERE column_id = ? AND point = ?"),
          arguments: [id, point])
        if kept != value { report.conflicts[name, default: 0] += 1 }
      }
    }
  }
}

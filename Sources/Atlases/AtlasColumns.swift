import Foundation
import GRDB
import Statistics

/// Numbers beside points: one each, or a vector each (a value per test sample).
public struct AtlasColumn: Sendable, Equatable {
  /// Numbers of each point.
  public var width: Int
  /// Point by point in order of energy; NaN where there is none.
  public var values: [Double]

  public init(width: Int, values: [Double]) {
    self.width = width
    self.values = values
  }
}

/// Numbers that belong to minima: the atlas's own, and what users write beside them.
extension Atlas {
  /// Columns that every atlas has.
  public static let ownColumns = [
    "energy", "gradient_norm", "hits", "id", "log_determinant", "lowest_eigenvalue",
    "multiplicity", "zero_modes",
  ]

  /// How long a transaction may keep others waiting.
  private static let patience = Duration.milliseconds(20)

  /// Writes `values` (by the id of the minimum) into the column `name`, which is made if it is
  /// new. Values of other minima stay. NaN is allowed.
  public func annotate(_ name: String, _ values: [Int: Double]) throws {
    try annotate(name, width: 1, values.sorted { $0.key < $1.key }.map { ($0.key, [$0.value]) })
  }

  /// Writes one vector of `width` numbers for each of the points. Many are written in several transactions, so that
  /// others need not wait.
  public func annotate(
    _ name: String, width: Int, _ values: [(id: Int, numbers: [Double])]
  ) throws {
    try requireOpen()
    for (id, numbers) in values {
      guard isKnown(id) else { throw AtlasError.unknownMinimum(id: id, count: count) }
      guard numbers.count == width else {
        throw AtlasError.columnWidth(name: name, expected: width, got: numbers.count)
      }
    }
    let column = try file.write { try self.column(name, width: width, $0) }
    var next = 0
    while next < values.count {
      try file.write { database in
        let begin = ContinuousClock.now
        let statement = try database.cachedStatement(
          sql: "INSERT OR REPLACE INTO annotations (column_id, point, value) VALUES (?, ?, ?)")
        while next < values.count {
          let (id, numbers) = values[next]
          let value: (any DatabaseValueConvertible)? =
            width == 1 ? (numbers[0].isNaN ? nil : numbers[0]) : CoordinateBlob.encode(numbers)
          try statement.execute(arguments: [column, id, value])
          next += 1
          if next % 64 == 0, ContinuousClock.now - begin > Atlas.patience { break }
        }
      }
    }
  }

  /// The number of a column, which is made if it is new.
  func column(_ name: String, width: Int, _ database: Database) throws -> Int {
    guard !name.isEmpty else { throw AtlasError.invalidColumnName(name: name) }
    guard !Atlas.ownColumns.contains(name) else { throw AtlasError.reservedColumn(name: name) }
    guard width >= 1 else {
      throw AtlasError.invalidOption(name: "width", value: "\(width)", allowed: "1 or more")
    }
    if let row = try Row.fetchOne(
      database, sql: "SELECT id, width FROM columns WHERE name = ?", arguments: [name])
    {
      let row = StoredRow(row, of: path)
      let id = try row.identifier()
      let old = try row.count("width")
      guard old != width else { return id }
      // Another width is another column: what was there is of no use beside it.
      try database.execute(
        sql: "DELETE FROM annotations WHERE column_id = ?", arguments: [id])
      try database.execute(
        sql: "UPDATE columns SET width = ? WHERE id = ?", arguments: [width, id])
      return id
    }
    try database.execute(
      sql: "INSERT INTO columns (name, width) VALUES (?, ?)", arguments: [name, width])
    return Int(database.lastInsertedRowID)
  }

  private func isKnown(_ id: Int) -> Bool { id >= 1 && id <= newestID }

  /// The values of a column in order of energy, one for each minimum; NaN where there is none.
  public func column(_ name: String) throws -> [Double] {
    let column = try vectors(name)
    guard column.width == 1 else {
      throw AtlasError.columnWidth(name: name, expected: 1, got: column.width)
    }
    return column.values
  }

  /// The values of a column of any width, in order of energy.
  public func vectors(_ name: String) throws -> AtlasColumn { try vectors(name, of: known.ids) }

  /// The values of points of any kind, in the order given.
  func vectors(_ name: String, of ids: [Int]) throws -> AtlasColumn {
    try requireOpen()
    // Where each point stands.
    var places = [Int32](repeating: -1, count: newestID + 1)
    for (place, id) in ids.enumerated() { places[id] = Int32(place) }
    if name == "hits" {
      let hits = try hits()
      return AtlasColumn(width: 1, values: ids.map { Double(hits[$0] ?? 0) })
    }
    if name == "id" { return AtlasColumn(width: 1, values: ids.map(Double.init)) }
    return try file.read { database in
      let rows: RowCursor
      var width = 1
      if Atlas.ownColumns.contains(name) {
        rows = try Row.fetchCursor(
          database, sql: "SELECT id AS point, \(name) AS value FROM points")
      } else {
        guard
          let found = try Row.fetchOne(
            database, sql: "SELECT id, width FROM columns WHERE name = ?", arguments: [name])
        else { throw AtlasError.unknownColumn(name: name, known: try columnNames(database)) }
        let row = StoredRow(found, of: path)
        width = try row.count("width")
        guard width >= 1, width <= 1 << 24 else { throw row.damaged("the width is \(width)") }
        rows = try Row.fetchCursor(
          database, sql: "SELECT point, value FROM annotations WHERE column_id = ?",
          arguments: [try row.identifier()])
      }
      var values = [Double](repeating: .nan, count: ids.count * width)
      while let row = try rows.next() {
        guard let id = Int.fromDatabaseValue(row[0] as DatabaseValue), places.indices.contains(id)
        else {
          throw AtlasError.damaged(path: path, what: "column \(name) has a value of no point")
        }
        let place = Int(places[id])
        let stored = row[1] as DatabaseValue
        guard place >= 0, !stored.isNull else { continue }
        if width == 1, let number = Double.fromDatabaseValue(stored) {
          values[place] = number
        } else if width > 1, let data = Data.fromDatabaseValue(stored),
          let numbers = CoordinateBlob.decode(data), numbers.count == width
        {
          values.replaceSubrange(place * width..<(place + 1) * width, with: numbers)
        } else {
          throw AtlasError.damaged(path: path, what: "column \(name) has \(stored)")
        }
      }
      return AtlasColumn(width: width, values: values)
    }
  }

  /// The minima that have no value in a column yet, in order of energy; all of them if there is no such column.
  public func missing(_ name: String) throws -> [Int] {
    try requireOpen()
    let present = try file.read { database in
      try Set(
        Int.fetchAll(
          database,
          sql: """
            SELECT point FROM annotations JOIN columns ON columns.id = annotations.column_id
            WHERE columns.name = ?
            """, arguments: [name]))
    }
    return known.ids.filter { !present.contains($0) }
  }

  /// The names of all columns, the atlas's own first.
  public func columnNames() throws -> [String] {
    try requireOpen()
    return try file.read { try columnNames($0) }
  }

  /// How two columns go together; see `Correlation`. The unit is the minimum: intervals resample the minima of this
  /// landscape only, and say nothing of other data.
  public func correlate(
    _ first: String, _ second: String, given: [String] = [], weights: String? = nil,
    resamples: Int = 2000, seed: UInt64 = 0
  ) throws -> Correlation {
    if let same = given.first(where: { $0 == first || $0 == second }) {
      throw AtlasError.invalidOption(
        name: "given", value: same, allowed: "columns other than the two")
    }
    return try Correlation(
      column(first), column(second), given: given.map { try column($0) },
      weights: weights.map { try column($0) }, resamples: resamples, seed: seed)
  }

  /// How much of the landscape has been seen, from the hits.
  public func coverage() throws -> Coverage {
    try requireOpen()
    let hits = try hits()
    return Coverage(counts: known.ids.map { hits[$0] ?? 0 })
  }

  private func columnNames(_ database: Database) throws -> [String] {
    try Atlas.ownColumns
      + String.fetchAll(database, sql: "SELECT name FROM columns ORDER BY name")
  }
}

import GRDB
import Statistics

/// Numbers that belong to minima: the atlas's own, and what users write beside them.
extension Atlas {
  /// Columns that every atlas has.
  public static let ownColumns = [
    "energy", "gradient_norm", "hits", "id", "log_determinant", "lowest_eigenvalue",
    "multiplicity", "zero_modes",
  ]

  /// Writes `values` (by the id of the minimum) into the column `name`, which is made if it is
  /// new. Values of other minima stay. NaN is allowed.
  public func annotate(_ name: String, _ values: [Int: Double]) throws {
    try requireOpen()
    guard !name.isEmpty else { throw AtlasError.invalidColumnName(name: name) }
    guard !Atlas.ownColumns.contains(name) else { throw AtlasError.reservedColumn(name: name) }
    try file.write { database in
      for (id, value) in values.sorted(by: { $0.key < $1.key }) {
        guard
          try Int.fetchOne(database, sql: "SELECT 1 FROM minima WHERE id = ?", arguments: [id])
            != nil
        else { throw AtlasError.unknownMinimum(id: id, count: newestID) }
        try database.execute(
          sql: "INSERT OR REPLACE INTO annotations (name, minimum, value) VALUES (?, ?, ?)",
          arguments: [name, id, value.isNaN ? nil : value])
      }
    }
  }

  /// The values of a column in order of energy, one for each minimum; NaN where there is none.
  public func column(_ name: String) throws -> [Double] {
    try requireOpen()
    let own = Atlas.ownColumns.contains(name)
    return try file.read { database in
      if !own, try !Atlas.annotationNames(database).contains(name) {
        throw AtlasError.unknownColumn(name: name, known: try columnNames(database))
      }
      let sql =
        own
        ? "SELECT \(name) FROM minima ORDER BY energy, id"
        : """
        SELECT annotations.value FROM minima
        LEFT JOIN annotations ON annotations.minimum = minima.id AND annotations.name = :name
        ORDER BY minima.energy, minima.id
        """
      return try DatabaseValue.fetchAll(
        database, sql: sql, arguments: own ? StatementArguments() : ["name": name]
      ).map { stored in
        if stored.isNull { return .nan }
        guard let number = Double.fromDatabaseValue(stored) else {
          throw AtlasError.damaged(path: path, what: "column \(name) has \(stored)")
        }
        return number
      }
    }
  }

  /// The names of all columns, the atlas's own first.
  public func columnNames() throws -> [String] {
    try requireOpen()
    return try file.read { try columnNames($0) }
  }

  /// How two columns go together; see `Correlation`.
  public func correlate(
    _ first: String, _ second: String, resamples: Int = 2000, seed: UInt64 = 0
  ) throws -> Correlation {
    try Correlation(column(first), column(second), resamples: resamples, seed: seed)
  }

  private func columnNames(_ database: Database) throws -> [String] {
    try Atlas.ownColumns + Atlas.annotationNames(database)
  }

  private static func annotationNames(_ database: Database) throws -> [String] {
    try String.fetchAll(database, sql: "SELECT DISTINCT name FROM annotations ORDER BY name")
  }
}

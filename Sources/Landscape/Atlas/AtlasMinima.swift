import Foundation
import GRDB

extension Atlas {
  private static let columns = """
    id, energy, x, gradient_norm, lowest_eigenvalue, zero_modes, log_determinant, hits, multiplicity
    """

  /// The minima, all or the first `limit`.
  public func minima(order: MinimumOrder = .energy, limit: Int? = nil) throws -> [Minimum] {
    try requireOpen()
    if let limit, limit < 0 {
      throw AtlasError.invalidOption(name: "limit", value: "\(limit)", allowed: "0 or more")
    }
    return try file.read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT \(Atlas.columns) FROM minima ORDER BY \(order.clause) LIMIT ?",
        arguments: [limit ?? -1]
      ).map(minimum)
    }
  }

  public func minimum(_ id: Int) throws -> Minimum {
    try requireOpen()
    let row = try file.read { database in
      try Row.fetchOne(
        database, sql: "SELECT \(Atlas.columns) FROM minima WHERE id = ?", arguments: [id])
    }
    guard let row else { throw AtlasError.unknownMinimum(id: id, count: newestID) }
    return try minimum(row)
  }

  private func minimum(_ stored: Row) throws -> Minimum {
    let row = StoredRow(stored, of: path)
    let id = try row.identifier()
    return Minimum(
      id: id, energy: try row.finite("energy"),
      x: try coordinates(row.value("x"), of: "minimum \(id)"),
      gradientNorm: try row.value("gradient_norm"),
      lowestEigenvalue: try row.value("lowest_eigenvalue"),
      zeroModes: try row.count("zero_modes"), logDeterminant: try row.value("log_determinant"),
      hits: try row.count("hits"), multiplicity: try row.value("multiplicity"))
  }
}

import Foundation
import GRDB
import Landscape

extension Atlas {
  static let columns = """
    points.id AS id, energy, coordinates.x AS x, gradient_norm, lowest_eigenvalue, zero_modes,
    log_determinant, multiplicity, proof,
    (SELECT SUM(hits) FROM visits WHERE visits.point = points.id) AS hits
    """
  static let source = "points JOIN coordinates ON coordinates.point = points.id"

  /// The minima, all or the first `limit`.
  /// - Parameter proof: only those of which this is proved. Degenerate points, which are no minima for certain, are
  ///   given only where they are asked for.
  public func minima(
    order: MinimumOrder = .energy, limit: Int? = nil, proof: Proof? = nil
  ) throws -> [Minimum] {
    let ids =
      try proof == .degenerate
      ? degenerate.ids : ids(order: order, limit: proof == nil ? limit : nil)
    var minima: [Minimum] = []
    let most = limit ?? .max
    for start in stride(from: 0, to: ids.count, by: Atlas.chunk) where minima.count < most {
      let part = try fetch(Array(ids[start..<min(start + Atlas.chunk, ids.count)]))
      minima += proof == nil ? part : part.filter { $0.proof == proof }
    }
    return Array(minima.prefix(most))
  }

  /// The numbers of the minima in an order.
  public func ids(order: MinimumOrder = .energy, limit: Int? = nil) throws -> [Int] {
    try requireOpen()
    if let limit, limit < 0 {
      throw AtlasError.invalidOption(name: "limit", value: "\(limit)", allowed: "0 or more")
    }
    let ids: [Int]
    switch order {
    case .energy: ids = known.ids
    case .id: ids = known.ids.sorted()
    case .hits:
      let hits = try hits()
      ids = known.ids.sorted { (hits[$1] ?? 0, $0) < (hits[$0] ?? 0, $1) }
    }
    return limit.map { Array(ids.prefix($0)) } ?? ids
  }

  /// How often searches came to each point.
  func hits() throws -> [Int: Int] {
    try file.read { database in
      var hits: [Int: Int] = [:]
      let rows = try Row.fetchCursor(
        database, sql: "SELECT point, SUM(hits) AS hits FROM visits GROUP BY point")
      while let next = try rows.next() {
        let row = StoredRow(next, of: path)
        hits[try row.identifier("point")] = try row.count("hits")
      }
      return hits
    }
  }

  public func minimum(_ id: Int) throws -> Minimum {
    try requireOpen()
    guard let minimum = try fetch([id]).first else {
      throw AtlasError.unknownMinimum(id: id, count: count)
    }
    return minimum
  }

  /// Points that are read at once.
  static let chunk = 256

  /// Points by number, in the order given.
  func fetch(_ ids: [Int]) throws -> [Minimum] {
    try file.read { database in
      let statement = try database.cachedStatement(
        sql:
          "SELECT \(Atlas.columns) FROM \(Atlas.source) WHERE points.id = ? AND hessian_index = 0")
      return try ids.compactMap { id in
        try Row.fetchOne(statement, arguments: [id]).map(minimum)
      }
    }
  }

  func minimum(_ stored: Row) throws -> Minimum {
    let row = StoredRow(stored, of: path)
    let id = try row.identifier()
    let word: String = try row.value("proof")
    guard let proof = Proof(rawValue: word) else {
      throw row.damaged("proof is \(word.prefix(40))")
    }
    // Other programs need not tell them.
    func isOpen(_ column: String) -> Bool {
      proof == .imported && (stored[column] as DatabaseValue).isNull
    }
    func number(_ column: String) throws -> Double {
      try isOpen(column) ? .nan : row.value(column)
    }
    return Minimum(
      id: id, energy: try row.finite("energy"),
      x: try coordinates(row.value("x"), of: "point \(id)"),
      gradientNorm: try number("gradient_norm"),
      lowestEigenvalue: try number("lowest_eigenvalue"),
      zeroModes: try isOpen("zero_modes") ? nil : row.count("zero_modes"),
      logDeterminant: try number("log_determinant"),
      hits: try row.count("hits"), multiplicity: try row.value("multiplicity"), proof: proof)
  }
}

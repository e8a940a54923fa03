import Foundation
import GRDB
import Landscape

extension Atlas {
  /// The number of transition states.
  public var saddleCount: Int { knownSaddles.count }

  /// The transition states in order of energy, all or the first `limit`.
  public func saddles(limit: Int? = nil) throws -> [Saddle] {
    try requireOpen()
    if let limit, limit < 0 {
      throw AtlasError.invalidOption(name: "limit", value: "\(limit)", allowed: "0 or more")
    }
    return try fetchSaddles(Array(knownSaddles.ids.prefix(limit ?? .max)))
  }

  public func saddle(_ id: Int) throws -> Saddle {
    try requireOpen()
    guard let saddle = try fetchSaddles([id]).first else {
      throw AtlasError.unknownSaddle(id: id, count: saddleCount)
    }
    return saddle
  }

  /// The coordinates of a minimum or a transition state.
  public func coordinates(ofPoint id: Int) throws -> [Double] {
    try requireOpen()
    if let saddle = try fetchSaddles([id]).first { return saddle.x }
    return try minimum(id).x
  }

  /// All transition states as edges between minima, in order of energy.
  public func links() throws -> [SaddleLink] {
    try requireOpen()
    return try file.read { database in
      var links: [SaddleLink] = []
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT point, energy, first, second FROM saddles JOIN points ON points.id = saddles.point
          ORDER BY energy, point
          """)
      while let next = try rows.next() {
        let row = StoredRow(next, of: path)
        links.append(
          SaddleLink(
            id: try row.identifier("point"), energy: try row.finite("energy"),
            first: try row.identifier("first"), second: try row.identifier("second")))
      }
      return links
    }
  }

  /// Transition states by number, in the order given.
  func fetchSaddles(_ ids: [Int]) throws -> [Saddle] {
    try file.read { database in
      let statement = try database.cachedStatement(
        sql: """
          SELECT \(Atlas.columns), first, second FROM \(Atlas.source)
          JOIN saddles ON saddles.point = points.id WHERE points.id = ?
          """)
      return try ids.compactMap { id in
        try Row.fetchOne(statement, arguments: [id]).map(saddle)
      }
    }
  }

  private func saddle(_ stored: Row) throws -> Saddle {
    let row = StoredRow(stored, of: path)
    let point = try minimum(stored)
    return Saddle(
      id: point.id, energy: point.energy, x: point.x, gradientNorm: point.gradientNorm,
      eigenvalue: point.lowestEigenvalue, zeroModes: point.zeroModes,
      logDeterminant: point.logDeterminant, hits: point.hits, multiplicity: point.multiplicity,
      proof: point.proof,
      minima: (try row.identifier("first"), try row.identifier("second")))
  }
}

import Foundation
import GRDB
import Ranks

/// Columns that several processes compute together.
extension Atlas {
  /// Each rank has stored numbers of some points; afterwards all ranks have those of all.
  /// - Parameter ids: those of which this rank has stored numbers.
  public func shareColumn(_ name: String, of ids: [Int]) throws {
    let world = World.current
    let place = "column \(name) of the atlas \(path)"
    var own: [Double] = []
    try world.together(at: place) { own = try packed(name, ids) }
    var all: [Double] = []
    try world.together(at: place) {
      try world.collect(CoordinateBlob.encode(own)) { _, bytes in
        guard let numbers = CoordinateBlob.decode(bytes) else { throw RankError.transfer }
        guard let width = numbers.first else { return }
        if let before = all.first, before != width {
          throw AtlasError.columnWidth(name: name, expected: Int(before), got: Int(width))
        }
        all += all.isEmpty ? numbers : Array(numbers.dropFirst())
      }
    }
    let bytes = try world.broadcast(CoordinateBlob.encode(all))
    try world.together(at: place) {
      guard let numbers = CoordinateBlob.decode(bytes) else { throw RankError.transfer }
      guard let width = numbers.first.map({ Int($0) }) else { return }
      let values = stride(from: 1, to: numbers.count, by: width + 1).map { start in
        (id: Int(numbers[start]), numbers: Array(numbers[start + 1...start + width]))
      }
      try annotate(name, width: width, values)
    }
  }

  /// The width, then for each point its number and what the column has of it; nothing where there are no points.
  private func packed(_ name: String, _ ids: [Int]) throws -> [Double] {
    guard !ids.isEmpty else { return [] }
    return try file.read { database in
      let width = try Int.fetchOne(
        database, sql: "SELECT width FROM columns WHERE name = ?", arguments: [name])
      guard let width else { throw AtlasError.unknownColumn(name: name, known: []) }
      let statement = try database.cachedStatement(
        sql: """
          SELECT value FROM annotations JOIN columns ON columns.id = annotations.column_id
          WHERE columns.name = ? AND point = ?
          """)
      return try ids.reduce(into: [Double(width)]) { packed, id in
        let stored = try DatabaseValue.fetchOne(statement, arguments: [name, id]) ?? .null
        let numbers: [Double] =
          if stored.isNull { [.nan] } else if width == 1 {
            [Double.fromDatabaseValue(stored) ?? .nan]
          } else { Data.fromDatabaseValue(stored).flatMap { CoordinateBlob.decode($0) } ?? [] }
        guard numbers.count == width else {
          throw AtlasError.damaged(path: path, what: "column \(name) has \(stored)")
        }
        packed.append(Double(id))
        packed += numbers
      }
    }
  }
}

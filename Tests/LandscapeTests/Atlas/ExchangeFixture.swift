import Foundation
import GRDB
import TestSupport

/// Five points that other programs have written; see Tests/Fixtures/landscape.
enum ExchangeFixture {
  static func path(_ name: String) -> String { Repository.fixture("landscape/" + name) }

  /// Their coordinates.
  static func points() throws -> [[Double]] { try numbers("min.coords.topsearch") }

  /// Those of the two transition states.
  static func saddlePoints() throws -> [[Double]] { try numbers("ts.coords.topsearch") }

  private static func numbers(_ name: String) throws -> [[Double]] {
    try String(contentsOfFile: path(name), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: " ").compactMap { Double($0) } }
  }

  /// Their energies: -sqrt 2, -sqrt 3, ...
  static let energies = (2...6).map { -Double($0).squareRoot() }

  /// A copy of pele's database that a test may change.
  static func changedPele(_ path: String, _ sql: String) throws -> String {
    try? FileManager.default.removeItem(atPath: path)
    try FileManager.default.copyItem(atPath: self.path("pele.sqlite"), toPath: path)
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let database = try DatabaseQueue(path: path, configuration: configuration)
    try database.write { try $0.execute(sql: sql) }
    try database.close()
    return path
  }
}

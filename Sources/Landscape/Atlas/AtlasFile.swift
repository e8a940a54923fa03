import Foundation
import GRDB

/// The database under an atlas: opening it, and SQLite's errors in the words of an atlas.
struct AtlasFile {
  let path: String
  let queue: DatabaseQueue

  static let memoryPath = ":memory:"

  /// Opens or creates the file. Nothing is written to a file that is not an atlas.
  init(path: String) throws {
    self.path = path
    try AtlasFile.checkPlace(path)
    queue = try AtlasFile.translating(path) {
      var configuration = Configuration()
      configuration.busyMode = .timeout(10)
      configuration.label = "atlas"
      let queue =
        path == AtlasFile.memoryPath
        ? try DatabaseQueue(configuration: configuration)
        : try DatabaseQueue(path: path, configuration: configuration)
      let isNew = try queue.read { try AtlasFile.checkFormat($0, path: path) }
      // The write-ahead log makes a commit cheap, and a killed process loses no commit.
      try queue.writeWithoutTransaction { database in
        if path != AtlasFile.memoryPath { try database.execute(sql: "PRAGMA journal_mode = WAL") }
        try database.execute(sql: "PRAGMA synchronous = NORMAL")
      }
      if isNew {
        try queue.write { database in
          // Another process may have come first.
          if try AtlasFile.checkFormat(database, path: path) { try AtlasSchema.create(database) }
        }
      }
      return queue
    }
  }

  func read<T>(_ body: (Database) throws -> T) throws -> T {
    try AtlasFile.translating(path) { try queue.read(body) }
  }

  func write<T>(_ body: (Database) throws -> T) throws -> T {
    try AtlasFile.translating(path) { try queue.write(body) }
  }

  func close() throws {
    try AtlasFile.translating(path) { try queue.close() }
  }

  private static func checkPlace(_ path: String) throws {
    guard path != AtlasFile.memoryPath else { return }
    let url = URL(fileURLWithPath: path)
    let folder = url.deletingLastPathComponent().path
    let files = FileManager.default
    var isFolder: ObjCBool = false
    if files.fileExists(atPath: path, isDirectory: &isFolder) {
      if isFolder.boolValue { throw AtlasError.isFolder(path: path) }
      return
    }
    guard files.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw AtlasError.missingFolder(path: path, folder: folder)
    }
  }

  /// True for an empty database; throws if the file is a database of something else.
  private static func checkFormat(_ database: Database, path: String) throws -> Bool {
    let identity = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    if identity == AtlasSchema.applicationID {
      guard version <= AtlasSchema.formatVersion else {
        throw AtlasError.newerFormat(
          path: path, found: version, supported: AtlasSchema.formatVersion)
      }
      return false
    }
    let tables = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master") ?? 0
    guard identity == 0, version == 0, tables == 0 else {
      throw AtlasError.notAnAtlas(path: path)
    }
    return true
  }

  private static func translating<T>(_ path: String, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as DatabaseError {
      switch error.resultCode {
      case .SQLITE_NOTADB: throw AtlasError.notADatabase(path: path)
      case .SQLITE_CORRUPT:
        throw AtlasError.damaged(path: path, what: error.message ?? "malformed database")
      case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
        throw AtlasError.notWritable(path: path)
      case .SQLITE_BUSY, .SQLITE_LOCKED: throw AtlasError.busy(path: path)
      case .SQLITE_MISUSE: throw AtlasError.closed(path: path)
      default:
        throw AtlasError.database(path: path, message: error.message ?? "\(error.resultCode)")
      }
    } catch let error as RowDecodingError {
      throw AtlasError.damaged(path: path, what: "\(error)")
    }
  }
}

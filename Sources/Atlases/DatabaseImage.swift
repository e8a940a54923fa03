import Foundation
import GRDB
import GRDBSQLite

/// A whole database as bytes: what lies in its file when everything in its log has been brought there.
struct DatabaseImage {
  let bytes: Data

  init(_ bytes: Data) { self.bytes = bytes }

  init(_ database: Database) throws {
    var size: sqlite3_int64 = 0
    guard let start = sqlite3_serialize(database.sqliteConnection, "main", &size, 0) else {
      throw DatabaseError(resultCode: .SQLITE_NOMEM, message: "the database cannot be copied")
    }
    defer { sqlite3_free(start) }
    var bytes = Data(bytes: start, count: Int(size))
    // Versions of reading and writing: that there is a log is no business of a copy, and in memory there can be none.
    if bytes.count >= 20 { (bytes[18], bytes[19]) = (1, 1) }
    self.bytes = bytes
  }

  /// A database in memory with these bytes.
  func open(configuration: Configuration) throws -> DatabaseQueue {
    let queue = try DatabaseQueue(configuration: configuration)
    try queue.inDatabase { database in
      let count = sqlite3_int64(bytes.count)
      guard let copy = sqlite3_malloc64(sqlite3_uint64(max(1, bytes.count))) else {
        throw DatabaseError(resultCode: .SQLITE_NOMEM)
      }
      bytes.copyBytes(to: copy.assumingMemoryBound(to: UInt8.self), count: bytes.count)
      // SQLite frees the copy, also where this fails.
      let code = sqlite3_deserialize(
        database.sqliteConnection, "main", copy.assumingMemoryBound(to: UInt8.self), count, count,
        UInt32(SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE))
      guard code == SQLITE_OK else {
        throw DatabaseError(resultCode: ResultCode(rawValue: code))
      }
    }
    return queue
  }
}

import Foundation
import GRDB

/// The database under an atlas: opening it, and SQLite's errors in the words of an atlas.
struct AtlasFile: Sendable {
  let path: String
  /// The file cannot be written: minima can be read, and no more.
  let isReadOnly: Bool
  private let database: any DatabaseWriter

  static let memoryPath = ":memory:"
  /// How long SQLite waits for other processes before it says that it is busy.
  private static let patience = 10.0

  /// Opens or creates the file. Nothing is written to a file that is not an atlas.
  /// - Parameters:
  ///   - name: what errors call it; its path unless given.
  ///   - isSource: it is only read, though it could be written.
  init(path: String, called name: String? = nil, isSource: Bool = false) throws {
    self.path = name ?? path
    try AtlasFile.checkPlace(path)
    if isSource, !FileManager.default.fileExists(atPath: path) {
      throw AtlasError.missingFile(path: path)
    }
    isReadOnly = isSource || AtlasFile.cannotBeWritten(path)
    let isReadOnly = isReadOnly
    database = try AtlasFile.translating(path) {
      if path == AtlasFile.memoryPath {
        return try DatabaseQueue(configuration: AtlasFile.configuration(isReadOnly: false))
      }
      // Read first: whatever has to be written follows only where it is an atlas, or nothing yet.
      if isSource, !AtlasFile.cannotBeWritten(path) {
        // Nothing is written; but only who could write takes away the log when it is the last to close the file.
        return try DatabaseQueue(
          path: path, configuration: AtlasFile.configuration(isReadOnly: true))
      }
      if isReadOnly {
        var configuration = AtlasFile.configuration(isReadOnly: true)
        configuration.readonly = true
        // Without its log (nobody has it open) the file alone is all; SQLite need not make one beside it.
        let isAlone =
          AtlasFile.cannotBeWritten(path) && !FileManager.default.fileExists(atPath: path + "-wal")
        let place = isAlone ? AtlasFile.immutableAddress(path) : path
        return try DatabaseQueue(path: place, configuration: configuration)
      }
      if FileManager.default.fileExists(atPath: path) {
        do { try AtlasFile.requireAtlas(path, isReadOnly: true) } catch let error as DatabaseError
          where [.SQLITE_READONLY, .SQLITE_CANTOPEN].contains(error.resultCode)
        {
          // A process was killed while it wrote: SQLite has to take back what is half written before anything can be read.
          try AtlasFile.requireAtlas(path, isReadOnly: false)
        }
      }
      // The write-ahead log makes a commit cheap, and a killed process loses no commit.
      return try DatabasePool(path: path, configuration: AtlasFile.configuration(isReadOnly: false))
    }
  }

  private static func requireAtlas(_ path: String, isReadOnly: Bool) throws {
    var configuration = AtlasFile.configuration(isReadOnly: true)
    configuration.readonly = isReadOnly
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    _ = try queue.read { try AtlasFile.version($0, path: path) }
    try queue.close()
  }

  private static func configuration(isReadOnly: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(patience)
    configuration.label = "atlas"
    configuration.maximumReaderCount = 16
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA cache_size = -32768")
      if !isReadOnly { try database.execute(sql: "PRAGMA synchronous = NORMAL") }
    }
    return configuration
  }

  /// An atlas in memory with the bytes of a file.
  init(bytes: Data, called name: String) throws {
    path = name
    isReadOnly = false
    database = try AtlasFile.translating(name) {
      var configuration = AtlasFile.configuration(isReadOnly: false)
      // Whoever takes much out of a copy takes out what refers to it as well.
      configuration.foreignKeysEnabled = false
      return try DatabaseImage(bytes).open(configuration: configuration)
    }
    _ = try read { try AtlasFile.version($0, path: name) }
  }

  /// The bytes of the file, its log included.
  func bytes() throws -> Data { try read { try DatabaseImage($0).bytes } }

  /// The same without what was deleted from it.
  func compacted() throws -> Data {
    try AtlasFile.translating(path) {
      try database.writeWithoutTransaction { try $0.execute(sql: "VACUUM") }
    }
    return try bytes()
  }

  /// Becomes another file, as one commit.
  func replace(with other: AtlasFile) throws {
    try AtlasFile.translating(path) { try other.database.backup(to: database) }
  }

  func read<T>(_ body: (Database) throws -> T) throws -> T {
    try AtlasFile.translating(path) { try database.read(body) }
  }

  /// One transaction. While others write, it waits.
  func write<T>(_ body: (Database) throws -> T) throws -> T {
    guard !isReadOnly else { throw AtlasError.readOnly(path: path) }
    return try AtlasFile.translating(path) { try database.write(body) }
  }

  func close() throws {
    try AtlasFile.translating(path) {
      // The connection that writes goes last: it alone can bring the log into the file.
      (database as? DatabasePool)?.invalidateReadOnlyConnections()
      try database.close()
    }
  }

  private static func cannotBeWritten(_ path: String) -> Bool {
    guard path != memoryPath, FileManager.default.fileExists(atPath: path) else { return false }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    return access(path, W_OK) != 0 || access(folder, W_OK) != 0
  }

  private static func immutableAddress(_ path: String) -> String {
    URL(fileURLWithPath: path).absoluteString + "?immutable=1"
  }

  private static func checkPlace(_ path: String) throws {
    guard path != memoryPath else { return }
    guard !path.isEmpty else { throw AtlasError.emptyPath }
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

  /// 0 for an empty database; throws if the file is a database of something else, or of a later version.
  static func version(_ database: Database, path: String) throws -> Int {
    let identity = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    if identity == AtlasSchema.applicationID {
      guard version <= AtlasSchema.formatVersion else {
        throw AtlasError.newerFormat(
          path: path, found: version, supported: AtlasSchema.formatVersion)
      }
      return version
    }
    let tables = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master") ?? 0
    guard identity == 0, version == 0, tables == 0 else {
      throw AtlasError.notAnAtlas(path: path)
    }
    return 0
  }

  private static func translating<T>(_ path: String, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as DatabaseError {
      switch error.resultCode {
      case .SQLITE_NOTADB: throw AtlasError.notADatabase(path: path)
      // Statements of ours fit the tables, unless these are not what they were.
      case .SQLITE_CORRUPT, .SQLITE_ERROR:
        throw AtlasError.damaged(path: path, what: error.message ?? "malformed database")
      case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
        throw AtlasError.notWritable(path: path)
      case .SQLITE_BUSY, .SQLITE_LOCKED: throw AtlasError.busy(path: path)
      case .SQLITE_FULL: throw AtlasError.diskFull(path: path)
      case .SQLITE_MISUSE: throw AtlasError.closed(path: path)
      default:
        throw AtlasError.database(path: path, message: error.message ?? "\(error.resultCode)")
      }
    } catch let error as RowDecodingError {
      throw AtlasError.damaged(path: path, what: "\(error)")
    }
  }
}

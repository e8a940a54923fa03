import Foundation
import Synchronization

/// Writes files so that under a name there is always a whole file: the old one until the new one
/// is complete. Devices and pipes are written in place.
package enum AtomicFile {
  private static let counter = Atomic<Int>(0)

  /// - Throws: `DataError.unwritable`, or what `body` throws; then nothing has changed.
  package static func write(_ path: String, _ body: (ByteOutput) throws -> Void) throws {
    try replacing(path) { temporary in
      let output = try ByteOutput(path: path, at: temporary)
      try body(output)
      try output.finish()
    }
  }

  /// Calls `body` with the path of a file that is to be made, and gives that file its name.
  package static func replacing(_ path: String, _ body: (String) throws -> Void) throws {
    // The file that a symbolic link names is replaced, not the link.
    let destination = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    var status = stat()
    if stat(destination, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFREG: break
      case S_IFDIR: throw DataError.unwritable(path: path, reason: "it is a folder")
      default: return try body(destination)
      }
    }
    let url = URL(fileURLWithPath: destination)
    let number = counter.wrappingAdd(1, ordering: .relaxed).newValue
    let temporary = url.deletingLastPathComponent()
      .appendingPathComponent(".\(url.lastPathComponent).\(getpid())-\(number)").path
    do {
      try body(temporary)
      guard rename(temporary, destination) == 0 else {
        throw DataError.unwritable(path: path, reason: String(cString: strerror(errno)))
      }
    } catch {
      unlink(temporary)
      throw error
    }
  }
}

/// A file that is being written.
package final class ByteOutput {
  /// The name that the file will have, for messages.
  private let path: String
  private let file: UnsafeMutablePointer<FILE>
  package private(set) var position = 0

  fileprivate init(path: String, at place: String) throws {
    self.path = path
    guard let file = fopen(place, "wb") else {
      throw DataError.unwritable(path: path, reason: String(cString: strerror(errno)))
    }
    self.file = file
  }

  deinit { fclose(file) }

  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    guard bytes.count > 0 else { return }
    guard fwrite(bytes.baseAddress, 1, bytes.count, file) == bytes.count else { throw failure() }
    position += bytes.count
  }

  package func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

  package func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Makes sure that the bytes are on the disk.
  fileprivate func finish() throws {
    guard fflush(file) == 0 else { throw failure() }
    // Pipes and devices have nothing to synchronise.
    if fsync(fileno(file)) != 0, errno != EINVAL, errno != EROFS { throw failure() }
  }

  private func failure() -> DataError {
    DataError.unwritable(path: path, reason: String(cString: strerror(errno)))
  }
}

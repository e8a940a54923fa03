import Foundation
import Tensors

/// The bytes of a file, read once from start to end in chunks of bounded size.
final class ByteSource {
  let path: String
  private let file: UnsafeMutablePointer<FILE>
  private var chunk = [UInt8](repeating: 0, count: 1 << 18)
  private var position = 0
  private var end = 0

  /// - Throws: `DataError` if there is no such file, it may not be read, or it is a folder.
  init(path: String) throws {
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
      isDirectory.boolValue
    {
      throw DataError.directory(path: path)
    }
    guard let file = fopen(path, "rb") else {
      throw DataError.unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    self.file = file
    self.path = path
  }

  deinit { fclose(file) }

  /// The next byte, or `nil` at the end.
  @inline(__always)
  func next() throws -> UInt8? {
    if position == end, try !refill() { return nil }
    defer { position += 1 }
    return chunk[position]
  }

  /// The next byte, which stays the next byte.
  func peek() throws -> UInt8? {
    if position == end, try !refill() { return nil }
    return chunk[position]
  }

  /// The first bytes of what has not been read; fewer than `count` only near the end.
  /// Meant for the start of a file: it sees no further than the present chunk.
  func upcoming(_ count: Int) throws -> ArraySlice<UInt8> {
    if position == end, try !refill() { return [] }
    return chunk[position..<min(end, position + count)]
  }

  func skip(_ count: Int) { position = min(end, position + count) }

  private func refill() throws -> Bool {
    try Memory.check()
    position = 0
    end = chunk.withUnsafeMutableBytes { fread($0.baseAddress, 1, $0.count, file) }
    guard end > 0 else {
      if ferror(file) != 0 {
        throw DataError.unreadable(path: path, reason: String(cString: strerror(errno)))
      }
      return false
    }
    return true
  }
}

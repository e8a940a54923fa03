import Foundation
import Tensors

/// Where bytes come from: a file, a compressed file, an entry of an archive.
protocol ByteStream {
  /// Reads as many bytes as there are, at most as many as fit; 0 only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
  /// No more bytes than this can come, whatever the file says of itself.
  var bound: Int { get }
}

/// A binary file, read once from start to end. Every request names what it is for, is checked
/// against what the file can hold before memory is reserved for it, and fails with its place.
package final class ByteInput {
  package let path: String
  /// The entry of an archive that is read; `nil` for the file itself.
  private let entry: String?
  private let stream: any ByteStream
  package private(set) var position = 0

  init(path: String, entry: String? = nil, _ stream: any ByteStream) {
    self.path = path
    self.entry = entry
    self.stream = stream
  }

  /// Opens a regular file.
  package convenience init(file path: String) throws {
    try self.init(path: path, RegularFile(path))
  }

  /// Opens a regular file at some of its bytes.
  /// - Throws: `FormatError` if it has no such bytes.
  package convenience init(file path: String, offset: Int, count: Int) throws {
    let file = try RegularFile(path)
    guard file.seek(offset, count: count) else {
      throw FormatError(
        path: path, place: "byte \(offset)",
        problem: "expected \(count) bytes, but the file has \(file.bound) in all")
    }
    self.init(path: path, file)
  }

  /// Opens a file that may be compressed by gzip.
  package convenience init(gzip path: String) throws {
    try self.init(path: path, GzipFile(path))
  }

  /// Bytes that are in memory already, as part `entry` of a file.
  package convenience init(path: String, entry: String, bytes: Data) {
    self.init(path: path, entry: entry, MemoryBytes(bytes))
  }

  /// How many bytes can still come at most.
  package var remaining: Int { max(0, stream.bound - position) }

  package func failure(_ problem: String, at byte: Int? = nil) -> FormatError {
    let entry = entry.map { "entry \(quoted($0)), " } ?? ""
    return FormatError(
      path: path, place: "\(entry)byte \(byte ?? position)", problem: problem)
  }

  /// - Throws: `FormatError` if the file is too short for `count` more bytes.
  package func require(_ count: Int, for what: String) throws {
    guard count <= remaining else {
      throw failure("\(what) needs \(count) bytes, but at most \(remaining) follow")
    }
  }

  /// The number of bytes of `count` items.
  package func require(_ count: Int, items size: Int, for what: String) throws -> Int {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
    guard !overflow, count >= 0 else {
      throw failure("\(what) would have \(count) items of \(size) bytes")
    }
    try require(bytes, for: what)
    return bytes
  }

  /// The next `count` bytes.
  package func bytes(_ count: Int, for what: String) throws -> [UInt8] {
    try require(count, for: what)
    try Memory.requireRoom(for: count)
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBytes { try fill($0, for: what) }
    return bytes
  }

  package func fill(_ buffer: UnsafeMutableRawBufferPointer, for what: String) throws {
    let start = position
    var filled = 0
    while filled < buffer.count {
      try Memory.check()
      let got = try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      guard got > 0 else {
        throw failure(
          "\(what) needs \(buffer.count) bytes, but the file ends after \(filled) of them",
          at: start)
      }
      filled += got
      position += got
    }
  }

  /// Leaves out the next `count` bytes.
  package func skip(_ count: Int, for what: String) throws {
    try require(count, for: what)
    var left = count
    while left > 0 {
      let part = min(left, 1 << 16)
      _ = try bytes(part, for: what)
      left -= part
    }
  }

  /// An unsigned number of `size` bytes, at most 8.
  package func unsigned(_ size: Int, bigEndian: Bool = false, for what: String) throws -> UInt64 {
    let bytes = try bytes(size, for: what)
    return (bigEndian ? bytes : bytes.reversed()).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The next byte; `nil` at the end.
  package func nextByte() throws -> UInt8? {
    var byte: UInt8 = 0
    guard try withUnsafeMutableBytes(of: &byte, { try stream.read(into: $0) }) > 0 else {
      return nil
    }
    position += 1
    return byte
  }

  /// - Throws: `FormatError` if there are more bytes.
  package func requireEnd(after what: String) throws {
    let end = position
    if try nextByte() != nil { throw failure("the file goes on after \(what)", at: end) }
  }
}

private final class MemoryBytes: ByteStream {
  private let bytes: Data
  private var position: Int
  var bound: Int { bytes.count }

  init(_ bytes: Data) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, bytes.endIndex - position)
    bytes.copyBytes(to: buffer, from: position..<position + count)
    position += count
    return count
  }
}

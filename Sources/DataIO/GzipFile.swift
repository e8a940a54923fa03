import CZlib
import Foundation

/// The bytes of a file that gzip may have compressed; other files are read as they are.
final class GzipFile: ByteStream {
  /// Deflate makes at most 1032 bytes of one.
  static let largestRatio = 1032

  let bound: Int
  private let path: String
  private let file: gzFile

  init(_ path: String) throws {
    self.path = path
    let plain = try RegularFile(path)
    var start = [UInt8](repeating: 0, count: 2)
    let got = try start.withUnsafeMutableBytes { try plain.read(into: $0) }
    let isCompressed = got == 2 && start == [0x1F, 0x8B]
    bound = isCompressed ? plain.bound * GzipFile.largestRatio : plain.bound
    guard let file = gzopen(path, "rb") else {
      throw DataError.unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    gzbuffer(file, 1 << 18)
    self.file = file
  }

  deinit { gzclose(file) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let got = gzread(file, buffer.baseAddress, UInt32(min(buffer.count, 1 << 30)))
    if got > 0 { return Int(got) }
    var code: Int32 = 0
    let message = gzerror(file, &code)
    guard code == Z_OK || code == Z_STREAM_END else {
      let detail = code == Z_ERRNO ? strerror(errno).map { String(cString: $0) } : nil
      let reason = detail ?? message.map { String(cString: $0) } ?? "damaged"
      // zlib's messages begin with the path.
      throw FormatError(
        path: path, place: "byte \(gzoffset(file)) of the compressed data",
        problem: reason.replacingOccurrences(of: "\(path): ", with: ""))
    }
    return 0
  }
}

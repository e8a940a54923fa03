import CZip
import Foundation

/// The entries of a zip archive (zip64 too), one after the other.
final class ZipArchive {
  let path: String
  private let archive: OpaquePointer
  private let fileSize: Int

  init(_ path: String) throws {
    self.path = path
    fileSize = try RegularFile(path).bound
    var code: Int32 = 0
    guard let archive = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &code) else {
      var error = zip_error_t()
      zip_error_init_with_code(&error, code)
      defer { zip_error_fini(&error) }
      let reason = zip_error_strerror(&error).map { String(cString: $0) } ?? "error \(code)"
      throw FormatError(
        path: path, place: "", problem: "it cannot be read as a zip archive: \(reason)")
    }
    self.archive = archive
  }

  deinit { zip_discard(archive) }

  /// The names of the entries, in order.
  func names() throws -> [String] {
    try (0..<max(0, zip_get_num_entries(archive, 0))).map { index in
      guard let name = zip_get_name(archive, UInt64(index), 0) else {
        throw failure("entry \(index + 1)")
      }
      return String(cString: name)
    }
  }

  /// The bytes of an entry, by its place in the list of names.
  func entry(_ index: Int, name: String) throws -> ByteInput {
    var status = zip_stat_t()
    guard zip_stat_index(archive, UInt64(index), 0, &status) == 0 else {
      throw failure("entry \(quoted(name))")
    }
    let (method, size) = (Int32(status.comp_method), Int(clamping: status.size))
    guard method == ZIP_CM_STORE || method == ZIP_CM_DEFLATE else {
      throw FormatError(
        path: path, place: "entry \(quoted(name))",
        problem: "expected it stored or deflated, got compression method \(method)")
    }
    guard status.encryption_method == ZIP_EM_NONE else {
      throw FormatError(path: path, place: "entry \(quoted(name))", problem: "it is encrypted")
    }
    // What the archive says of sizes may be wrong; the size of the file is not.
    let most = min(Int(clamping: status.comp_size), fileSize)
    let bound = method == ZIP_CM_STORE ? most : most * GzipFile.largestRatio
    guard let file = zip_fopen_index(archive, UInt64(index), 0) else {
      throw failure("entry \(quoted(name))")
    }
    let stream = ZipEntry(archive: self, file: file, name: name, bound: min(bound, size))
    return ByteInput(path: path, entry: name, stream)
  }

  fileprivate func failure(_ place: String) -> FormatError {
    FormatError(
      path: path, place: place,
      problem: zip_strerror(archive).map { String(cString: $0) } ?? "unreadable")
  }

  /// Writes an archive; what is there already is replaced when the new one is complete.
  static func write(
    _ entries: [(name: String, bytes: [UInt8])], to path: String, compressed: Bool
  ) throws {
    guard !entries.isEmpty else {
      // libzip would write no file at all; this is an archive that ends where it begins.
      let end: [UInt8] = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)
      return try AtomicFile.write(path) { try $0.write(end) }
    }
    try AtomicFile.replacing(path) { temporary in
      var code: Int32 = 0
      guard let archive = zip_open(temporary, ZIP_CREATE | ZIP_TRUNCATE, &code) else {
        throw DataError.unwritable(path: path, reason: String(cString: strerror(errno)))
      }
      func fail() throws -> Never {
        let reason = zip_strerror(archive).map { String(cString: $0) } ?? "zip"
        zip_discard(archive)
        throw DataError.unwritable(path: path, reason: reason)
      }
      // libzip reads these when it closes the archive.
      let buffers = entries.map { entry in
        let buffer = UnsafeMutableRawBufferPointer.allocate(
          byteCount: entry.bytes.count, alignment: 1)
        buffer.copyBytes(from: entry.bytes)
        return buffer
      }
      defer { for buffer in buffers { buffer.deallocate() } }
      for (entry, buffer) in zip(entries, buffers) {
        guard let source = zip_source_buffer(archive, buffer.baseAddress, UInt64(buffer.count), 0)
        else { try fail() }
        let index = zip_file_add(archive, entry.name, source, UInt32(ZIP_FL_ENC_UTF_8))
        guard index >= 0 else {
          zip_source_free(source)
          try fail()
        }
        let method = compressed ? ZIP_CM_DEFLATE : ZIP_CM_STORE
        guard zip_set_file_compression(archive, UInt64(index), method, 0) == 0 else { try fail() }
      }
      guard zip_close(archive) == 0 else { try fail() }
    }
  }
}

private final class ZipEntry: ByteStream {
  let bound: Int
  private let archive: ZipArchive
  private let file: OpaquePointer
  private let name: String

  init(archive: ZipArchive, file: OpaquePointer, name: String, bound: Int) {
    self.archive = archive
    self.file = file
    self.name = name
    self.bound = bound
  }

  deinit { zip_fclose(file) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let got = zip_fread(file, buffer.baseAddress, UInt64(buffer.count))
    guard got >= 0 else {
      let reason = zip_file_strerror(file).map { String(cString: $0) } ?? "unreadable"
      throw FormatError(path: archive.path, place: "entry \(quoted(name))", problem: reason)
    }
    return Int(got)
  }
}

import Foundation

/// The bytes of a file on disk.
final class RegularFile: ByteStream {
  let bound: Int
  private let path: String
  private let descriptor: Int32

  /// - Throws: `DataError` if there is no such file, it may not be read, or it is no file.
  init(_ path: String) throws {
    self.path = path
    // Without O_NONBLOCK, opening a pipe would wait for a writer.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw DataError.unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    var status = stat()
    let known = fstat(descriptor, &status)
    let kind = status.st_mode & S_IFMT
    guard known == 0, kind == S_IFREG else {
      close(descriptor)
      if kind == S_IFDIR { throw DataError.directory(path: path) }
      throw DataError.unreadable(path: path, reason: "it is not a regular file")
    }
    bound = Int(status.st_size)
  }

  /// Goes on reading at a place of the file. - Returns: whether the file has so many bytes there.
  func seek(_ offset: Int, count: Int) -> Bool {
    offset >= 0 && count >= 0 && count <= bound && offset <= bound - count
      && lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset)
  }

  deinit { close(descriptor) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if got >= 0 { return got }
      guard errno == EINTR else {
        throw DataError.unreadable(path: path, reason: String(cString: strerror(errno)))
      }
    }
  }
}

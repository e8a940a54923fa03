import Foundation
import LuaBridge

/// Locks of a sweep's table, in a hidden file beside it: of the table, and of each setting that runs. The system
/// gives them back when a process ends, however it ends.
final class SweepLock {
  private let file: Int32

  init(beside path: String) throws {
    let url = URL(fileURLWithPath: path)
    let place = url.deletingLastPathComponent()
      .appendingPathComponent(".\(url.lastPathComponent).lock").path
    file = open(place, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else {
      throw MessageError("cannot write \(path): \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(file) }

  /// Runs `body` while no other sweep is in the table.
  func exclusively<Result>(_ body: () throws -> Result) throws -> Result {
    while !set(Int16(F_WRLCK), at: 0) {
      guard [EAGAIN, EACCES, EINTR].contains(errno) else {
        throw MessageError("the table cannot be locked: \(String(cString: strerror(errno)))")
      }
      try Interrupt.check()
      usleep(2000)
    }
    defer { _ = set(Int16(F_UNLCK), at: 0) }
    return try body()
  }

  func claim(_ key: String) -> Bool { set(Int16(F_WRLCK), at: place(key)) }
  func release(_ key: String) { _ = set(Int16(F_UNLCK), at: place(key)) }

  /// A byte for each setting; no bytes need be there.
  private func place(_ key: String) -> off_t {
    off_t(1 + (UInt64(Fingerprint.of(key.utf8), radix: 16) ?? 0) >> 2)
  }

  /// A lock of the open file, not of the process: two sweeps of one process exclude each other, too.
  private func set(_ type: Int16, at place: off_t) -> Bool {
    var request = flock()
    request.l_type = type
    request.l_whence = Int16(SEEK_SET)
    request.l_start = place
    request.l_len = 1
    let setLockOfOpenFile: Int32 = 37  // F_OFD_SETLK
    return fcntl(file, setLockOfOpenFile, &request) == 0
  }
}

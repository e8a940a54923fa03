import CKernels
import Glibc
import Synchronization

/// The memory that the process really has, as the system counts it: what nobody has claimed shows there.
public enum ResidentMemory {
  /// Requests from here on are compared with it.
  static let large = 1 << 20
  /// The program itself, and what allocators keep.
  private static let slack = 32 << 20
  /// Between two looks by `check`.
  private static let interval = 10_000_000

  private static let isWatched = Atomic<Bool>(false)
  private static let last = Atomic<Int>(0)

  /// From now on the ceiling is one for what the process has, too. For programs that are Tarn alone.
  public static func watch() { isWatched.store(true, ordering: .relaxed) }

  /// Looks now and then, in loops that may allocate anything; asked more often, it costs a few nanoseconds.
  /// - Throws: ``TensorError`` if the process has more than the ceiling.
  static func check() throws {
    guard isWatched.load(ordering: .relaxed) else { return }
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
    let now = time.tv_sec &* 1_000_000_000 &+ time.tv_nsec
    guard now &- last.load(ordering: .relaxed) >= interval else { return }
    last.store(now, ordering: .relaxed)
    try requireRoom(for: 0)
  }

  static func requireRoom(for bytes: Int, reclaims: Bool = true) throws {
    guard isWatched.load(ordering: .relaxed), !hasRoom(for: bytes) else { return }
    Block.Cache.empty()
    tarn_return_freed_pages()
    if hasRoom(for: bytes) { return }
    if reclaims, Memory.reclaimed({ tarn_return_freed_pages() }) != nil, hasRoom(for: bytes) {
      return
    }
    throw TensorError.outOfMemory(requested: bytes, inUse: anonymous, limit: Memory.limit)
  }

  private static func hasRoom(for bytes: Int) -> Bool {
    let (wanted, overflow) = bytes.addingReportingOverflow(anonymous - Block.Cache.bytes - slack)
    return !overflow && wanted <= Memory.limit
  }

  private static let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
  private static let page = sysconf(Int32(_SC_PAGESIZE))

  /// Bytes of the process that belong to no file; 0 where the system does not say.
  static var anonymous: Int {
    withUnsafeTemporaryAllocation(byteCount: 128, alignment: 1) { text in
      let count = pread(file, text.baseAddress, text.count, 0)
      // In pages: size, resident, shared, and more.
      let fields = text.prefix(max(0, count)).split(separator: UInt8(ascii: " ")).prefix(3).map {
        $0.reduce(0) { 10 * $0 + Int($1) - 48 }
      }
      return fields.count == 3 ? (fields[1] - fields[2]) * page : 0
    }
  }
}

import CKernels
import Glibc
import Synchronization

/// The bytes of one or several tensors. Written once, by whoever makes it, before anybody else sees
/// it; never changed after that, which is why it may be shared between threads.
package final class Storage: @unchecked Sendable {
  package private(set) var pointer: UnsafeMutableRawPointer
  package let byteCount: Int
  // The bytes of the smallest tensors are here, which spares an allocation.
  private var inline: (Int, Int, Int, Int, Int, Int, Int, Int, Int, Int) =
    (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  private static let inlineBytes = 80

  /// Uninitialised memory.
  package init(byteCount: Int) throws {
    try Memory.reserve(byteCount)
    self.byteCount = byteCount
    if byteCount <= Storage.inlineBytes {
      // The address of the field, which does not move while the object lives.
      pointer = UnsafeMutableRawPointer(bitPattern: 16)!
      pointer = withUnsafeMutableBytes(of: &inline) { $0.baseAddress! }
      return
    }
    guard let memory = Block.allocate(byteCount) ?? Memory.reclaimed({ Block.allocate(byteCount) })
    else {
      Memory.release(byteCount)
      throw TensorError.outOfMemory(
        requested: byteCount, inUse: Memory.inUse, limit: Memory.limit)
    }
    pointer = memory
  }

  deinit {
    if byteCount > Storage.inlineBytes { Block.free(pointer, byteCount) }
    Memory.release(byteCount)
  }
}

/// The account of native memory.
public enum Memory {
  private static let used = Atomic<Int>(0)
  private static let ceiling = Atomic<Int>(defaultLimit)
  private static let total = Atomic<Int>(0)
  private static let shortage = Guarded<(@Sendable () -> Void)?>(nil)

  /// Bytes of all live tensors.
  public static var inUse: Int { used.load(ordering: .relaxed) }

  /// Bytes of freed tensors that are kept for the next ones; they count against the limit, but give
  /// way before anything is refused.
  public static var kept: Int { Block.Cache.bytes }

  /// Bytes of all tensors ever made; its growth is what a garbage collector wants to know.
  public static var allocated: Int { total.load(ordering: .relaxed) }

  /// A request beyond this many bytes is an error. The default is 80 % of the machine's memory.
  public static var limit: Int {
    get { ceiling.load(ordering: .relaxed) }
    set { ceiling.store(newValue, ordering: .relaxed) }
  }

  /// Runs work that holds so many bytes outside of tensors, which count against the limit meanwhile.
  /// - Throws: ``TensorError`` where they are more than the limit leaves, before anything is allocated.
  package static func reserving<Result>(
    _ bytes: Int, _ body: () throws -> Result
  ) throws -> Result {
    try reserve(bytes)
    defer { release(bytes) }
    return try body()
  }

  /// Lets the C library keep a few megabytes of what is freed: given back to the system at once, as it is
  /// by default, the pages come back one by one, cleared, a moment later.
  public static func keepFreedPages() { tarn_keep_freed_pages() }

  private static let defaultLimit =
    sysconf(Int32(_SC_PHYS_PAGES)) / 5 * 4 * sysconf(Int32(_SC_PAGESIZE))

  /// What is called before a request is refused, to drop what nobody needs any more. It may be called
  /// wherever a tensor is made.
  public static func onShortage(_ action: @escaping @Sendable () -> Void) {
    shortage.withLock { $0 = action }
  }

  /// A second attempt, after what could be dropped was dropped.
  fileprivate static func reclaimed<Result>(_ attempt: () -> Result?) -> Result? {
    guard let action = shortage.withLock({ $0 }) else { return nil }
    action()
    Block.Cache.empty()
    return attempt()
  }

  fileprivate static func reserve(_ bytes: Int) throws {
    var before = used.load(ordering: .relaxed)
    var isLastAttempt = false
    while true {
      // A refused request never shows in the account: other threads would be refused for it.
      let (now, overflow) = before.addingReportingOverflow(bytes)
      if overflow || now > limit - Block.Cache.bytes { Block.Cache.empty() }
      if now > limit, bytes <= limit, !isLastAttempt, let left = reclaimed({ inUse }) {
        before = left
        isLastAttempt = true
        continue
      }
      guard !overflow, now <= limit else {
        throw TensorError.outOfMemory(requested: bytes, inUse: before, limit: limit)
      }
      let (exchanged, original) = used.weakCompareExchange(
        expected: before, desired: now, ordering: .relaxed)
      if exchanged { break }
      before = original
    }
    total.wrappingAdd(bytes, ordering: .relaxed)
  }

  fileprivate static func release(_ bytes: Int) { used.wrappingSubtract(bytes, ordering: .relaxed) }
}

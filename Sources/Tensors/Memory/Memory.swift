import CKernels
import Glibc
import Synchronization

/// The account of the process's memory, under one ceiling: tensors, Lua's heap, and what is claimed for
/// all else (traces, plans, files being read, data being made).
public enum Memory {
  private static let used = Atomic<Int>(0)
  private static let luaHeap = Atomic<Int>(0)
  private static let claims = Atomic<Int>(0)
  private static let ceiling = Atomic<Int>(MachineMemory.limit / 5 * 4)
  private static let shortage = Guarded<(@Sendable () -> Void)?>(nil)

  /// Bytes of all that counts.
  public static var inUse: Int { used.load(ordering: .relaxed) }

  /// Bytes of Lua's heap among them.
  public static var lua: Int { luaHeap.load(ordering: .relaxed) }

  /// Bytes among them that are neither tensors nor Lua's.
  public static var other: Int { claims.load(ordering: .relaxed) }

  /// Bytes of all live tensors.
  public static var tensors: Int { max(0, inUse - lua - other) }

  /// Bytes of freed tensors that are kept for the next ones; they count against the limit, but give
  /// way before anything is refused.
  public static var kept: Int { Block.Cache.bytes }

  /// A request beyond this many bytes is an error. The default is 80 % of what the process may use.
  public static var limit: Int {
    get { ceiling.load(ordering: .relaxed) }
    set { ceiling.store(newValue, ordering: .relaxed) }
  }

  /// Runs work that holds so many bytes outside of tensors, which count against the limit meanwhile.
  /// - Throws: ``TensorError`` where they are more than the limit leaves, before anything is allocated.
  package static func reserving<Result>(
    _ bytes: Int, _ body: () throws -> Result
  ) throws -> Result {
    let claim = MemoryClaim()
    try claim.grow(to: bytes)
    return try withExtendedLifetime(claim) { try body() }
  }

  /// Whether so many bytes more would be refused, for memory that is filled at once and held for a moment.
  /// - Throws: ``TensorError`` if they would.
  public static func requireRoom(for bytes: Int) throws {
    try reserve(bytes)
    release(bytes)
  }

  /// To be called in loops that read or make what nobody claims; a few nanoseconds.
  /// - Throws: ``TensorError`` if the process has more than the ceiling, whoever has it.
  package static func check() throws { try ResidentMemory.check() }

  /// Lets the C library keep a few megabytes of what is freed: given back to the system at once, as it is
  /// by default, the pages come back one by one, cleared, a moment later.
  public static func keepFreedPages() { tarn_keep_freed_pages() }

  /// What is called before a request is refused, to drop what nobody needs any more. It may be called
  /// wherever a tensor is made.
  public static func onShortage(_ action: @escaping @Sendable () -> Void) {
    shortage.withLock { $0 = action }
  }

  /// Bytes of Lua's heap, from within its allocator: nothing is collected for them.
  /// - Parameter must: whether they are in use already, or cannot be refused.
  /// - Returns: whether the ceiling has room for them.
  public static func reserveForLua(_ bytes: Int, must: Bool) -> Bool {
    let fits = (try? reserve(bytes, reclaims: false)) != nil
    guard fits || must else { return false }
    if !fits { used.wrappingAdd(bytes, ordering: .relaxed) }
    luaHeap.wrappingAdd(bytes, ordering: .relaxed)
    return fits
  }

  public static func releaseOfLua(_ bytes: Int) {
    luaHeap.wrappingSubtract(bytes, ordering: .relaxed)
    release(bytes)
  }

  /// What is said where a request is refused.
  public static func refusal(_ bytes: Int) -> any Error {
    TensorError.outOfMemory(requested: bytes, inUse: inUse, limit: limit)
  }

  static func claim(_ bytes: Int) throws {
    try reserve(bytes)
    claims.wrappingAdd(bytes, ordering: .relaxed)
  }

  static func unclaim(_ bytes: Int) {
    claims.wrappingSubtract(bytes, ordering: .relaxed)
    release(bytes)
  }

  /// A second attempt, after what could be dropped was dropped.
  static func reclaimed<Result>(_ attempt: () throws -> Result?) rethrows -> Result? {
    guard let action = shortage.withLock({ $0 }) else { return nil }
    action()
    Block.Cache.empty()
    return try attempt()
  }

  static func reserve(_ bytes: Int, reclaims: Bool = true) throws {
    var before = used.load(ordering: .relaxed)
    var isLastAttempt = !reclaims
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
    guard bytes >= ResidentMemory.large else { return }
    do { try ResidentMemory.requireRoom(for: bytes, reclaims: reclaims) } catch {
      release(bytes)
      throw error
    }
  }

  static func release(_ bytes: Int) { used.wrappingSubtract(bytes, ordering: .relaxed) }
}

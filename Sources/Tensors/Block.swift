import Glibc
import Synchronization

/// Where the bytes of tensors come from.
///
/// The system clears fresh memory page by page, which costs as much as the arithmetic on it; so large
/// blocks that were freed are kept for a while, a bounded number of bytes of them.
enum Block {
  /// Smaller blocks the C library hands out again by itself.
  private static let large = 256 << 10
  /// From here on memory is asked for in huge pages, which are cleared at once and spare the
  /// processor's table of pages.
  private static let huge = 4 << 20

  static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer? {
    // What is small need not be aligned: no vector of it crosses many lines.
    if byteCount <= 1024 { return malloc(max(byteCount, 16)) }
    if byteCount < large { return aligned_alloc(64, (byteCount + 63) & ~63) }
    let size = rounded(byteCount)
    if let kept = Cache.take(size) { return kept }
    if let fresh = fresh(size) { return fresh }
    Cache.empty()
    return fresh(size)
  }

  static func free(_ block: UnsafeMutableRawPointer, _ byteCount: Int) {
    if byteCount < large || !Cache.put(block, rounded(byteCount)) { Glibc.free(block) }
  }

  /// Sizes in steps of an eighth, so that blocks fit again.
  private static func rounded(_ byteCount: Int) -> Int {
    let step = (1 << (Int.bitWidth - 1 - byteCount.leadingZeroBitCount)) >> 3
    return (byteCount + step - 1) & ~(step - 1)
  }

  private static func fresh(_ size: Int) -> UnsafeMutableRawPointer? {
    var block: UnsafeMutableRawPointer?
    let isHuge = size >= huge
    guard posix_memalign(&block, isHuge ? 2 << 20 : 64, size) == 0 else { return nil }
    if isHuge { madvise(block, size, MADV_HUGEPAGE) }
    return block
  }

  /// The freed blocks that are kept, the most recent last.
  enum Cache {
    private static let blocks = Guarded<[(block: UInt, size: Int)]>([])
    private static let total = Atomic<Int>(0)

    static var bytes: Int { total.load(ordering: .relaxed) }

    private static var limit: Int { min(64 << 20, Memory.limit / 16) }

    static func take(_ size: Int) -> UnsafeMutableRawPointer? {
      if bytes == 0 { return nil }
      return blocks.withLock { blocks in
        guard let k = blocks.lastIndex(where: { $0.size == size }) else { return nil }
        total.wrappingSubtract(size, ordering: .relaxed)
        return UnsafeMutableRawPointer(bitPattern: blocks.remove(at: k).block)
      }
    }

    /// Whether the block was kept; the oldest ones make room for it.
    static func put(_ block: UnsafeMutableRawPointer, _ size: Int) -> Bool {
      if size > limit { return false }
      blocks.withLock { blocks in
        blocks.append((UInt(bitPattern: block), size))
        var bytes = total.wrappingAdd(size, ordering: .relaxed).newValue
        while bytes > limit {
          let oldest = blocks.removeFirst()
          Glibc.free(UnsafeMutableRawPointer(bitPattern: oldest.block))
          bytes = total.wrappingSubtract(oldest.size, ordering: .relaxed).newValue
        }
      }
      return true
    }

    static func empty() {
      blocks.withLock { blocks in
        for kept in blocks { Glibc.free(UnsafeMutableRawPointer(bitPattern: kept.block)) }
        blocks.removeAll()
        total.store(0, ordering: .relaxed)
      }
    }
  }
}

/// The bytes of one or several tensors. Written once, by whoever makes it, before anybody else sees
/// it; never changed after that, which is why it may be shared between threads.
package final class Storage: @unchecked Sendable {
  package private(set) var pointer: UnsafeMutableRawPointer
  package let byteCount: Int
  // The bytes of the smallest tensors are here, which spares an allocation.
  private var inline: (Int, Int, Int, Int, Int, Int, Int, Int, Int, Int) =
    (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  private static let inlineBytes = 80
  /// What an object of this class takes, which is most of a small tensor.
  private static let ownBytes = 128

  /// Uninitialised memory.
  package init(byteCount: Int) throws {
    let (counted, overflow) = byteCount.addingReportingOverflow(Storage.ownBytes)
    try Memory.reserve(overflow ? byteCount : counted)
    self.byteCount = byteCount
    if byteCount <= Storage.inlineBytes {
      // The address of the field, which does not move while the object lives.
      pointer = UnsafeMutableRawPointer(bitPattern: 16)!
      pointer = withUnsafeMutableBytes(of: &inline) { $0.baseAddress! }
      return
    }
    guard let memory = Block.allocate(byteCount) ?? Memory.reclaimed({ Block.allocate(byteCount) })
    else {
      Memory.release(byteCount + Storage.ownBytes)
      throw TensorError.outOfMemory(
        requested: byteCount, inUse: Memory.inUse, limit: Memory.limit)
    }
    pointer = memory
  }

  deinit {
    if byteCount > Storage.inlineBytes { Block.free(pointer, byteCount) }
    Memory.release(byteCount + Storage.ownBytes)
  }
}

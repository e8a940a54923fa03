/// Bytes that something other than a tensor holds, counted against the ceiling as long as the claim lives.
///
/// For what is used by one thread; what it counts may be seen by all.
package final class MemoryClaim {
  package private(set) var bytes = 0
  /// Small growth is claimed ahead, which spares the account.
  private static let step = 64 << 10

  package init() {}

  package convenience init(_ bytes: Int) throws {
    self.init()
    try grow(to: bytes)
  }

  deinit { if bytes > 0 { Memory.unclaim(bytes) } }

  /// - Throws: ``TensorError`` where the ceiling has no room for them; the claim stays as it was.
  package func grow(to wanted: Int) throws {
    if wanted <= bytes { return }
    let next =
      wanted < Int.max - MemoryClaim.step ? wanted + min(wanted / 8, MemoryClaim.step) : wanted
    try ResidentMemory.check()
    try Memory.claim(next - bytes)
    bytes = next
  }

  /// Claims room for `count` items of `size` bytes.
  package func grow(toItems count: Int, of size: Int) throws {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
    try grow(to: overflow ? Int.max : bytes)
  }
}

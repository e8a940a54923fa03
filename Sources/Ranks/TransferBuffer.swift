import Foundation

/// Bytes that stay where they are while MPI reads or writes them.
final class TransferBuffer {
  let start: UnsafeMutableRawPointer
  let count: Int
  private var isKept = false

  init(count: Int) {
    self.count = count
    start = .allocate(byteCount: max(count, 8), alignment: 8)
  }

  convenience init(_ bytes: some Collection<UInt8>) {
    self.init(count: bytes.count)
    UnsafeMutableRawBufferPointer(start: start, count: count).copyBytes(from: bytes)
  }

  convenience init(number: Int64) {
    self.init(count: 8)
    start.storeBytes(of: number, as: Int64.self)
  }

  deinit { if !isKept { start.deallocate() } }

  var number: Int64 { start.load(as: Int64.self) }
  var data: Data { Data(bytes: start, count: count) }

  /// A transfer that nobody waits for may write here at any time.
  func keep() { isKept = true }
}

import CLuaShims
import Synchronization

/// Memory that Lua's collector cannot see because it lies behind userdata.
///
/// Each allocation is reported, and the collector takes a step as if the bytes had been its own.
/// Without this, temporaries of a loop pile up: Lua sees sixteen bytes where a tensor has a
/// million.
public final class NativeMemory: Sendable {
  private let debt = Atomic<Int>(0)

  /// Reports an allocation from any thread. It is paid at the next call into the state.
  public func allocated(_ bytes: Int) {
    debt.wrappingAdd(bytes, ordering: .relaxed)
  }

  /// What is owed before anything is paid. A small heap is collected whole by each payment, which takes
  /// longer than the arithmetic on a tensor that fits the processor's caches.
  private static let credit = 3 << 20

  /// Kilobytes to pay now: nothing below the credit, at most 64 MB at once.
  func payment() -> Int32 {
    let bytes = debt.load(ordering: .relaxed)
    guard bytes >= NativeMemory.credit else { return 0 }
    debt.wrappingSubtract(bytes, ordering: .relaxed)
    return Int32(min(bytes, 64 << 20) / 1024)
  }
}

/// What `:mem` shows.
public struct MemoryTotals: Sendable {
  /// Bytes of Lua's own heap.
  public var lua: Int
  /// Bytes behind native objects, if the host says (``Lua/nativeBytes``).
  public var native: Int?
  /// Other bytes that count against the ceiling, and the ceiling, if the host keeps an account.
  public var other: Int?
  public var ceiling: Int?
}

extension Lua {
  /// Reports memory allocated by the engine for an object that Lua will hold. The collector runs at
  /// the next call into native code, before that allocates: what a loop has just dropped is then
  /// the memory of its next result, still in the processor's caches.
  public func reportNativeAllocation(_ bytes: Int) { nativeMemory.allocated(bytes) }

  /// Collects everything that can be collected, finalisers included.
  public func collectGarbage() {
    guard isOpen else { return }
    references.drain(into: current)
    tarn_collect(current)
    tarn_collect(current)
  }

  /// Collects in the state whose code calls on this thread, if there is one, without running any
  /// finaliser of Lua. For allocations that would be refused: what a script has just dropped may be
  /// what stands in their way.
  public static func collectOnThisThread() {
    var owner: UnsafeMutableRawPointer?
    guard let state = tarn_running(&owner), let owner else { return }
    Unmanaged<Lua>.fromOpaque(owner).takeUnretainedValue().references.drain(into: state)
    tarn_collect_unseen(state)
  }

  public var memory: MemoryTotals {
    MemoryTotals(
      lua: isOpen ? tarn_collector_bytes(current) : 0, native: nativeBytes?(),
      other: account?.other(), ceiling: account?.ceiling())
  }

  func payMemoryDebt() {
    let kilobytes = nativeMemory.payment()
    if kilobytes > 0 { tarn_collector_step(current, kilobytes) }
  }
}

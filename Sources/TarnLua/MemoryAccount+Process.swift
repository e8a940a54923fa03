import LuaBridge
import Tensors

extension MemoryAccount {
  /// The account of the engine.
  static let process = MemoryAccount(
    reserve: { Memory.reserveForLua($0, must: $1) }, release: { Memory.releaseOfLua($0) },
    refusal: { Memory.refusal($0) }, other: { Memory.other }, ceiling: { Memory.limit })
}

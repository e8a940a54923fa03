/// What was made of the structures of models last: plans of an objective and its gradient, prepared
/// bounds. Models of one structure share it, whatever their parameters are, and find it without tracing
/// again. Any number of threads may use it.
public final class StructureCache<Purpose: Hashable & Sendable, Made: Sendable>: Sendable {
  private struct Key: Hashable, Sendable {
    let structure: Structure
    /// What it is made for, with all settings that it depends on.
    let purpose: Purpose
    /// Of inputs besides those of the structure.
    let types: [TensorType]
  }

  private let state: Guarded<RecentlyUsed<Key, Made>>

  public init(limit: Int = 64) { state = Guarded(RecentlyUsed(limit: limit)) }

  /// What was made before for an equal structure, purpose and types, or else `make` now.
  public func callAsFunction(
    _ structure: Structure, _ purpose: Purpose, _ types: [TensorType] = [],
    make: () throws -> Made
  ) throws -> Made {
    let key = Key(structure: structure, purpose: purpose, types: types)
    if let known = state.withLock({ $0.look(key) }) { return known }
    // Outside the lock: making takes long, and may look here again.
    let made = try make()
    if structure.isSmall { state.withLock { $0.keep(made, for: key) } }
    return made
  }
}

import CLuaShims

/// The host's account of memory, in which Lua's heap counts.
public final class MemoryAccount: Sendable {
  let reserve: @Sendable (_ bytes: Int, _ must: Bool) -> Bool
  let release: @Sendable (_ bytes: Int) -> Void
  let refusal: @Sendable (_ bytes: Int) -> any Error
  let other: @Sendable () -> Int
  let ceiling: @Sendable () -> Int

  /// - Parameters:
  ///   - reserve: counts bytes of the heap, and says whether the ceiling has room for them; called by Lua's
  ///     allocator, so it must not call Lua. `must`: they count whatever the answer.
  ///   - release: the reverse.
  ///   - refusal: the error for a request that was refused.
  ///   - other: bytes that are neither Lua's nor behind native objects.
  ///   - ceiling: bytes that all may have together.
  public init(
    reserve: @escaping @Sendable (_ bytes: Int, _ must: Bool) -> Bool,
    release: @escaping @Sendable (_ bytes: Int) -> Void,
    refusal: @escaping @Sendable (_ bytes: Int) -> any Error,
    other: @escaping @Sendable () -> Int, ceiling: @escaping @Sendable () -> Int
  ) {
    self.reserve = reserve
    self.release = release
    self.refusal = refusal
    self.other = other
    self.ceiling = ceiling
  }

  /// - Throws: the account's error if it has no room for so many bytes, which will be held for a moment.
  func requireRoom(for bytes: Int) throws {
    guard reserve(bytes, false) else { throw refusal(bytes) }
    release(bytes)
  }
}

extension Lua {
  /// From now on the heap counts in the account. What the ceiling has no room for is an error in the code that
  /// asks for it, after a collection.
  public func count(in account: MemoryAccount) {
    guard isOpen else { return }
    // Closing the state gives back what it has, so the account outlives it.
    self.account = account
    tarn_set_budget(
      state, Unmanaged.passUnretained(account).toOpaque(), countBytes, writeRefusal)
  }
}

/// Called by the allocator.
private func countBytes(_ account: UnsafeMutableRawPointer?, _ bytes: Int, _ must: Bool) -> Bool {
  guard let account else { return true }
  return Unmanaged<MemoryAccount>.fromOpaque(account)._withUnsafeGuaranteedRef {
    if bytes >= 0 { return $0.reserve(bytes, must) }
    $0.release(-bytes)
    return true
  }
}

/// Called where a memory error is caught.
private func writeRefusal(
  _ account: UnsafeMutableRawPointer?, _ bytes: Int, _ text: UnsafeMutablePointer<CChar>?,
  _ size: Int
) {
  guard let account, let text, size > 0 else { return }
  let refusal = Unmanaged<MemoryAccount>.fromOpaque(account)._withUnsafeGuaranteedRef {
    String(describing: $0.refusal(bytes))
  }
  let buffer = UnsafeMutableBufferPointer(start: text, count: size)
  let end = buffer.update(
    fromContentsOf: refusal.utf8.prefix(size - 1).map { CChar(bitPattern: $0) })
  buffer[end] = 0
}

/// An error that came out of Lua.
///
/// `@unchecked Sendable` because `Error` asks for it: the value it holds may be a reference, which
/// is only read on the thread of its state; dropping a reference is safe anywhere.
public struct LuaError: Error, CustomStringConvertible, @unchecked Sendable {
  /// The raised value, as `pcall` would have given it: mostly a string with its position.
  public let value: LuaValue
  /// `value` as text.
  public let message: String
  /// Lua's own traceback, innermost call first; empty if there is none.
  public let traceback: String
  /// The Lua functions that were running, innermost first, if the state keeps them
  /// (``Lua/keepFrames(_:)``).
  public let frames: [CallFrame]
  /// The Swift error that it began as, if it did.
  public let underlying: (any Error)?
  /// The chunk ended too early: more lines could complete it.
  public let isIncomplete: Bool

  public init(
    value: LuaValue, message: String, traceback: String = "", underlying: (any Error)? = nil,
    isIncomplete: Bool = false, frames: [CallFrame] = []
  ) {
    self.value = value
    self.message = message
    self.traceback = traceback
    self.underlying = underlying
    self.isIncomplete = isIncomplete
    self.frames = frames
  }

  public var description: String { message }
}

/// A plain sentence as an error, for bindings that have no richer type.
public struct MessageError: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

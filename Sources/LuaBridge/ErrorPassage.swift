import CLua
import CLuaShims

/// The last Swift errors that became Lua errors, by their text.
///
/// Lua sees plain strings. When such a string comes back to Swift, its first form is found here.
struct RaisedErrors {
  private var entries: [(message: String, error: any Error)] = []

  mutating func remember(_ message: String, _ error: any Error) {
    entries.removeAll { $0.message == message }
    if entries.count == 8 { entries.removeFirst() }
    entries.append((message, error))
  }

  func find(_ message: String) -> (any Error)? {
    entries.last { $0.message == message }?.error
  }
}

extension Lua {
  /// [-0, +1] the Lua error value of a Swift error.
  ///
  /// A value that came out of Lua goes back unchanged. Others become a string that begins with the
  /// position of the calling Lua line; it is added here only, so once.
  func push(error: any Error) {
    if error is Interrupted { return tarn_push_interrupt(current, 1) }
    if let error = error as? LuaError {
      if (try? push(error.value)) != nil { return }
      return push(string: error.message)
    }
    push(string: callingLine() + String(describing: error))
    raisedErrors.remember(string(at: -1), error)
  }

  /// `script.lua:3: ` of the innermost Lua function. C functions such as `pcall` and metamethods
  /// have no lines and are passed over.
  private func callingLine() -> String {
    for level in Int32(1)...6 {
      luaL_where(current, level)
      let line = popValue().asString ?? ""
      if !line.isEmpty { return line }
    }
    return ""
  }

  /// [-1, +0] the Swift form of the error value on top of the stack after a failed call.
  func caughtError() -> any Error {
    if tarn_is_interrupt(current, -1) {
      let message = popValue().asString ?? "interrupted"
      let trace = takeTrace()
      return Interrupted(message, traceback: trace.traceback, frames: trace.frames)
    }
    let status = tarn_to_string(current, -1)
    let message =
      status == LUA_OK && lua_type(current, -2) != LUA_TNIL
      ? string(at: -1) : "(error object is \(value(at: -2).shown))"
    tarn_pop(current, 1)
    // It belongs to the error value, which is on top until then.
    let trace = takeTrace()
    return LuaError(
      value: popValue(), message: message, traceback: trace.traceback,
      underlying: raisedErrors.find(message), frames: trace.frames)
  }
}

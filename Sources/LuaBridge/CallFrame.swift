import CLua
import CLuaShims

/// A Lua function that was running when an error happened.
public struct CallFrame {
  /// As Lua names chunks: `@file.lua`, `=prompt`.
  public let source: String
  /// The same as messages show it.
  public let shortSource: String
  public let line: Int
  /// What the caller called it; empty for a chunk.
  public let name: String
  /// Its variables, and those of functions around it that it uses.
  public let variables: [(name: String, value: LuaValue)]

  init(_ table: LuaTable) {
    source = table["source"].asString ?? ""
    shortSource = table["short"].asString ?? ""
    line = table["line"].asInteger ?? 0
    name = table["name"].asString ?? ""
    variables =
      table["variables"].asTable?.array.compactMap { item in
        guard let pair = item.asTable, let name = pair[1].asString else { return nil }
        return (name, pair[2])
      } ?? []
  }
}

/// An error that knows which functions of Lua were running.
public protocol Traced: Error {
  /// Lua's own traceback, innermost call first; empty if there is none.
  var traceback: String { get }
  /// The functions, innermost first, if the state keeps them.
  var frames: [CallFrame] { get }
}

extension LuaError: Traced {}
extension Interrupted: Traced {}

extension Lua {
  /// Whether errors keep the functions that were running, with their variables: for a prompt, where a
  /// person looks at them.
  public func keepFrames(_ flag: Bool) { tarn_keep_frames(current, flag) }

  /// Traceback and functions of the last failure. Inside a callback the error may go on, and its traceback is
  /// continued; otherwise both are forgotten.
  func takeTrace() -> (traceback: String, frames: [CallFrame]) {
    tarn_push_traceback(current)
    let traceback = popValue().asString ?? ""
    guard depth == 0 else { return (traceback, []) }
    defer { tarn_forget_traceback(current) }
    return (traceback, latestFrames)
  }

  private var latestFrames: [CallFrame] {
    tarn_push_frames(current)
    return popValue().asTable?.array.compactMap { $0.asTable.map { CallFrame($0) } } ?? []
  }
}

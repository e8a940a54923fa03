import CLuaShims

/// Ctrl-C was pressed. It passes every `pcall` of a script on its way to the prompt.
public struct Interrupted: Error, CustomStringConvertible, @unchecked Sendable {
  /// `interrupted`, behind the line of the script that ran, if one did.
  public let description: String
  /// Lua's own traceback, innermost call first; empty if nothing of Lua ran.
  public let traceback: String
  /// The functions that ran, innermost first, if the state keeps them.
  public let frames: [CallFrame]

  public init() { self.init("interrupted", traceback: "") }

  init(_ description: String, traceback: String, frames: [CallFrame] = []) {
    self.description = description
    self.traceback = traceback
    self.frames = frames
  }
}

/// Ctrl-C, for loops written in Swift. All of it may be used on any thread.
public enum Interrupt {
  /// Whether Ctrl-C was pressed and nobody has acted on it yet.
  public static var isRequested: Bool { tarn_interrupt_requested() }

  /// To be called in each step of a long loop.
  /// - Throws: ``Interrupted`` if Ctrl-C was pressed. The request stays until the error reaches
  ///   Lua, so that every thread of a parallel loop sees it.
  @Sendable public static func check() throws {
    if tarn_interrupt_requested() { throw Interrupted() }
  }

  /// Makes SIGINT a request instead of the end of the process.
  public static func install() { tarn_interrupt_install() }

  /// A byte that is not 0 while Ctrl-C was pressed and nobody has acted on it.
  public static var flag: UnsafeRawPointer { tarn_interrupt_flag() }

  /// Forgets a request, for example one that arrived while nothing ran.
  public static func clear() { tarn_interrupt_clear() }

  /// As if Ctrl-C had been pressed now.
  public static func request() { tarn_interrupt_request() }
}

extension Lua {
  /// Runs `body` so that Ctrl-C stops the Lua code in it.
  /// - Parameter forgets: whether a request from before is forgotten.
  public func interruptible<Result>(forgets: Bool = true, _ body: () throws -> Result) throws
    -> Result
  {
    if forgets { tarn_interrupt_clear() }
    partialResult = nil
    tarn_interrupt_forget(state)
    let previous = tarn_interrupt_attach(current)
    defer {
      tarn_interrupt_clear()
      tarn_interrupt_attach(previous)
      if isOpen { tarn_interrupt_forget(state) }
    }
    guard let around = aroundInterruptible else { return try body() }
    var result: Result?
    try around { result = try body() }
    guard let result else { throw MessageError("nothing was run") }
    return result
  }
}

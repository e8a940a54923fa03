import CLua
import CLuaShims
import Foundation

/// A Swift closure with its declared arguments, as Lua holds it.
///
/// Lua owns it through a userdata that is an upvalue of the C trampoline.
final class NativeFunction {
  /// Valid whenever Lua calls: the state, which owns this object, cannot outlive its owner.
  unowned(unsafe) let lua: Lua
  private let owner: Unmanaged<Lua>
  let arguments: CheckedArguments?
  let body: (Call) throws -> [LuaValue]
  let single: ((Call) throws -> LuaValue)?
  /// Tried first.
  private let pair: BoundPair?
  /// For the line that tells of long calls: its thread reads it while the call lasts. Made where there is a terminal.
  private var name: UnsafeMutablePointer<CChar>?

  init(lua: Lua, arguments: CheckedArguments?, body: FunctionBody, pair: BoundPair? = nil) {
    self.lua = lua
    owner = Unmanaged.passUnretained(lua)
    self.arguments = arguments
    self.pair = pair
    switch body {
    case .single(let body):
      single = body
      self.body = { [try body($0)] }
    case .list(let body):
      single = nil
      self.body = body
    }
  }

  deinit { free(name) }

  /// Called by Lua, on any of its threads. Errors become a Lua error value on top of the stack and -1.
  fileprivate func enter(_ state: OpaquePointer) -> Int32 {
    // Counting references to the state would take longer than all else here.
    owner._withUnsafeGuaranteedRef { lua in
      let caller = lua.current
      lua.current = state
      lua.depth += 1
      if tarn_busy_watched() { lua.depth == 1 ? noteBeginning() : tarn_busy_inside() }
      defer {
        lua.current = caller
        lua.depth -= 1
        if tarn_busy_watched(), lua.depth == 0 { tarn_busy_end() }
      }
      lua.references.drain(into: state)
      lua.payMemoryDebt()
      do {
        if let pair, try pair.run(state) { return 1 }
        return try run()
      } catch {
        lua.push(error: error)
        return -1
      }
    }
  }

  private func noteBeginning() {
    if name == nil { name = strdup(arguments?.name ?? "arithmetic") }
    tarn_busy_begin(name)
  }

  /// Runs the closure on the arguments of the stack; returns the number of results on top of it.
  private func run() throws -> Int32 {
    let call = try Call(function: self)
    if let single {
      try lua.push(single(call))
      if arguments != nil { lua.makePrinted() }
      return 1
    }
    let results = try body(call)
    guard lua_checkstack(lua.current, Int32(clamping: results.count + 4)) != 0 else {
      throw MessageError("too many results (\(results.count))")
    }
    for result in results {
      try lua.push(result)
      if arguments != nil { lua.makePrinted() }
    }
    return Int32(results.count)
  }
}

/// A binding's closure: with one result, or with any number of them.
enum FunctionBody {
  case single((Call) throws -> LuaValue)
  case list((Call) throws -> [LuaValue])
}

/// Entry of all calls from Lua.
func dispatch(_ state: OpaquePointer?, _ object: UnsafeMutableRawPointer?) -> Int32 {
  guard let state, let object else { return -1 }
  return Unmanaged<NativeFunction>.fromOpaque(object)._withUnsafeGuaranteedRef { $0.enter(state) }
}

/// Called when an object is closed or its userdata collected, once for each object. Calls nothing of
/// Lua, which may be in the midst of a collection; nor may the `deinit` of an object.
func releaseObject(_ object: UnsafeMutableRawPointer?) {
  guard let object else { return }
  Unmanaged<AnyObject>.fromOpaque(object).release()
}

extension Lua {
  /// [-0, +1] a Lua function that runs `function`.
  func push(native function: NativeFunction) {
    tarn_push_function(current, Unmanaged.passRetained(function).toOpaque())
  }

  /// A Lua function of a Swift closure. Arguments are not checked: see `Call.argument(_:)`.
  public func function(_ body: @escaping (Call) throws -> [LuaValue]) throws -> LuaFunction {
    try requireOpen()
    push(native: NativeFunction(lua: self, arguments: nil, body: .list(body)))
    return LuaFunction(popping: self)
  }

  /// A Lua function of a declaration, with its arguments checked. `name` is used in errors.
  public func function(_ declaration: FunctionDeclaration) throws -> LuaFunction {
    try requireOpen()
    push(native: declaration.native(in: self, name: declaration.name, receivers: 0))
    return LuaFunction(popping: self)
  }
}

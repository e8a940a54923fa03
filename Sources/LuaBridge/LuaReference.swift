import CLua
import CLuaShims
import Foundation
import Synchronization

/// A Lua value held from Swift by a reference in the registry.
///
/// It may be dropped on any thread: the reference is then only noted, and released by the state's
/// own thread at its next call. Everything else belongs to that thread.
public class LuaReference {
  let number: Int32
  let pool: ReferencePool
  private let link: StateLink

  var owner: Lua? { link.lua }

  /// Takes the value on top of the stack of `lua.current`.
  init(popping lua: Lua) {
    number = tarn_reference(lua.current)
    pool = lua.references
    link = lua.link
  }

  deinit { pool.release(number) }

  /// The state that holds the value.
  /// - Throws: ``ClosedStateError`` once that state was closed.
  public func requireOwner() throws -> Lua {
    guard let owner, owner.isOpen else { throw ClosedStateError() }
    return owner
  }

  /// Lua's name of the value's type: `table`, `function`, `thread`, `userdata`.
  public var typeName: String {
    guard let lua = owner, lua.isOpen else { return "closed value" }
    tarn_push_reference(lua.current, number)
    defer { tarn_pop(lua.current, 1) }
    return String(cString: lua_typename(lua.current, lua_type(lua.current, -1)))
  }

  /// Identity of the value inside Lua: two references to one table answer the same.
  public var identity: UInt {
    guard let lua = owner, lua.isOpen else { return 0 }
    tarn_push_reference(lua.current, number)
    defer { tarn_pop(lua.current, 1) }
    return UInt(bitPattern: lua_topointer(lua.current, -1))
  }
}

/// A Lua function.
public final class LuaFunction: LuaReference {
  /// Calls the function. Callbacks may not yield.
  /// - Throws: ``LuaError``, or ``Interrupted`` if Ctrl-C was pressed.
  @discardableResult
  public func call(_ arguments: [LuaValue] = []) throws -> [LuaValue] {
    try requireOwner().call(self, arguments)
  }
}

/// The state was closed and its values are gone.
public struct ClosedStateError: Error, CustomStringConvertible {
  public var description: String { "the Lua state of this value was closed" }
}

/// The way from a reference to its state, cut when the state goes. Read on the state's thread only.
///
/// Not a weak reference: that would make each retain of the state, so each call, slower.
final class StateLink {
  unowned(unsafe) var lua: Lua?
}

/// References whose Swift holders are gone, waiting for the state's thread.
final class ReferencePool: @unchecked Sendable {
  /// Guards `waiting`. The thread sanitizer sees this lock, and not `Mutex`.
  private let lock = NSLock()
  private var waiting: [Int32] = []
  private let isEmpty = Atomic<Bool>(true)

  func release(_ reference: Int32) {
    lock.withLock { waiting.append(reference) }
    isEmpty.store(false, ordering: .releasing)
  }

  /// Releases what waits; cheap if nothing does.
  func drain(into state: OpaquePointer) {
    if isEmpty.load(ordering: .acquiring) { return }
    isEmpty.store(true, ordering: .relaxed)
    let references = lock.withLock {
      defer { waiting.removeAll(keepingCapacity: true) }
      return waiting
    }
    for reference in references { tarn_release_reference(state, reference) }
  }
}

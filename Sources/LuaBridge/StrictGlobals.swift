import CLua
import CLuaShims
import Settings

/// Globals that programs for other versions of Lua read to see whether they exist.
private let featureTests: Set<String> = [
  "bit", "bit32", "getfenv", "jit", "loadstring", "module", "setfenv", "table_unpack", "unpack",
]

/// Strict globals: a name that was never assigned is an error with the nearest one, and the names
/// of modules cannot be taken.
extension Lua {
  func installStrictGlobals() {
    tarn_new_table(current)
    lua_pushvalue(current, -1)
    modules.visible = tarn_reference(current)

    tarn_push_globals(current)
    tarn_new_table(current)
    setField("__index") {
      lua_pushvalue(current, -4)  // modules
      push(
        native: NativeFunction(
          lua: self, arguments: nil,
          body: .list { call in try call.lua.missingGlobal(call.argument(2)) }))
      tarn_push_global_index(current)
    }
    setField("__newindex") {
      push(
        native: NativeFunction(
          lua: self, arguments: nil, body: .list { call in try call.lua.assignGlobal(call) }))
    }
    setField("__metatable") { lua_pushboolean(current, 0) }
    lua_setmetatable(current, -2)
    tarn_pop(current, 2)
  }

  private func missingGlobal(_ key: LuaValue) throws -> [LuaValue] {
    guard case .string(let name) = key, !featureTests.contains(name) else { return [nil] }
    // Once assigned, a global may be nil, as any variable.
    if assignedGlobals.contains(name) { return [nil] }
    if let hint = foreignNames[name] {
      throw MessageError("'\(name)' is not defined; \(hint)")
    }
    if name.wholeMatch(of: #/_\d+/#) != nil {
      throw MessageError("'\(name)' is not defined: that input has no value, or is long ago")
    }
    throw MessageError(
      "'\(name)' is not defined" + NearestName.suggestion(for: name, in: globalNames))
  }

  private func assignGlobal(_ call: Call) throws -> [LuaValue] {
    if case .string(let name) = call.argument(2), modules.contents[name] != nil {
      throw MessageError("\(name) is a module; use local")
    }
    let key = call.argument(2)
    if key.asNumber?.isNaN == true || key.isNil { throw MessageError("a global needs a name") }
    if case .string(let name) = key { assignedGlobals.insert(name) }
    lua_settop(current, 3)
    lua_rawset(current, 1)
    return []
  }

  /// From now on a global of this name may be read while it is nil.
  public func declareGlobal(_ name: String) { assignedGlobals.insert(name) }

  /// All names that a script can read: globals and modules, sorted.
  public var globalNames: [String] {
    guard isOpen else { return [] }
    return Set(globals.stringKeys + modules.names).sorted()
  }
}

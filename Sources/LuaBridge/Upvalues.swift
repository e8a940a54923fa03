import CLua
import CLuaShims

extension LuaFunction {
  /// The values that the function closes over, in Lua's order; none for functions written in Swift.
  public var upvalues: [LuaValue] {
    guard let lua = owner, lua.isOpen, lua_checkstack(lua.current, 8) != 0 else { return [] }
    let top = lua_gettop(lua.current)
    defer { lua_settop(lua.current, top) }
    tarn_push_reference(lua.current, number)
    guard lua_iscfunction(lua.current, -1) == 0 else { return [] }
    var values: [LuaValue] = []
    while lua_getupvalue(lua.current, -1, Int32(values.count + 1)) != nil {
      values.append(lua.popValue())
    }
    return values
  }

  /// A hash of all upvalues, continued from another one. Tables, functions and objects count by
  /// identity: whoever compares hashes must keep them alive.
  public func upvalueFingerprint(_ hash: UInt64) -> UInt64 {
    guard let lua = owner, lua.isOpen, lua_checkstack(lua.current, 8) != 0 else { return 0 }
    return tarn_upvalue_fingerprint(lua.current, number, hash)
  }
}

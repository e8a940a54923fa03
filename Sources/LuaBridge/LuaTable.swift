import CLua
import CLuaShims

/// A Lua table. All access is raw: metatables are not asked, so nothing here runs Lua code.
public final class LuaTable: LuaReference {
  /// Length of the array part (`rawlen`).
  public var count: Int {
    with { Int(lua_rawlen($0.current, -1)) } ?? 0
  }

  /// Items 1, 2, … `count`.
  public var array: [LuaValue] {
    with { lua in
      let count = Int(lua_rawlen(lua.current, -1))
      return (0..<count).map { position in
        lua_rawgeti(lua.current, -1, lua_Integer(position + 1))
        return lua.popValue()
      }
    } ?? []
  }

  public subscript(index: Int) -> LuaValue {
    get {
      with { lua in
        lua_rawgeti(lua.current, -1, lua_Integer(index))
        return lua.popValue()
      } ?? .nil
    }
    set { self[.integer(index)] = newValue }
  }

  public subscript(key: String) -> LuaValue {
    get { self[.string(key)] }
    set { self[.string(key)] = newValue }
  }

  /// Any key. Writing to a nil or NaN key, or a value of another state, does nothing.
  public subscript(key: LuaValue) -> LuaValue {
    get {
      with { lua in
        guard (try? lua.push(key)) != nil else { return .nil }
        lua_rawget(lua.current, -2)
        return lua.popValue()
      } ?? .nil
    }
    set {
      with { lua in
        if key.isNil || key.asNumber?.isNaN == true { return }
        guard (try? lua.push(key)) != nil else { return }
        guard (try? lua.push(newValue)) != nil else { return tarn_pop(lua.current, 1) }
        lua_rawset(lua.current, -3)
      }
    }
  }

  /// All keys and values, in no order.
  public var entries: [(key: LuaValue, value: LuaValue)] {
    with { lua in
      var entries: [(key: LuaValue, value: LuaValue)] = []
      lua_pushnil(lua.current)
      while lua_next(lua.current, -2) != 0 {
        let value = lua.popValue()
        entries.append((lua.value(at: -1), value))
      }
      return entries
    } ?? []
  }

  /// The string keys, sorted.
  public var stringKeys: [String] {
    with { lua in
      var keys: [String] = []
      lua_pushnil(lua.current)
      while lua_next(lua.current, -2) != 0 {
        tarn_pop(lua.current, 1)
        if lua_type(lua.current, -1) == LUA_TSTRING { keys.append(lua.string(at: -1)) }
      }
      return keys.sorted()
    } ?? []
  }

  /// The metatable, whatever its `__metatable` says.
  public var metatable: LuaTable? {
    get {
      with { lua in
        guard lua_getmetatable(lua.current, -1) != 0 else { return nil }
        return LuaTable(popping: lua)
      } ?? nil
    }
    set {
      with { lua in
        guard (try? lua.push(newValue.map(LuaValue.table) ?? .nil)) != nil else { return }
        lua_setmetatable(lua.current, -2)
      }
    }
  }

  /// Runs `body` with the table on top of the stack; nil if the state was closed.
  @discardableResult
  func with<Result>(_ body: (Lua) -> Result) -> Result? {
    guard let lua = owner, lua.isOpen, lua_checkstack(lua.current, 8) != 0 else { return nil }
    let top = lua_gettop(lua.current)
    tarn_push_reference(lua.current, number)
    defer { lua_settop(lua.current, top) }
    return body(lua)
  }
}

extension Lua {
  /// A new table with the items 1, 2, ….
  public func table(_ items: [LuaValue] = []) throws -> LuaTable {
    try makeTable { lua in
      for (position, item) in items.enumerated() {
        try lua.push(item)
        lua_rawseti(lua.current, -2, lua_Integer(position + 1))
      }
    }
  }

  /// A new table with named fields.
  public func table(fields: KeyValuePairs<String, LuaValue>) throws -> LuaTable {
    try makeTable { lua in
      for (name, value) in fields {
        lua.push(string: name)
        do { try lua.push(value) } catch {
          tarn_pop(lua.current, 1)
          throw error
        }
        lua_rawset(lua.current, -3)
      }
    }
  }

  /// A new table with named fields.
  public func table(fields: [String: LuaValue]) throws -> LuaTable {
    let table = try table()
    for (name, value) in fields { table[name] = value }
    return table
  }

  private func makeTable(_ fill: (Lua) throws -> Void) throws -> LuaTable {
    try requireOpen()
    let top = lua_gettop(current)
    tarn_new_table(current)
    do { try fill(self) } catch {
      lua_settop(current, top)
      throw error
    }
    return LuaTable(popping: self)
  }
}

import CLua
import CLuaShims
import Settings

/// Checks of single values against their declared types.
extension CheckedArguments {
  /// Checks the value at a stack index; returns the Swift value if the type makes one.
  func check(_ type: ValueType, _ lua: Lua, at index: Int32, place: () -> String) throws -> Any? {
    let thread = lua.current
    let luaType = lua_type(thread, index)
    if case .any = type.kind { return nil }
    if luaType == LUA_TTABLE { lua.uncover(at: index) }
    switch type.kind {
    case .any: return nil
    case .boolean: if luaType == LUA_TBOOLEAN { return nil }
    case .number(let bounds):
      if luaType == LUA_TNUMBER, bounds.contains(lua_tonumberx(thread, index, nil)) { return nil }
    case .integer(let range):
      if luaType == LUA_TNUMBER {
        var isInteger: Int32 = 0
        let value = Int(lua_tointegerx(thread, index, &isInteger))
        if isInteger != 0, range.contains(value) { return nil }
      }
    case .string: if luaType == LUA_TSTRING { return nil }
    case .path(let use):
      if luaType == LUA_TSTRING {
        if let reason = use.refusal(of: lua.string(at: index)) {
          throw ArgumentError(
            function: name, problem: .refused(place: place(), reason: reason))
        }
        return nil
      }
    case .oneOf(let names):
      if luaType == LUA_TSTRING {
        let name = lua.string(at: index)
        if names.contains(name) { return nil }
        throw ArgumentError(
          function: self.name,
          problem: .unexpected(
            place: place(), expected: type.description,
            got: showString(name) + NearestName.suggestion(for: name, in: names)))
      }
    case .function: if luaType == LUA_TFUNCTION { return nil }
    case .callable: if lua.isCallable(at: index) { return nil }
    case .table: if luaType == LUA_TTABLE { return nil }
    case .object(let className):
      if let found = lua.object(at: index), found.binding.declaration.name == className {
        if let object = found.object {
          try found.binding.prepare?(object)
          return nil
        }
        throw ArgumentError(
          function: name, problem: .closed(place: place(), className: className))
      }
    case .list(let element):
      if luaType == LUA_TTABLE { return try checkList(element, lua, at: index, place: place) }
    case .either(let types):
      for type in types where accepts(type, lua, at: index) {
        return try check(type, lua, at: index, place: place)
      }
    case .custom: return try convert(type, lua.checkedValue(at: index, self, place), place: place)
    }
    throw ArgumentError(
      function: name,
      problem: .unexpected(
        place: place(), expected: type.description, got: lua.shown(at: index)))
  }

  /// The Swift value of a type that makes one.
  func convert(_ type: ValueType, _ value: LuaValue, place: () -> String) throws -> Any? {
    switch type.kind {
    case .custom(_, let convert):
      let converted: Any?
      do { converted = try convert(value) } catch let error as ArgumentError { throw error } catch {
        if error is Interrupted || error is LuaError { throw error }
        throw ArgumentError(
          function: name, problem: .refused(place: place(), reason: String(describing: error)))
      }
      if let converted { return converted }
    case .either(let types):
      for type in types where type.converts {
        if let converted = try? convert(type, value, place: place) { return converted }
      }
      return nil
    default: return nil
    }
    throw ArgumentError(
      function: name,
      problem: .unexpected(
        place: place(), expected: type.description, got: value.shown))
  }

  /// Items 1 to n of a list; converted items if their type makes any.
  private func checkList(
    _ element: ValueType, _ lua: Lua, at index: Int32, place: () -> String
  ) throws -> Any? {
    let thread = lua.current
    let index = lua_absindex(thread, index)
    var converted: [Any?] = []
    let count = Int(lua_rawlen(thread, index))
    for item in 0..<count {
      lua_rawgeti(thread, index, lua_Integer(item + 1))
      defer { tarn_pop(thread, 1) }
      let value = try check(element, lua, at: lua_gettop(thread)) {
        "item \(item + 1) of \(place())"
      }
      if element.converts { converted.append(value) }
    }
    if count == 0 {
      lua_pushnil(thread)
      if lua_next(thread, index) != 0 {
        let key = lua.shown(at: -2)
        tarn_pop(thread, 2)
        throw ArgumentError(
          function: name,
          problem: .refused(place: place(), reason: "expected a list, got a table with key \(key)"))
      }
    }
    return element.converts ? converted : nil
  }

  /// Whether a value is of the kind that a type is about; ranges are not asked, so that the error
  /// of a number out of range speaks of the range.
  private func accepts(_ type: ValueType, _ lua: Lua, at index: Int32) -> Bool {
    let luaType = lua_type(lua.current, index)
    switch type.kind {
    case .any: return true
    case .boolean: return luaType == LUA_TBOOLEAN
    case .number, .integer: return luaType == LUA_TNUMBER
    case .string, .path, .oneOf: return luaType == LUA_TSTRING
    case .function: return luaType == LUA_TFUNCTION
    case .callable: return lua.isCallable(at: index)
    case .table, .list: return luaType == LUA_TTABLE
    case .object(let className):
      return lua.object(at: index)?.binding.declaration.name == className
    case .either(let types): return types.contains { accepts($0, lua, at: index) }
    case .custom(_, let convert):
      return ((try? convert(lua.value(at: index))) ?? nil) != nil
    }
  }
}

extension Lua {
  /// Whether a value is a function, or has the metamethod that makes it one.
  fileprivate func isCallable(at index: Int32) -> Bool {
    if lua_type(current, index) == LUA_TFUNCTION { return true }
    guard lua_getmetatable(current, index) != 0 else { return false }
    defer { tarn_pop(current, 2) }
    push(string: "__call")
    return lua_rawget(current, -2) == LUA_TFUNCTION
  }

  /// As ``LuaValue/shown``, with the declared names of classes.
  func shown(at index: Int32) -> String {
    if let found = object(at: index) {
      return found.object == nil
        ? "a closed \(found.binding.declaration.name)" : withArticle(found.binding.declaration.name)
    }
    switch lua_type(current, index) {
    case LUA_TUSERDATA, LUA_TLIGHTUSERDATA: return "a userdata"
    case LUA_TTHREAD: return "a coroutine"
    case LUA_TTABLE: return "a table"
    case LUA_TFUNCTION: return "a function"
    default: return value(at: index).shown
    }
  }

  /// The value for a conversion; a closed object is an error there and then.
  func checkedValue(at index: Int32, _ arguments: CheckedArguments, _ place: () -> String) throws
    -> LuaValue
  {
    if lua_type(current, index) == LUA_TUSERDATA, let found = object(at: index) {
      guard let object = found.object else {
        throw ArgumentError(
          function: arguments.name,
          problem: .closed(place: place(), className: found.binding.declaration.name))
      }
      return .object(object)
    }
    return value(at: index)
  }
}

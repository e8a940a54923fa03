import CLua
import CLuaShims

/// Values between Swift and the stack of the running Lua thread. Nothing here can raise.
extension Lua {
  /// [-0, +1]
  func push(_ value: LuaValue) throws {
    switch value {
    case .nil: lua_pushnil(current)
    case .boolean(let flag): lua_pushboolean(current, flag ? 1 : 0)
    case .integer(let integer): lua_pushinteger(current, lua_Integer(integer))
    case .number(let number): lua_pushnumber(current, number)
    case .string(let string): push(string: string)
    case .table(let table): try push(reference: table)
    case .function(let function): try push(reference: function)
    case .other(let reference): try push(reference: reference)
    case .object(let object): try push(object: object)
    }
  }

  func push(string: String) {
    var string = string
    let isBytes = string.withUTF8 { bytes in
      if ByteText.mayBeBytes(bytes) { return true }
      _ = bytes.withMemoryRebound(to: CChar.self) {
        lua_pushlstring(current, $0.baseAddress, $0.count)
      }
      return false
    }
    if isBytes { push(bytes: ByteText.bytes(string)) }
  }

  func push(bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { bytes in
      _ = bytes.withMemoryRebound(to: CChar.self) {
        lua_pushlstring(current, $0.baseAddress, $0.count)
      }
    }
  }

  func push(reference: LuaReference) throws {
    guard reference.owner === self else {
      throw MessageError("a value of one Lua state cannot be used in another")
    }
    tarn_push_reference(current, reference.number)
  }

  func push(object: AnyObject) throws {
    guard let binding = binding(of: object) else {
      throw MessageError("objects of type \(type(of: object)) are not declared in Lua")
    }
    tarn_push_object(
      current, Unmanaged.passRetained(object).toOpaque(),
      Unmanaged.passUnretained(binding).toOpaque(), binding.metatable)
  }

  /// [-0, +0]
  func value(at index: Int32) -> LuaValue {
    switch lua_type(current, index) {
    case LUA_TNIL, LUA_TNONE: return .nil
    case LUA_TBOOLEAN: return .boolean(lua_toboolean(current, index) != 0)
    case LUA_TNUMBER:
      return lua_isinteger(current, index) != 0
        ? .integer(Int(lua_tointegerx(current, index, nil)))
        : .number(lua_tonumberx(current, index, nil))
    case LUA_TSTRING: return .string(string(at: index))
    case LUA_TTABLE:
      lua_pushvalue(current, index)
      return .table(LuaTable(popping: self))
    case LUA_TFUNCTION:
      lua_pushvalue(current, index)
      return .function(LuaFunction(popping: self))
    default:
      if let object = object(at: index)?.object { return .object(object) }
      lua_pushvalue(current, index)
      return .other(LuaReference(popping: self))
    }
  }

  /// The string at `index`, which must be one. Bytes that are not UTF-8 are kept as ``ByteText`` does.
  func string(at index: Int32) -> String {
    var length = 0
    guard let bytes = lua_tolstring(current, index, &length) else { return "" }
    return bytes.withMemoryRebound(to: UInt8.self, capacity: length) {
      let bytes = UnsafeBufferPointer(start: $0, count: length)
      let text = ByteText.mayBeBytes(bytes) ? nil : String(validating: bytes, as: UTF8.self)
      return text ?? ByteText.string(bytes)
    }
  }

  /// The Swift object of a userdata and its class; `object` is nil once it was closed.
  func object(at index: Int32) -> (binding: ClassBinding, object: AnyObject?)? {
    var object: UnsafeMutableRawPointer?
    guard let binding = tarn_object_at(current, index, &object) else { return nil }
    return (
      Unmanaged<ClassBinding>.fromOpaque(binding).takeUnretainedValue(),
      object.map { Unmanaged<AnyObject>.fromOpaque($0).takeUnretainedValue() }
    )
  }

  /// [-1, +0]
  func popValue() -> LuaValue {
    defer { tarn_pop(current, 1) }
    return value(at: -1)
  }
}

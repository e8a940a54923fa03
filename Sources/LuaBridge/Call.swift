import CLua
import CLuaShims

/// The arguments of one call, already checked against the declaration.
///
/// Values are read from the stack when they are asked for. A `Call` is valid only while the closure
/// that got it runs. Asking for a name that is not declared is a mistake in the binding, and traps.
public struct Call {
  public let lua: Lua
  private let function: NativeFunction
  private let layout: CheckedArguments.Layout

  init(function: NativeFunction) throws {
    lua = function.lua
    self.function = function
    if let arguments = function.arguments {
      layout = try arguments.layOut(lua)
    } else {
      layout = CheckedArguments.Layout()
    }
  }

  /// Full name of the function, as errors say it.
  public var functionName: String { function.arguments?.name ?? "function" }

  // MARK: By position: operators and undeclared functions

  /// Number of values on the stack. Meant for functions without a declaration.
  public var count: Int { Int(lua_gettop(lua.current)) }

  /// The value at a position, from 1. For operators, 1 and 2 are the operands.
  public func argument(_ position: Int) -> LuaValue {
    lua.value(at: Int32(position))
  }

  /// The object at a position if it is one of `type`.
  public func argument<T: AnyObject>(_ position: Int, as type: T.Type) -> T? {
    lua.object(at: Int32(position))?.object as? T
  }

  // MARK: By name

  /// The object before the colon, or of the call operator.
  public func receiver<T: AnyObject>(as type: T.Type = T.self) -> T {
    guard let object = layout.receiver as? T else {
      preconditionFailure("this function has no receiver of type \(T.self)")
    }
    return object
  }

  /// The value, or its default, or nil.
  public subscript(name: String) -> LuaValue {
    let slot = slot(name)
    if lua_type(lua.current, slot.index) > LUA_TNIL { return lua.value(at: slot.index) }
    return slot.defaultValue ?? .nil
  }

  /// Whether the caller gave a value (other than nil).
  public func has(_ name: String) -> Bool { lua_type(lua.current, slot(name).index) > LUA_TNIL }

  public func optionalNumber(_ name: String) -> Double? {
    let slot = slot(name)
    if lua_type(lua.current, slot.index) == LUA_TNUMBER {
      return lua_tonumberx(lua.current, slot.index, nil)
    }
    return slot.defaultValue?.asNumber
  }
  public func optionalInteger(_ name: String) -> Int? {
    let slot = slot(name)
    if lua_type(lua.current, slot.index) == LUA_TNUMBER {
      return Int(lua_tointegerx(lua.current, slot.index, nil))
    }
    return slot.defaultValue?.asInteger
  }
  public func optionalBoolean(_ name: String) -> Bool? { self[name].asBoolean }
  public func optionalString(_ name: String) -> String? { self[name].asString }
  public func optionalTable(_ name: String) -> LuaTable? { self[name].asTable }
  /// The function, or the value that can be called like one if the type is `callable`.
  public func optionalFunction(_ name: String) -> LuaFunction? {
    let slot = slot(name)
    guard lua_type(lua.current, slot.index) > LUA_TNIL, isCallable(slot.position) else {
      return self[name].asFunction
    }
    lua_pushvalue(lua.current, slot.index)
    return LuaFunction(popping: lua)
  }

  /// The object if it is one of `type` (an argument may be of `either` type).
  public func optionalObject<T: AnyObject>(_ name: String, as type: T.Type = T.self) -> T? {
    lua.object(at: slot(name).index)?.object as? T
  }

  public func number(_ name: String) -> Double { required(optionalNumber(name), name) }
  public func integer(_ name: String) -> Int { required(optionalInteger(name), name) }
  public func boolean(_ name: String) -> Bool { required(optionalBoolean(name), name) }
  public func string(_ name: String) -> String { required(optionalString(name), name) }
  public func table(_ name: String) -> LuaTable { required(optionalTable(name), name) }
  public func function(_ name: String) -> LuaFunction { required(optionalFunction(name), name) }
  public func object<T: AnyObject>(_ name: String, as type: T.Type = T.self) -> T {
    required(optionalObject(name, as: type), name)
  }

  /// What a `custom` type made of the value, or of the default.
  public func optionalValue<T>(_ name: String, as type: T.Type = T.self) -> T? {
    let position = slot(name).position
    guard position < layout.converted.count else { return nil }
    return layout.converted[position] as? T
  }
  public func value<T>(_ name: String, as type: T.Type = T.self) -> T {
    required(optionalValue(name, as: type), name)
  }

  // MARK: Lists and variadic arguments

  /// The values of a variadic argument, or the items of a list; empty if it is missing.
  public func list(_ name: String) -> [LuaValue] {
    if isVariadic(name) {
      guard layout.variadicCount > 0 else { return [] }
      let first = slot(name).index
      return (0..<layout.variadicCount).map { lua.value(at: first + Int32($0)) }
    }
    return self[name].asTable?.array ?? []
  }
  public func numbers(_ name: String) -> [Double] { list(name).compactMap(\.asNumber) }
  public func integers(_ name: String) -> [Int] { list(name).compactMap(\.asInteger) }
  public func strings(_ name: String) -> [String] { list(name).compactMap(\.asString) }
  /// The Swift values of a list or variadic argument of a `custom` type.
  public func values<T>(_ name: String, as type: T.Type = T.self) -> [T] {
    (optionalValue(name, as: [Any?].self) ?? []).compactMap { $0 as? T }
  }

  // MARK: Slots

  private struct Slot {
    var index: Int32
    var position: Int
    var defaultValue: LuaValue?
  }

  private func slot(_ name: String) -> Slot {
    guard let arguments = function.arguments else {
      preconditionFailure("a function without declaration has no argument named \(name)")
    }
    for (position, argument) in arguments.arguments.enumerated() where argument.name == name {
      if argument.isVariadic, layout.variadicCount == 0 {
        return Slot(index: lua_gettop(lua.current) + 1, position: position, defaultValue: nil)
      }
      return Slot(
        index: arguments.receivers + Int32(position) + 1, position: position,
        defaultValue: argument.defaultValue)
    }
    for (position, option) in arguments.options.enumerated() where option.name == name {
      return Slot(
        index: layout.optionsBase + Int32(position) + 1,
        position: arguments.arguments.count + position, defaultValue: option.defaultValue)
    }
    preconditionFailure("\(arguments.name) declares no argument or option named \(name)")
  }

  private func isCallable(_ position: Int) -> Bool {
    guard let declared = function.arguments, position < declared.arguments.count else {
      return false
    }
    if case .callable = declared.arguments[position].type.kind { return true }
    return false
  }

  private func isVariadic(_ name: String) -> Bool {
    function.arguments?.variadic?.name == name
  }

  private func required<T>(_ value: T?, _ name: String) -> T {
    guard let value else {
      preconditionFailure(
        "\(function.arguments?.name ?? "function"): '\(name)' has no value of type \(T.self)")
    }
    return value
  }
}

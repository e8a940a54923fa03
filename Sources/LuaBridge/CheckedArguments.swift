import CLua
import CLuaShims

/// Checks a call against its declaration, and lays its values out on the stack:
/// receiver, positional arguments (nil where left out), variadic values, options in declared order.
final class CheckedArguments {
  let name: String
  let arguments: [Parameter]
  let options: [Parameter]
  let receivers: Int32
  /// Class that the receiver of a method must have.
  unowned(unsafe) let receiverClass: ClassBinding?
  let variadic: Parameter?
  /// Number of arguments before the variadic one.
  let fixedCount: Int
  let converts: Bool

  init(
    name: String, arguments: [Argument], options: [Option], receivers: Int32,
    receiverClass: ClassBinding? = nil
  ) {
    self.name = name
    self.arguments = arguments.map { Parameter($0) }
    self.options = options.map { Parameter($0) }
    self.receivers = receivers
    self.receiverClass = receiverClass
    variadic = self.arguments.last.flatMap { $0.isVariadic ? $0 : nil }
    fixedCount = arguments.count - (variadic == nil ? 0 : 1)
    converts = (self.arguments + self.options).contains { $0.converts }
  }

  /// An argument or option in the form that calls need: one object, so that looking at it costs
  /// one reference and not a copy of the whole declaration.
  final class Parameter {
    let name: String
    let type: ValueType
    let defaultValue: LuaValue?
    let isRequired: Bool
    let isVariadic: Bool
    let converts: Bool
    /// Whether any value will do.
    var isAny: Bool { if case .any = type.kind { true } else { false } }

    init(_ argument: Argument) {
      name = argument.name
      type = argument.type
      defaultValue = argument.defaultValue
      isRequired = !argument.isOptional
      isVariadic = argument.isVariadic
      converts = argument.type.converts
    }

    init(_ option: Option) {
      name = option.key
      type = option.type
      defaultValue = option.defaultValue
      isRequired = option.isRequired
      isVariadic = false
      converts = option.type.converts
    }
  }

  /// Where the values of a call lie.
  struct Layout {
    var receiver: AnyObject?
    /// Fixed arguments given, nils included.
    var given = 0
    var variadicCount = 0
    /// Stack index below the first option.
    var optionsBase: Int32 = 0
    /// Swift values made by checking: arguments, then options; empty if no type makes any.
    var converted: [Any?] = []
  }

  func layOut(_ lua: Lua) throws -> Layout {
    let thread = lua.current
    var layout = Layout()
    if receivers > 0, let receiverClass {
      layout.receiver = try receiver(receiverClass, lua)
    }
    var given = max(0, Int(lua_gettop(thread) - receivers))
    while given > fixedCount, lua_type(thread, receivers + Int32(given)) == LUA_TNIL { given -= 1 }
    lua_settop(thread, receivers + Int32(given))
    guard lua_checkstack(thread, Int32(fixedCount + options.count + 16)) != 0 else {
      throw MessageError("\(name): no room on the Lua stack")
    }

    // What may be anything stays what it is.
    let isAny = options.isEmpty && given <= fixedCount && given > 0 && arguments[given - 1].isAny
    if given > 0, !isAny { lua.uncover(at: -1) }
    // The table of options comes off first; what is left is positional.
    let hasOptions = given > 0 && isOptionTable(lua, position: given)
    if hasOptions { given -= 1 }
    if options.isEmpty, variadic == nil, given == fixedCount + 1,
      lua_type(thread, -1) == LUA_TTABLE
    {
      // `f{}` asks for nothing that is not there.
      guard isEmptyTable(lua) else { throw ArgumentError(function: name, problem: .noOptions) }
      tarn_pop(thread, 1)
      given -= 1
    }
    if given > fixedCount, variadic == nil {
      throw ArgumentError(
        function: name,
        problem: .tooManyArguments(
          given: given, names: arguments.map(\.name), options: options.map(\.name)))
    }
    layout.given = min(given, fixedCount)
    layout.variadicCount = max(0, given - fixedCount)
    // Stack: receiver, given arguments, table. Missing arguments go below the table, as nils.
    for _ in 0..<max(0, fixedCount - given) {
      lua_pushnil(thread)
      if hasOptions { tarn_insert(thread, -2) }
    }
    let table = lua_gettop(thread)
    layout.optionsBase = table
    if !options.isEmpty {
      lua_settop(thread, layout.optionsBase + Int32(options.count))
      if hasOptions { try spread(lua, table: table, base: layout.optionsBase) }
    }
    if converts {
      layout.converted = Array(repeating: nil, count: arguments.count + options.count)
    }
    try checkArguments(lua, &layout, hasOptions: hasOptions)
    try checkOptions(lua, &layout)
    return layout
  }

  private func receiver(_ expected: ClassBinding, _ lua: Lua) throws -> AnyObject {
    let found = lua_gettop(lua.current) > 0 ? lua.object(at: 1) : nil
    guard let found, found.binding === expected else {
      let got = lua_gettop(lua.current) > 0 ? lua.shown(at: 1) : "nothing"
      throw ArgumentError(
        function: name,
        problem: .wrongReceiver(expected: expected.declaration.name, got: got))
    }
    guard let object = found.object else {
      throw ArgumentError(
        function: name,
        problem: .closed(place: "the object", className: expected.declaration.name))
    }
    try expected.prepare?(object)
    return object
  }

  private func isEmptyTable(_ lua: Lua) -> Bool {
    lua_pushnil(lua.current)
    guard lua_next(lua.current, -2) != 0 else { return true }
    tarn_pop(lua.current, 2)
    return false
  }

  /// Whether the last value given is the table of options. Beyond the declared arguments a table
  /// is; in place of an optional one it is if it has named keys or none at all.
  private func isOptionTable(_ lua: Lua, position: Int) -> Bool {
    if options.isEmpty || lua_type(lua.current, -1) != LUA_TTABLE { return false }
    if variadic == nil, position > fixedCount { return true }
    if position <= fixedCount, arguments[position - 1].isRequired { return false }
    lua_pushnil(lua.current)
    var named = true
    var isEmpty = true
    if lua_next(lua.current, -2) != 0 {
      isEmpty = false
      named = lua_type(lua.current, -2) == LUA_TSTRING
      tarn_pop(lua.current, 2)
    }
    // A list comes first in `next`, so one key decides for all sensible tables.
    return named || (isEmpty && position > fixedCount)
  }

  /// Puts the values of the table into the slots above `base`.
  private func spread(_ lua: Lua, table: Int32, base: Int32) throws {
    let thread = lua.current
    lua_pushnil(thread)
    while lua_next(thread, table) != 0 {
      guard lua_type(thread, -2) == LUA_TSTRING else {
        throw ArgumentError(
          function: name, problem: .unnamedOption(lua.shown(at: -2)))
      }
      let key = lua.string(at: -2)
      guard let slot = options.firstIndex(where: { $0.name == key }) else {
        throw ArgumentError(
          function: name, problem: .unknownOption(key, known: options.map(\.name)))
      }
      lua_copy(thread, -1, base + Int32(slot) + 1)
      tarn_pop(thread, 1)
    }
  }

  private func checkArguments(_ lua: Lua, _ layout: inout Layout, hasOptions: Bool) throws {
    for position in 0..<fixedCount {
      let argument = arguments[position]
      let index = receivers + Int32(position) + 1
      if lua_type(lua.current, index) == LUA_TNIL {
        if !argument.isRequired {
          try convertDefault(argument, &layout, slot: position) { self.place(position) }
          continue
        }
        throw ArgumentError(function: name, problem: missing(position, layout, hasOptions))
      }
      let converted = try check(argument.type, lua, at: index) { self.place(position) }
      if converts { layout.converted[position] = converted }
    }
    guard let variadic, layout.variadicCount > 0 else { return }
    try spreadList(lua, variadic, &layout)
    var values: [Any?] = []
    for offset in 0..<layout.variadicCount {
      let position = fixedCount + offset
      let converted = try check(variadic.type, lua, at: receivers + Int32(position) + 1) {
        "argument \(position + 1) '\(variadic.name)'"
      }
      if variadic.converts { values.append(converted) }
    }
    if variadic.converts { layout.converted[fixedCount] = values }
  }

  /// `zeros({2, 3})` means `zeros(2, 3)`: one list in place of the variadic values.
  private func spreadList(_ lua: Lua, _ variadic: Parameter, _ layout: inout Layout) throws {
    let thread = lua.current
    let index = receivers + Int32(fixedCount) + 1
    lua.uncover(at: index)
    guard layout.variadicCount == 1, !variadic.type.acceptsTables,
      lua_type(thread, index) == LUA_TTABLE
    else { return }
    let count = Int(lua_rawlen(thread, index))
    guard count <= 10_000, lua_checkstack(thread, Int32(count + 8)) != 0 else {
      throw ArgumentError(
        function: name,
        problem: .refused(place: place(fixedCount), reason: "the list is too long (\(count))"))
    }
    for item in 0..<count {
      // The list moves up as its items are inserted below it.
      lua_rawgeti(thread, index + Int32(item), lua_Integer(item + 1))
      tarn_insert(thread, index + Int32(item))
    }
    tarn_remove(thread, index + Int32(count))
    layout.variadicCount = count
    layout.optionsBase += Int32(count) - 1
  }

  private func checkOptions(_ lua: Lua, _ layout: inout Layout) throws {
    for (slot, option) in options.enumerated() {
      let index = layout.optionsBase + Int32(slot) + 1
      if lua_type(lua.current, index) == LUA_TNIL {
        if option.isRequired {
          throw ArgumentError(
            function: name, problem: .missing(place: "option '\(option.name)'"))
        }
        try convertDefault(option, &layout, slot: arguments.count + slot) {
          "option '\(option.name)'"
        }
        continue
      }
      let converted = try check(option.type, lua, at: index) { "option '\(option.name)'" }
      if converts { layout.converted[arguments.count + slot] = converted }
    }
  }

  private func convertDefault(
    _ parameter: Parameter, _ layout: inout Layout, slot: Int, place: () -> String
  ) throws {
    guard parameter.converts, let value = parameter.defaultValue else { return }
    layout.converted[slot] = try convert(parameter.type, value, place: place)
  }

  private func missing(_ position: Int, _ layout: Layout, _ hasOptions: Bool)
    -> ArgumentError.Problem
  {
    if position < layout.given {
      return .unexpected(
        place: place(position), expected: arguments[position].type.description, got: "nil")
    }
    return hasOptions
      ? .missingBeforeOptions(place: place(position))
      : .unexpected(
        place: place(position), expected: arguments[position].type.description, got: "nil")
  }

  private func place(_ position: Int) -> String {
    "argument \(position + 1) '\(arguments[min(position, arguments.count - 1)].name)'"
  }
}

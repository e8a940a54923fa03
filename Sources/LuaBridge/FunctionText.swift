import CLua
import CLuaShims

/// Functions as `print` shows them: `attack.pgd(net, x, y, {eps =, norm =, …})`.
extension Lua {
  /// All functions of a state share a metatable, which says how they are shown.
  func installFunctionText() {
    push(native: NativeFunction(lua: self, arguments: nil, body: .list { _ in [] }))
    tarn_new_table(current)
    setField("__tostring") {
      push(
        native: NativeFunction(
          lua: self, arguments: nil, body: .single { .string($0.lua.functionText(at: 1)) }))
    }
    setField("__metatable") { lua_pushboolean(current, 0) }
    lua_setmetatable(current, -2)
    tarn_pop(current, 1)
  }

  private func functionText(at index: Int32) -> String {
    if let object = tarn_function_object(current, index),
      let arguments = Unmanaged<NativeFunction>.fromOpaque(object).takeUnretainedValue().arguments
    {
      return arguments.text
    }
    let address = UInt(bitPattern: lua_topointer(current, index))
    return "function: 0x" + String(address, radix: 16)
  }
}

extension CheckedArguments {
  /// Name, arguments and options; of many options the first, with those that must be given before all others.
  fileprivate var text: String {
    let most = 12
    var parts = arguments.map { argument in
      argument.isVariadic
        ? "\(argument.name)…" : argument.isRequired ? argument.name : "[\(argument.name)]"
    }
    let ordered = options.filter(\.isRequired) + options.filter { !$0.isRequired }
    let keys =
      ordered.prefix(most).map { "\($0.name) =" } + (ordered.count > most ? ["…"] : [])
    if !keys.isEmpty { parts.append("{\(keys.joined(separator: ", "))}") }
    return arguments.isEmpty && !keys.isEmpty
      ? "\(name)\(parts[0])" : "\(name)(\(parts.joined(separator: ", ")))"
  }
}

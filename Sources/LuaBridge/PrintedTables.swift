import CLua
import CLuaShims

/// Plain tables that functions of ours return print what they hold: one metatable for all, with nothing else in it.
extension Lua {
  /// The table on top of the stack prints its contents, unless it has a metatable of its own.
  func makePrinted() {
    guard lua_type(current, -1) == LUA_TTABLE, lua_checkstack(current, 4) != 0 else { return }
    if lua_getmetatable(current, -1) != 0 { return tarn_pop(current, 1) }
    tarn_push_reference(current, printedMetatable())
    lua_setmetatable(current, -2)
  }

  /// The same of a table inside of others.
  package func makePrinted(_ table: LuaTable) throws {
    try push(reference: table)
    makePrinted()
    tarn_pop(current, 1)
  }

  /// Whether a table is one of these, which other printers may show in their own way.
  public func isPrinted(_ table: LuaTable) -> Bool {
    guard let known = knownPrintedMetatable else { return false }
    return table.metatable?.identity == known.identity
  }

  private func printedMetatable() -> Int32 {
    if let known = knownPrintedMetatable { return known.number }
    tarn_new_table(current)
    setField("__name") { push(string: "table") }
    setField("__tostring") {
      push(
        native: NativeFunction(
          lua: self, arguments: nil,
          body: .single { call in
            .string(call.argument(1).asTable.map { call.lua.text(ofPlain: $0) } ?? "table")
          }))
    }
    let identity = UInt(bitPattern: lua_topointer(current, -1))
    let number = tarn_reference(current)
    knownPrintedMetatable = (number, identity)
    return number
  }
}

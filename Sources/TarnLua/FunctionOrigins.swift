import LuaBridge

/// Of which Lua function another one was made, as by `tarn.grad`: `compile` must know what that one closes
/// over. A table with weak keys, so that neither function lives longer for it.
final class FunctionOrigins {
  private let lua: Lua
  private var functions: (get: LuaFunction, set: LuaFunction)?

  init(_ lua: Lua) { self.lua = lua }

  func note(_ origin: LuaFunction, of made: LuaFunction) throws {
    try access().set.call([.function(made), .function(origin)])
  }

  subscript(made: LuaFunction) -> LuaFunction? {
    get throws { try access().get.call([.function(made)]).first?.asFunction }
  }

  private func access() throws -> (get: LuaFunction, set: LuaFunction) {
    if let functions { return functions }
    let results = try lua.load(
      """
      local origins = setmetatable({}, {__mode = "k"})
      return function(made) return origins[made] end,
        function(made, origin) origins[made] = origin end
      """, chunkName: "=origins"
    ).call()
    guard case .function(let get)? = results.first, case .function(let set)? = results.last else {
      throw MessageError("the table of functions cannot be made")
    }
    functions = (get, set)
    return (get, set)
  }
}

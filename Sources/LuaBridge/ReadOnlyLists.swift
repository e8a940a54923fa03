import CLua
import CLuaShims

/// Makes lists that Lua can read and not change: empty tables in front of the plain ones, which their
/// metatable names as `__list`. Equal to every list with the same items; indices from -1 count backwards.
public final class ReadOnlyLists {
  private let make: LuaFunction

  /// - Parameter name: what errors call such a list.
  public init(_ lua: Lua, name: String) throws {
    let results = try lua.load(Self.source, chunkName: "=\(name)").call([.string(name)])
    guard let make = results.first?.asFunction else {
      throw MessageError("lists of Lua cannot be made")
    }
    self.make = make
  }

  /// - Parameter text: what `tostring` gives.
  public func callAsFunction(_ items: [LuaValue], text: String) throws -> LuaTable {
    let items = try make.requireOwner().table(items)
    guard let list = try make.call([.table(items), .string(text)]).first?.asTable else {
      throw MessageError("a list of Lua cannot be made")
    }
    return list
  }

  private static let source = """
    local name = ...
    local function same(a, b)
      if #a ~= #b then return false end
      for k = 1, #a do if a[k] ~= b[k] then return false end end
      return true
    end
    local function refuse() error("a " .. name .. " cannot be changed", 2) end
    return function(items, text)
      return setmetatable({}, {
        __name = name, __list = items, __eq = same, __newindex = refuse, __metatable = false,
        __index = function(_, key)
          if math.type(key) == "integer" then return items[key < 0 and #items + 1 + key or key] end
          error("a " .. name .. " has no field '" .. tostring(key) .. "'; its items are numbered", 2)
        end,
        __len = function() return #items end,
        __pairs = function(list) return ipairs(list) end,
        __tostring = function() return text end,
        __concat = function(a, b) return tostring(a) .. tostring(b) end,
      })
    end
    """
}

extension Lua {
  /// A read-only list at a stack index gives way to the plain one behind it.
  func uncover(at index: Int32) {
    let thread = current
    guard lua_type(thread, index) == LUA_TTABLE else { return }
    let index = lua_absindex(thread, index)
    guard lua_checkstack(thread, 4) != 0, lua_getmetatable(thread, index) != 0 else { return }
    push(string: "__list")
    if lua_rawget(thread, -2) == LUA_TTABLE { lua_copy(thread, -1, index) }
    tarn_pop(thread, 2)
  }
}

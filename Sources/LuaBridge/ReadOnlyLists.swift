import CLua
import CLuaShims

/// Makes lists that Lua can read and not change: tables that hold the plain list under the key `false`, so
/// that every index is one that the metatable is asked for. Equal to every list with the same items;
/// indices from -1 count backwards.
public final class ReadOnlyLists {
  private let make: LuaFunction

  /// - Parameters:
  ///   - name: what errors call such a list.
  ///   - separator: what stands between the items in `tostring`.
  ///   - empty: what `tostring` gives for a list without items.
  public init(_ lua: Lua, name: String, separator: String, empty: String) throws {
    let results = try lua.load(Self.source, chunkName: "=[C]").call(
      [.string(name), .string(separator), .string(empty)])
    guard let make = results.first?.asFunction else {
      throw MessageError("lists of Lua cannot be made")
    }
    self.make = make
  }

  public func callAsFunction(_ items: [LuaValue]) throws -> LuaTable {
    let items = try make.requireOwner().table(items)
    guard let list = try make.call([.table(items)]).first?.asTable else {
      throw MessageError("a list of Lua cannot be made")
    }
    return list
  }

  /// One metatable for all: each list more is two tables for the collector and no function.
  private static let source = """
    local name, separator, empty = ...
    local function text(list)
      local items = rawget(list, false)
      return #items == 0 and empty or table.concat(items, separator)
    end
    local metatable = {
      __name = name, __list = true, __metatable = false, __tostring = text,
      __index = function(list, key)
        if math.type(key) == "integer" then
          local items = rawget(list, false)
          return items[key < 0 and #items + 1 + key or key]
        end
        error("a " .. name .. " has no field '" .. tostring(key) .. "'; its items are numbered", 2)
      end,
      __newindex = function() error("a " .. name .. " cannot be changed", 2) end,
      __len = function(list) return #rawget(list, false) end,
      __pairs = function(list) return ipairs(rawget(list, false)) end,
      __concat = function(a, b) return tostring(a) .. tostring(b) end,
      __eq = function(a, b)
        if #a ~= #b then return false end
        for k = 1, #a do if a[k] ~= b[k] then return false end end
        return true
      end,
    }
    return function(items) return setmetatable({ [false] = items }, metatable) end
    """
}

extension Lua {
  /// A read-only list at a stack index gives way to the plain one that it holds.
  func uncover(at index: Int32) {
    let thread = current
    guard lua_type(thread, index) == LUA_TTABLE else { return }
    let index = lua_absindex(thread, index)
    guard lua_checkstack(thread, 4) != 0, lua_getmetatable(thread, index) != 0 else { return }
    push(string: "__list")
    let isList = lua_rawget(thread, -2) != LUA_TNIL
    tarn_pop(thread, 2)
    guard isList else { return }
    lua_pushboolean(thread, 0)
    if lua_rawget(thread, index) == LUA_TTABLE { lua_copy(thread, -1, index) }
    tarn_pop(thread, 1)
  }
}

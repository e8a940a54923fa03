import Foundation
import LuaBridge

/// Whether a file is a recipe, without doing its work: it is loaded where Tarn's modules are only names. What a
/// recipe does before it is run is noted.
public struct RecipeCheck {
  /// Lua instructions that loading may take.
  private static let budget = 20_000_000

  public let recipe: Recipe
  /// What is not wrong, but will surprise.
  public let notes: [String]

  /// - Throws: what is wrong with the file.
  public init(_ path: String, _ lua: Lua) throws {
    let chunk = try lua.load(file: path)
    let results = try lua.call(
      lua.load(Self.sandbox, chunkName: "=check"), [.function(chunk), .integer(Self.budget)])
    guard case .table(let table)? = results.first else {
      throw MessageError("\(ByteText.shown(path)) is no recipe: it returns no table")
    }
    recipe = try Recipe(table, path: path)
    var notes = (results.count > 1 ? results[1].asTable?.array ?? [] : []).compactMap(\.asString)
    let name = Recipe.name(of: path)
    if recipe.name != name { notes.append("its name is \(recipe.name), and the file's \(name)") }
    if recipe.summary.isEmpty { notes.append("it has no summary") }
    for parameter in recipe.parameters.parameters where parameter.summary.isEmpty {
      notes.append("parameter '\(parameter.name)' does not say what it is")
    }
    self.notes = notes
  }

  /// Calls a chunk with an environment of its own: the harmless part of Lua, and names for all else, which give
  /// names again when they are indexed or called.
  private static let sandbox = """
    local chunk, budget = ...
    local called = {}
    local function name(path)
      local result = function(self, key) return self end
      local meta = {}
      local proxy = setmetatable({}, meta)
      meta.__index = function(_, key) return name(path .. "." .. tostring(key)) end
      meta.__call = function()
        called[#called + 1] = path .. " is called when the file is loaded; that belongs into run"
        if #called > 100 then error("too much is done when the file is loaded", 0) end
        return name(path .. "()")
      end
      for _, event in ipairs { "add", "sub", "mul", "div", "unm", "pow", "concat", "idiv", "mod" } do
        meta["__" .. event] = result
      end
      meta.__tostring = function() return path end
      meta.__name = path
      return proxy
    end
    local env = {}
    for _, key in ipairs { "assert", "error", "ipairs", "next", "pairs", "print", "rawequal", "rawget", "rawlen", "rawset",
      "select", "setmetatable", "tonumber", "tostring", "type", "math", "string", "table", "utf8" } do
      env[key] = _G[key]
    end
    env.print = function() called[#called + 1] = "it prints when it is loaded" end
    env._G = env
    env.os = setmetatable({ getenv = os.getenv, time = os.time, clock = os.clock, date = os.date },
      { __index = function(_, key) return name("os." .. key) end })
    local searchpath, loadfile, modules = package.searchpath, loadfile, {}
    -- What a recipe shares with others is loaded in the same way.
    env.require = function(module)
      module = tostring(module)
      if modules[module] == nil then
        local path = searchpath(module, package.path)
        local load = path and loadfile(path, "t", env)
        modules[module] = load and load(module) or name(module)
      end
      return modules[module]
    end
    setmetatable(env, { __index = function(_, key) return name(key) end })
    debug.setupvalue(chunk, 1, env)
    debug.sethook(function() error("loading the file takes too long; work belongs into run", 0) end, "", budget)
    local ok, result = pcall(chunk)
    debug.sethook()
    if not ok then error(result, 0) end
    return result, called
    """
}

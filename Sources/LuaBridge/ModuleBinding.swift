import CLua
import CLuaShims
import Names

/// Registry references of the tables behind modules.
struct ModuleTables {
  /// The table of modules by name, where `_G` looks.
  var visible: Int32 = 0
  /// The contents of each module; what scripts hold is an empty table in front of it.
  var contents: [String: Int32] = [:]
  /// Modules in the order they were installed.
  var declarations: [ModuleDeclaration] = []

  var names: [String] { declarations.map(\.name) }
}

extension Lua {
  /// The modules installed, in order.
  public var installedModules: [ModuleDeclaration] { modules.declarations }

  /// Installs a module: under the global `tarn`, for `require "tarn.name"`, and as a global that
  /// scripts can read but not assign. Installing `tarn` fills the root.
  /// Installing a name again adds to it.
  public func install(_ module: ModuleDeclaration) throws {
    try requireOpen()
    let top = lua_gettop(current)
    defer { lua_settop(current, top) }
    if modules.contents["tarn"] == nil, module.name != "tarn" {
      try install(ModuleDeclaration(name: "tarn", summary: "The root of all modules."))
    }
    if modules.contents[module.name] == nil { create(module) }
    if let position = modules.declarations.firstIndex(where: { $0.name == module.name }) {
      modules.declarations[position] = modules.declarations[position].adding(module)
    } else {
      modules.declarations.append(module)
    }

    tarn_push_reference(current, modules.contents[module.name] ?? LUA_NOREF)
    for function in module.functions {
      setField(function.name) {
        push(
          native: function.native(in: self, name: "\(module.name).\(function.name)", receivers: 0))
      }
    }
    for constant in module.constants {
      let value = try constant.value(self)
      push(string: constant.name)
      do { try push(value) } catch {
        lua_pushnil(current)
        lua_rawset(current, -3)
        throw error
      }
      lua_rawset(current, -3)
    }
    if let callable = module.callable {
      tarn_push_reference(current, modules.visible)
      push(string: module.name)
      lua_rawget(current, -2)
      lua_getmetatable(current, -1)
      setField("__call") {
        push(native: callable.native(in: self, name: module.name, receivers: 1))
      }
    }
    documentation.add(module)
  }

  /// Makes the tables of a module and shows the front one to scripts.
  private func create(_ module: ModuleDeclaration) {
    let name = module.name
    tarn_new_table(current)  // contents
    tarn_new_table(current)
    setField("__index") { pushMissingMember(of: name) }
    lua_setmetatable(current, -2)
    lua_pushvalue(current, -1)
    modules.contents[name] = tarn_reference(current)

    tarn_new_table(current)  // front
    tarn_new_table(current)
    setField("__index") { lua_pushvalue(current, -4) }
    setField("__newindex") {
      push(
        native: NativeFunction(
          lua: self, arguments: nil,
          body: .list { call in
            throw MessageError(
              "\(name) is a module and cannot be changed (field '\(call.argument(2).keyText)')")
          }))
    }
    setField("__pairs") {
      push(
        native: NativeFunction(
          lua: self, arguments: nil, body: .list { call in try call.lua.iterate(module: name) }))
    }
    setField("__tostring") {
      push(
        native: NativeFunction(
          lua: self, arguments: nil,
          body: .single { call in .string("module \(name) (?\(name) tells more)") }))
    }
    setField("__name") { push(string: "module") }
    setField("__metatable") { lua_pushboolean(current, 0) }
    lua_setmetatable(current, -2)

    show(front: -1, name: name)
  }

  /// Puts the front table at `index` where scripts find it.
  private func show(front index: Int32, name: String) {
    let front = lua_absindex(current, index)
    tarn_push_reference(current, modules.visible)
    setField(name) { lua_pushvalue(current, front) }
    if name != "tarn", let root = modules.contents["tarn"] {
      tarn_push_reference(current, root)
      setField(name) { lua_pushvalue(current, front) }
    }
    // package.loaded, so that `require` finds it without any search.
    lua_getfield(current, tarn_registry_index(), LUA_LOADED_TABLE)
    setField(name == "tarn" ? "tarn" : "tarn.\(name)") { lua_pushvalue(current, front) }
  }

  private func pushMissingMember(of name: String) {
    push(
      native: NativeFunction(
        lua: self, arguments: nil,
        body: .single { call in
          let key = call.argument(2)
          guard case .string(let member) = key else {
            throw MessageError("module \(name) has no item \(key.shown)")
          }
          let suggestion = NearestName.suggestion(
            for: member, in: call.lua.memberNames(ofModule: name))
          throw MessageError("module \(name) has no '\(member)'\(suggestion)")
        }))
  }

  /// What can stand after `name.`, sorted.
  public func memberNames(ofModule name: String) -> [String] {
    guard let contents = modules.contents[name], isOpen else { return [] }
    tarn_push_reference(current, contents)
    return LuaTable(popping: self).stringKeys
  }

  /// The table that scripts see as this module.
  public func module(named name: String) -> LuaTable? {
    guard isOpen else { return nil }
    tarn_push_reference(current, modules.visible)
    return LuaTable(popping: self)[name].asTable
  }

  /// The name of the module that scripts see as this table.
  public func moduleName(of table: LuaTable) -> String? {
    guard isOpen else { return nil }
    let identity = table.identity
    tarn_push_reference(current, modules.visible)
    let visible = LuaTable(popping: self)
    return modules.names.first { visible[$0].asTable?.identity == identity }
  }

  /// A member of a module, or nil; runs no Lua code.
  public func member(_ name: String, ofModule module: String) -> LuaValue {
    guard let contents = modules.contents[module], isOpen else { return .nil }
    tarn_push_reference(current, contents)
    return LuaTable(popping: self)[name]
  }

  /// `next`-style triple for `pairs(module)`.
  private func iterate(module name: String) throws -> [LuaValue] {
    var names = memberNames(ofModule: name)[...]
    let step = try function { call in
      guard let member = names.popFirst() else { return [nil] }
      return [.string(member), call.lua.member(member, ofModule: name)]
    }
    return [.function(step), nil, nil]
  }
}

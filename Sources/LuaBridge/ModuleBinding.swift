import CLua
import CLuaShims
import Settings

/// Registry references of the tables behind modules.
struct ModuleTables {
  /// The table of modules by name, where `_G` looks.
  var visible: Int32 = 0
  /// The contents of each module; what scripts hold is an empty table in front of it.
  var contents: [String: Int32] = [:]
  /// What the metatables of modules share.
  var metamethods: Metamethods?
  /// Modules in the order they were installed.
  var declarations: [ModuleDeclaration] = []

  var names: [String] { declarations.map(\.name) }

  struct Metamethods {
    let ofContents: Int32
    let ofFronts: [String: Int32]
  }

  func declaration(_ name: String) -> ModuleDeclaration? { declarations.first { $0.name == name } }
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
    // Functions are made when they are asked for: each is work for every cycle of the collector.
    for function in module.functions { setField(function.name) { lua_pushnil(current) } }
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
    if modules.metamethods == nil { modules.metamethods = makeMetamethods() }
    guard let shared = modules.metamethods else { return }
    tarn_new_table(current)  // contents
    tarn_push_reference(current, shared.ofContents)
    lua_setmetatable(current, -2)
    lua_pushvalue(current, -1)
    modules.contents[name] = tarn_reference(current)

    tarn_new_table(current)  // front
    tarn_new_table(current)
    setField("__index") { lua_pushvalue(current, -4) }
    for (event, function) in shared.ofFronts {
      setField(event) { tarn_push_reference(current, function) }
    }
    setField("__name") { push(string: "module") }
    setField("__metatable") { lua_pushboolean(current, 0) }
    lua_setmetatable(current, -2)

    show(front: -1, name: name)
  }

  /// What all modules do alike: each function more would be work for every cycle of the collector.
  private func makeMetamethods() -> ModuleTables.Metamethods {
    func reference(_ body: @escaping (Call) throws -> [LuaValue]) -> Int32 {
      push(native: NativeFunction(lua: self, arguments: nil, body: .list(body)))
      return tarn_reference(current)
    }
    /// The module whose front is the first argument.
    func name(_ call: Call) -> String {
      call.argument(1).asTable.flatMap(call.lua.moduleName(of:)) ?? "module"
    }
    tarn_new_table(current)
    let missing = reference { call in [try call.lua.missingMember(call)] }
    setField("__index") { tarn_push_reference(current, missing) }
    return ModuleTables.Metamethods(
      ofContents: tarn_reference(current),
      ofFronts: [
        "__newindex": reference { call in
          throw MessageError(
            "\(name(call)) is a module and cannot be changed (field '\(call.argument(2).keyText)')")
        },
        "__pairs": reference { call in try call.lua.iterate(module: name(call)) },
        "__tostring": reference { call in
          [.string("module \(name(call)) (?\(name(call)) tells more)")]
        },
      ])
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

  /// What the contents of a module, the first argument, have under a key that was not asked for before.
  private func missingMember(_ call: Call) throws -> LuaValue {
    let name = call.argument(1).asTable.flatMap(moduleName(ofContents:)) ?? "module"
    let key = call.argument(2)
    guard case .string(let member) = key else {
      throw MessageError("module \(name) has no item \(key.shown)")
    }
    if let function = function(member, ofModule: name) { return function }
    if let hint = foreignNames["\(name).\(member)"] {
      throw MessageError("module \(name) has no '\(member)'; \(hint)")
    }
    let suggestion = NearestName.suggestion(for: member, in: memberNames(ofModule: name))
    throw MessageError("module \(name) has no '\(member)'\(suggestion)")
  }

  private func moduleName(ofContents table: LuaTable) -> String? {
    let identity = table.identity
    return modules.contents.first { _, contents in
      tarn_push_reference(current, contents)
      return LuaTable(popping: self).identity == identity
    }?.key
  }

  /// What can stand after `name.`, sorted.
  public func memberNames(ofModule name: String) -> [String] {
    guard let contents = modules.contents[name], isOpen else { return [] }
    tarn_push_reference(current, contents)
    let declared = modules.declaration(name)?.functions.map(\.name) ?? []
    return Set(LuaTable(popping: self).stringKeys).union(declared).sorted()
  }

  /// Makes a function of a module that is asked for the first time; nil if there is none of that name.
  private func function(_ name: String, ofModule module: String) -> LuaValue? {
    guard let contents = modules.contents[module],
      let function = modules.declaration(module)?.functions.last(where: { $0.name == name })
    else { return nil }
    tarn_push_reference(current, contents)
    setField(name) {
      push(native: function.native(in: self, name: "\(module).\(name)", receivers: 0))
    }
    return LuaTable(popping: self)[name]
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
    let known = LuaTable(popping: self)[name]
    return known == .nil ? function(name, ofModule: module) ?? .nil : known
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

import CLua
import CLuaShims
import Settings

/// The kinds of records of one state, each with the metatable that all records of the kind share.
struct RecordBindings {
  fileprivate struct Binding {
    let declaration: RecordDeclaration
    /// A registry reference, and the table's address.
    let metatable: Int32
    let identity: UInt
  }

  fileprivate var bindings: [ObjectIdentifier: Binding] = [:]
}

extension Lua {
  /// A new record.
  public func record(
    _ declaration: RecordDeclaration, _ fields: KeyValuePairs<String, LuaValue>
  ) throws -> LuaTable {
    try record(declaration, of: fields.count, fields.lazy.map { (name: $0.key, value: $0.value) })
  }

  /// The same for fields that are gathered before.
  public func record(
    _ declaration: RecordDeclaration, fields: [String: LuaValue]
  ) throws -> LuaTable {
    try record(declaration, of: fields.count, fields.lazy.map { (name: $0.key, value: $0.value) })
  }

  private func record(
    _ declaration: RecordDeclaration, of count: Int,
    _ fields: some Sequence<(name: String, value: LuaValue)>
  ) throws -> LuaTable {
    try requireOpen()
    let top = lua_gettop(current)
    lua_createtable(current, 0, Int32(count))
    do {
      for (name, value) in fields {
        push(string: name)
        try push(value)
        makePrinted()
        lua_rawset(current, -3)
      }
    } catch {
      lua_settop(current, top)
      throw error
    }
    return makeRecord(declaration)
  }

  /// Makes a table a record: one that has its fields already.
  public func record(_ declaration: RecordDeclaration, of table: LuaTable) throws -> LuaTable {
    try push(reference: table)
    return makeRecord(declaration)
  }

  /// The kind of record that a table is, or nil.
  public func recordDeclaration(of table: LuaTable) -> RecordDeclaration? {
    guard let identity = table.metatable?.identity else { return nil }
    return records.bindings.values.first { $0.identity == identity }?.declaration
  }

  /// The table on top of the stack, as a record.
  private func makeRecord(_ declaration: RecordDeclaration) -> LuaTable {
    tarn_push_reference(current, binding(of: declaration).metatable)
    lua_setmetatable(current, -2)
    let table = LuaTable(popping: self)
    recordMade?(declaration, table)
    return table
  }

  private func binding(of declaration: RecordDeclaration) -> RecordBindings.Binding {
    let key = ObjectIdentifier(declaration)
    if let known = records.bindings[key] { return known }
    tarn_new_table(current)
    setField("__name") { push(string: declaration.name) }
    setField("__index") {
      push(
        native: NativeFunction(
          lua: self, arguments: nil, body: .single { try $0.missingField(of: declaration) }))
    }
    let fields = { [unowned self] in RecordText(lua: self, declaration: declaration).text(of: $0) }
    let text = declaration.text ?? fields
    setField("__tostring") {
      push(
        native: NativeFunction(
          lua: self, arguments: nil,
          body: .single { .string($0.argument(1).asTable.map(text) ?? declaration.name) }))
    }
    let identity = UInt(bitPattern: lua_topointer(current, -1))
    let made = RecordBindings.Binding(
      declaration: declaration, metatable: tarn_reference(current), identity: identity)
    records.bindings[key] = made
    return made
  }
}

extension Call {
  /// Items that are not there, and optional fields, are nil; other names are mistakes.
  fileprivate func missingField(of record: RecordDeclaration) throws -> LuaValue {
    guard case .string(let name) = argument(2), record.field(name) == nil else { return .nil }
    let names = record.fields.map(\.name)
    let suggestion = NearestName.suggestion(for: name, in: names)
    throw MessageError(
      "\(withArticle(record.name)) has no field '\(name)'\(suggestion) (fields: "
        + "\(names.joined(separator: ", ")))")
  }
}

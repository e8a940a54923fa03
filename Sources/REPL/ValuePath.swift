import LuaBridge

/// `net.layers[2].weight`-like paths, read without running any Lua code.
struct ValuePath {
  /// Names, with the separator before each.
  var parts: [(separator: Character, name: String)]

  /// Nil if the text is no chain of names.
  init?(_ text: String) {
    let tokens = LuaLexer.tokens(of: text)
    guard let first = tokens.first, first.kind == .name, tokens.count % 2 == 1 else { return nil }
    parts = [(".", first.text)]
    for position in stride(from: 1, to: tokens.count, by: 2) {
      guard tokens[position].text == "." || tokens[position].text == ":",
        tokens[position + 1].kind == .name
      else { return nil }
      parts.append((tokens[position].text.first ?? ".", tokens[position + 1].text))
    }
  }

  /// The names before a dot; nil if there is a call among them.
  init?(_ expression: ExpressionBefore) {
    parts = []
    for step in expression.steps {
      guard case .name(let name, let separator) = step else { return nil }
      parts.append((separator.first ?? ".", name))
    }
  }

  init(parts: [(separator: Character, name: String)]) { self.parts = parts }

  /// The value, or nil if it cannot be known without running code.
  func value(in scope: LuaTable, _ lua: Lua) throws -> LuaValue? {
    guard let root = parts.first else { return nil }
    var value = Self.root(root.name, scope, lua)
    for part in parts.dropFirst() {
      guard let next = Self.member(part.name, of: value, lua) else { return nil }
      value = next
    }
    return value
  }

  static func root(_ name: String, _ scope: LuaTable, _ lua: Lua) -> LuaValue {
    for table in [scope, lua.globals] {
      let value = table[name]
      if !value.isNil { return value }
    }
    return lua.module(named: name).map { .table($0) } ?? .nil
  }

  static func member(_ name: String, of value: LuaValue, _ lua: Lua) -> LuaValue? {
    guard case .table(let table) = value else { return nil }
    if let module = lua.moduleName(of: table) {
      let member = lua.member(name, ofModule: module)
      return member.isNil ? nil : member
    }
    for table in table.withParents {
      let member = table[name]
      if !member.isNil { return member }
    }
    return nil
  }
}

extension LuaTable {
  /// The table, and those that it inherits from by `__index`.
  var withParents: [LuaTable] {
    var chain = [self]
    while chain.count < 10, let parent = chain.last?.metatable?["__index"].asTable {
      chain.append(parent)
    }
    return chain
  }
}

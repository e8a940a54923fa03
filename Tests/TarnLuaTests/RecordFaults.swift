import LuaBridge

/// How a record differs from its declaration: fields that lack, that are not declared, or of another type.
struct RecordFaults {
  private let lua: Lua

  init(_ lua: Lua) { self.lua = lua }

  func find(in table: LuaTable, as record: RecordDeclaration) -> [String] {
    var faults: [String] = []
    for key in table.stringKeys where record.field(key) == nil {
      faults.append("'\(key)' is not declared")
    }
    for field in record.fields {
      let value = table[field.name]
      if value.isNil {
        if !field.isOptional { faults.append("'\(field.name)' lacks") }
      } else if !fits(value, field.type) {
        faults.append("'\(field.name)' is \(value.shown), declared as \(field.type.text)")
      }
    }
    if let items = record.items {
      if !table.array.allSatisfy({ fits($0, items) }) {
        faults.append("an item is no \(items.text)")
      }
    } else if table.count > 0 {
      faults.append("it has items")
    }
    return faults
  }

  func fits(_ value: LuaValue, _ type: ResultType) -> Bool {
    switch type {
    case .named("any"): return true
    case .named("number"): return value.asNumber != nil
    case .named("integer"): if case .integer = value { return true } else { return false }
    case .named("boolean"): return value.asBoolean != nil
    case .named("string"): return value.asString != nil
    case .named("function"): return value.asFunction != nil
    case .named("table"): return value.asTable != nil
    case .named(let name):
      guard case .object(let object) = value else { return false }
      return lua.classDeclaration(of: object)?.name == name
    case .choice(let names): return value.asString.map(names.contains) ?? false
    case .record(let record):
      return value.asTable.flatMap { lua.recordDeclaration(of: $0) } === record
    case .list(let item):
      return value.asTable?.array.allSatisfy { fits($0, item) } ?? false
    case .byName(let item):
      return value.asTable?.entries.allSatisfy { $0.key.asString != nil && fits($0.value, item) }
        ?? false
    case .iterator(let item):
      guard let next = value.asFunction else { return false }
      while let value = (try? next.call([]))?.first, !value.isNil {
        if !fits(value, item) { return false }
      }
      return true
    case .optional(let type): return value.isNil || fits(value, type)
    case .several: return false
    }
  }
}

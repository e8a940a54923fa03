/// A record as `print` shows it: its fields on one line, large values by their kind.
struct RecordText {
  let lua: Lua
  let declaration: RecordDeclaration

  func text(of table: LuaTable) -> String {
    let declared = declaration.fields.map(\.name).filter { !table[$0].isNil }
    let more = table.stringKeys.filter { declaration.field($0) == nil }.sorted()
    var parts = (declared + more).map { "\($0) = \(brief(table[$0]))" }
    if table.count > 0 { parts.insert("\(table.count) items", at: 0) }
    return "\(declaration.name) {" + parts.joined(separator: ", ") + "}"
  }

  private func brief(_ value: LuaValue) -> String {
    switch value {
    case .string(let text): return showString(text)
    case .object:
      return lua.brief(of: value) ?? (try? lua.describe(value))?.firstLine ?? value.shown
    case .table(let table):
      if let record = lua.recordDeclaration(of: table) { return "\(record.name) {…}" }
      let items = table.array
      let isShort =
        items.count <= 6 && items.allSatisfy { $0.asNumber != nil || $0.asString != nil }
      if isShort, !items.isEmpty { return "{" + items.map(brief).joined(separator: ", ") + "}" }
      return items.isEmpty ? "{…}" : "list of \(items.count)"
    default: return (try? lua.describe(value)) ?? value.shown
    }
  }
}

extension String {
  fileprivate var firstLine: String { String(prefix { $0 != "\n" }) }
}

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

  private func brief(_ value: LuaValue) -> String { lua.short(value) }
}

extension Lua {
  /// A plain table on one line.
  package func text(ofPlain table: LuaTable) -> String {
    let items = table.array
    let shown = items.prefix(20).map { short($0) }
    let rest = items.count > shown.count ? ["… \(items.count - shown.count) more"] : []
    let named = table.entries.filter {
      $0.key.asInteger.map { !(1...max(items.count, 1) ~= $0) } ?? true
    }
    .map { key, value in ((key.asString ?? "[\(key.shown)]"), value) }.sorted { $0.0 < $1.0 }
    .map { "\($0) = \(short($1))" }
    return "{" + (shown + rest + named).joined(separator: ", ") + "}"
  }

  /// A value inside of a line.
  fileprivate func short(_ value: LuaValue) -> String {
    switch value {
    case .string(let text): return showString(text)
    case .object:
      return brief(of: value) ?? (try? describe(value))?.firstLine ?? value.shown
    case .table(let table):
      if let record = recordDeclaration(of: table) { return "\(record.name) {…}" }
      let items = table.array
      let isShort =
        items.count <= 6 && items.allSatisfy { $0.asNumber != nil || $0.asString != nil }
      if isShort, !items.isEmpty {
        return "{" + items.map { short($0) }.joined(separator: ", ") + "}"
      }
      return items.isEmpty ? "{…}" : "list of \(items.count)"
    default: return (try? describe(value)) ?? value.shown
    }
  }
}

extension String {
  fileprivate var firstLine: String { String(prefix { $0 != "\n" }) }
}

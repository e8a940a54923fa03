import LuaBridge

/// Shows values at the prompt: tables with sorted keys, limited in depth and length, cycles marked.
public struct Printer {
  /// Columns that a table may take on one line.
  public var width: Int
  public var depth = 4
  /// Items of a table that are shown.
  public var limit = 50

  private let lua: Lua

  /// - Parameter width: in columns; that of the terminal if nil.
  public init(lua: Lua, width: Int? = nil) {
    self.lua = lua
    self.width = width ?? Terminal.columns()
  }

  /// A result as the prompt prints it: as `text`, but a string of several lines, such as a summary or a
  /// script, stands as it is.
  public func shown(_ value: LuaValue) -> String {
    if case .string(let string) = value, string.contains("\n"), !string.contains("\u{1B}"),
      !string.unicodeScalars.contains(where: { $0.value < 32 && $0 != "\n" && $0 != "\t" })
    {
      return string.hasSuffix("\n") ? String(string.dropLast()) : string
    }
    return text(of: value)
  }

  public func text(of value: LuaValue) -> String {
    var open: [UInt] = []
    return text(of: value, indent: 0, open: &open)
  }

  private func text(of value: LuaValue, indent: Int, open: inout [UInt]) -> String {
    switch value {
    case .string(let string): return Self.quoted(string)
    case .table(let table):
      // Records are shown as tables, unless they have a text of their own.
      if !lua.isPrinted(table), lua.recordDeclaration(of: table)?.hasOwnText != false,
        table.metatable?["__tostring"].isNil == false, let text = try? lua.describe(value)
      {
        return text
      }
      return self.text(of: table, indent: indent, open: &open)
    // The address of a function inside a table tells nothing.
    case .function where !open.isEmpty: return "function"
    default:
      do { return try lua.describe(value) } catch { return "(error in tostring: \(error))" }
    }
  }

  private func text(of table: LuaTable, indent: Int, open: inout [UInt]) -> String {
    let identity = table.identity
    if open.contains(identity) { return "<cycle>" }
    let entries = table.entries
    if entries.isEmpty { return "{}" }
    if open.count >= depth { return "{…}" }
    open.append(identity)
    defer { open.removeLast() }

    let count = table.count
    var items: [String] = []
    for position in 1...max(count, 1) where position <= count && items.count < limit {
      items.append(text(of: table[position], indent: indent + 2, open: &open))
    }
    let named = entries.filter { entry in
      guard case .integer(let key) = entry.key else { return true }
      return key < 1 || key > count
    }.sorted { Self.order($0.key, $1.key) }
    for (key, value) in named where items.count < limit {
      items.append(
        "\(keyText(key)) = \(text(of: value, indent: indent + 2, open: &open))")
    }
    let hidden = count + named.count - items.count
    if hidden > 0 { items.append("… \(hidden) more") }

    let line = "{" + items.joined(separator: ", ") + "}"
    if indent + line.count <= width, !line.contains("\n") { return line }
    let margin = String(repeating: " ", count: indent + 2)
    return "{\n" + margin + lines(of: items, indent: indent + 2).joined(separator: "\n" + margin)
      + "\n" + margin.dropLast(2) + "}"
  }

  /// Short items share lines.
  private func lines(of items: [String], indent: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for (position, item) in items.enumerated() {
      let piece = item + (position + 1 < items.count ? "," : "")
      let isShort = item.count <= 20 && !item.contains(" = ") && !item.contains("\n")
      if isShort, !line.isEmpty, indent + line.count + piece.count + 1 <= width {
        line += " " + piece
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = piece
      if !isShort {
        lines.append(line)
        line = ""
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  private func keyText(_ key: LuaValue) -> String {
    if case .string(let name) = key {
      let isName =
        name.wholeMatch(of: #/[A-Za-z_][A-Za-z0-9_]*/#) != nil && !LuaLexer.keywords.contains(name)
      return isName ? name : "[\(Self.quoted(name))]"
    }
    return "[\((try? lua.describe(key)) ?? key.shown)]"
  }

  /// Numbers, then strings, then the rest.
  private static func order(_ a: LuaValue, _ b: LuaValue) -> Bool {
    switch (a.asNumber, b.asNumber) {
    case (let a?, let b?): return a < b
    case (_?, nil): return true
    case (nil, _?): return false
    default: break
    }
    switch (a.asString, b.asString) {
    case (let a?, let b?): return a < b
    case (_?, nil): return true
    default: return false
    }
  }

  /// As Lua would write it, on one line.
  static func quoted(_ string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 32 || scalar.value == 127: text += "\\\(scalar.value)"
      default: text += ByteText.escaped(scalar) ?? String(scalar)
      }
    }
    return text + "\""
  }
}

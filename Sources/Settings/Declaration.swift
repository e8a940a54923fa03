/// The table of a declared type: its name and its rows, with those that choices bring. It may cross threads;
/// what is made from it need not.
public struct Declaration: Sendable {
  public let about: About
  /// Its own settings, in order, those that each choice brings behind it; every key once.
  public private(set) var rows: [SettingRow]
  let make: @Sendable ([String: SettingValue]) throws -> any Declared
  /// The names that the choice of a key has, of a thing with all defaults.
  private let usual: [String: [String]]

  init<Type: Declared>(_ type: Type.Type) {
    about = type.about
    make = { try Type.make($0) }
    let example = Type(Given.sample)
    var rows: [SettingRow] = []
    var usual: [String: [String]] = [:]
    for setting in type.settings {
      var row = setting.row
      if !row.isRequired { row.defaultText = setting.read(example)?.script }
      rows.append(row)
      guard let variant = setting.variant else { continue }
      let things = variant.chosen(example)
      usual[row.key] = things.map { Swift.type(of: $0).about.name }
      let tables = variant.declarations.map { table in
        things.first { Swift.type(of: $0).about.name == table.about.name }
          .map { table.withDefaults(of: $0) } ?? table
      }
      Declaration.add(tables, of: row.key, to: &rows)
    }
    self.rows = rows
    self.usual = usual
  }

  /// The table with the settings of a thing as its defaults.
  private func withDefaults(of thing: any Declared) -> Declaration {
    func texts<Thing: Declared>(_ thing: Thing) -> [String: String?] {
      Dictionary(
        Thing.settings.map { ($0.row.key, $0.read(thing)?.script) }, uniquingKeysWith: { a, _ in a }
      )
    }
    let known = texts(thing)
    var table = self
    for k in table.rows.indices {
      if let text = known[table.rows[k].key] { table.rows[k].defaultText = text }
    }
    return table
  }

  /// The rows that a choice brings; a key that several of its values have stands once.
  private static func add(
    _ declarations: [Declaration], of choice: String, to rows: inout [SettingRow]
  ) {
    for declaration in declarations {
      for var row in declaration.rows {
        if let known = rows.firstIndex(where: { $0.key == row.key }) {
          if rows[known].owners?.choice == choice {
            if row.owners == nil {
              rows[known].owners?.names.append(declaration.about.name)
            } else {
              rows[known].owners?.through.append(declaration.about.name)
            }
            if rows[known].kind != row.kind { rows[known] = rows[known].loosened(to: row) }
            if rows[known].defaultText != row.defaultText || rows[known].rule != row.rule {
              (rows[known].defaultText, rows[known].rule) = (nil, nil)
            }
          }
          continue
        }
        // A choice within a choice: the outer one decides first.
        row.owners = SettingRow.Owners(choice: choice, names: [declaration.about.name])
        rows.append(row)
      }
    }
  }

  public var keys: [String] { rows.map(\.key) }

  /// - Throws: ``SettingError``.
  /// - Parameter isWhole: whether all that is required must be there.
  func check(_ values: [String: SettingValue], isWhole: Bool = true) throws {
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      guard let row = rows.first(where: { $0.key == key }) else {
        throw SettingError(about.name, .unknown(key: key, known: keys))
      }
      guard row.kind.accepts(value) else {
        throw SettingError(
          about.name, .value(key: key, got: value.script, expected: row.kind.description))
      }
      try checkOwner(of: row, values)
    }
    for row in rows
    where isWhole && row.isRequired && row.owners == nil && values[row.key] == nil {
      throw SettingError(about.name, .missing(key: row.key, expected: row.kind.description))
    }
  }

  /// That the choice which brings a setting was made.
  private func checkOwner(of row: SettingRow, _ values: [String: SettingValue]) throws {
    guard let owners = row.owners else { return }
    let chosen: [String]
    switch values[owners.choice] {
    case .text(let name): chosen = [name]
    case .list(let items): chosen = items.compactMap { String(setting: $0) }
    case .object(let value):
      chosen = [(value as? any CustomStringConvertible)?.description ?? "\(type(of: value))"]
    default: chosen = usual[owners.choice] ?? []
    }
    if chosen.isEmpty || chosen.contains(where: owners.names.contains) { return }
    var shown = chosen.map { "\"\($0)\"" }.joined(separator: ", ")
    // A choice within the choice may bring it.
    if let through = chosen.first(where: owners.through.contains),
      let inner = rows.first(where: { $0.key == owners.choice })?.variants
        .first(where: { $0.about.name == through })
    {
      do {
        return try inner.check(values.filter { inner.keys.contains($0.key) })
      } catch let error as SettingError {
        guard case .elsewhere(_, _, _, let parts) = error.problem else { throw error }
        shown += " of \(parts)"
      }
    }
    throw SettingError(
      about.name,
      .elsewhere(key: row.key, choice: owners.choice, owners: owners.names, chosen: shown))
  }
}

extension SettingRow {
  /// A row for two things that have the key with different ranges: each checks its own.
  func loosened(to other: SettingRow) -> SettingRow {
    var row = SettingRow(
      key: key, kind: kind.loosened(to: other.kind), summary: summary,
      isRequired: isRequired && other.isRequired, isPositional: false, rule: nil,
      identifies: identifies)
    row.owners = owners
    row.variants = variants
    return row
  }
}

extension Kind {
  fileprivate func loosened(to other: Kind) -> Kind {
    switch (self, other) {
    case (.integer(let a), .integer(let b)):
      .integer(min(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound))
    case (.choice(let a), .choice(let b)): .choice(a + b.filter { !a.contains($0) })
    default: .number(.any)
    }
  }
}

/// A choice whose value brings its own settings into the same table: `domain = "zonotope"` brings `slope`.
struct Variant<Owner>: Sendable {
  let declarations: [Declaration]
  /// Makes what is chosen from the whole table; leaves the default if nothing of it is given.
  let write: @Sendable (inout Owner, [String: SettingValue]) throws -> Void
  /// The settings of what was chosen that differ from their defaults.
  let differing:
    @Sendable (Owner, _ usual: Owner, _ all: Bool) -> [(row: SettingRow, value: SettingValue)]
  /// What was chosen.
  let chosen: @Sendable (Owner) -> [any Declared]
}

extension Setting {
  /// One of several declared things, by name.
  /// - Parameters:
  ///   - types: the list that registers the things; `Value` is what all of them are.
  ///   - kind: of values of the property that are no declared things, where there may be some.
  public static func variant<Value>(
    _ key: String, _ path: WritableKeyPath<Owner, Value> & Sendable, of types: [any Declared.Type],
    or kind: Kind? = nil, required: Bool = false, shown: Bool = false, _ summary: String
  ) -> Self {
    variants(
      key, of: types, or: kind, required: required, shown: shown, isList: false, summary,
      read: { ($0[keyPath: path] as? any Declared).map { [$0] } ?? [] },
      other: { ($0[keyPath: path] as? any CustomStringConvertible)?.description },
      write: { owner, made in
        guard let value = made.first as? Value else { return false }
        owner[keyPath: path] = value
        return true
      })
  }

  /// Several declared things, by a list of names. What the table says besides goes to all of them that have
  /// such a setting.
  public static func variants<Value>(
    _ key: String, _ path: WritableKeyPath<Owner, [Value]> & Sendable,
    of types: [any Declared.Type], _ summary: String
  ) -> Self {
    variants(
      key, of: types, or: nil, required: false, shown: false, isList: true, summary,
      read: { $0[keyPath: path].compactMap { $0 as? any Declared } }, other: { _ in nil },
      write: { owner, made in
        owner[keyPath: path] = made.compactMap { $0 as? Value }
        return true
      })
  }

  private static func variants(
    _ key: String, of types: [any Declared.Type], or further: Kind?, required: Bool, shown: Bool,
    isList: Bool, _ summary: String,
    read: @escaping @Sendable (Owner) -> [any Declared],
    other: @escaping @Sendable (Owner) -> String?,
    write: @escaping @Sendable (inout Owner, [Any]) -> Bool
  ) -> Self {
    let declarations = types.map { $0.declaration }
    let choice = Kind.choice(declarations.map(\.about.name))
    var row = SettingRow(
      key: key, kind: isList ? .list(choice) : further.map { .either(choice, $0) } ?? choice,
      summary: summary, isRequired: required,
      isPositional: false, rule: nil, identifies: true, isShown: shown)
    row.variants = declarations
    let kind = row.kind
    @Sendable func names(_ owner: Owner) -> [String] {
      read(owner).map { type(of: $0).about.name }
    }
    let variant = Variant<Owner>(
      declarations: declarations,
      write: { owner, values in
        if case .object(let given) = values[key] {
          guard write(&owner, [given]) else {
            throw SettingError(
              String(describing: Owner.self),
              .value(key: key, got: "\(given)", expected: kind.description))
          }
          return
        }
        let before = read(owner)
        let chosen = values[key]?.names ?? before.map { type(of: $0).about.name }
        let made = try chosen.compactMap { name -> (any Declared)? in
          guard let declaration = declarations.first(where: { $0.about.name == name }) else {
            return nil
          }
          let own = values.filter { declaration.keys.contains($0.key) }
          // What was there keeps the settings of which the table says nothing.
          if let known = before.first(where: { type(of: $0).about.name == name }) {
            try declaration.check(own, isWhole: false)
            return try known.changed(by: own)
          }
          return try declaration.make(own)
        }
        _ = write(&owner, made)
      },
      differing: { owner, usual, all in
        var seen: Set<String> = []
        let before = read(usual)
        return read(owner).flatMap { thing in
          thing.differing(
            from: before.first { type(of: $0).about.name == type(of: thing).about.name }, all: all)
        }.filter {
          seen.insert($0.row.key).inserted
        }
      },
      chosen: read)
    return Setting(
      row: row, variant: variant,
      read: { owner in
        isList
          ? .list(names(owner).map { .text($0) })
          : names(owner).first.map { .text($0) } ?? other(owner).map { .text($0) }
      })
  }
}

extension SettingValue {
  /// Of a choice: one name, or several.
  fileprivate var names: [String] {
    switch self {
    case .text(let name): [name]
    case .list(let items): items.flatMap(\.names)
    default: []
    }
  }
}

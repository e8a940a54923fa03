/// What is chosen by name and options: an attack, a loss term, an optimiser, a domain, a search.
///
/// Its settings are properties with a row each. Options of scripts with their checks, help, completion,
/// flags of the shell, descriptions and identities follow from the rows.
public protocol Declared: SendableMetatype {
  static var about: About { get }
  static var settings: [Setting<Self>] { get }

  /// Takes the required settings; all others have their defaults.
  init(_ given: Given<Self>)

  /// What no single range says. - Throws: the settings do not go together.
  func validate() throws
}

/// A declared thing that needs no setting: its initialiser without arguments has the defaults.
public protocol Defaulted: Declared {
  init()
}

extension Defaulted {
  public init(_ given: Given<Self>) { self.init() }
}

extension Declared {
  public static var settings: [Setting<Self>] { [] }
  public func validate() throws {}

  /// The thing with these settings.
  /// - Throws: ``SettingError``: an unknown or missing key, a value of another kind or out of range.
  public static func make(_ values: [String: SettingValue]) throws -> Self {
    try declaration.check(values)
    return try Self(Given(values)).changed(by: values)
  }

  /// The same with other settings, where the table says anything of them.
  func changed(by values: [String: SettingValue]) throws -> Self {
    let (settings, about) = (Self.settings, Self.about)
    var made = self
    for setting in settings {
      if let variant = setting.variant {
        try variant.write(&made, values)
      } else if let value = values[setting.row.key] {
        guard setting.write(&made, value) else {
          throw SettingError(
            about.name,
            .value(key: setting.row.key, got: value.script, expected: setting.row.kind.description))
        }
      }
    }
    try made.validate()
    return made
  }

  /// - Throws: ``SettingError`` for a property out of the range that its setting has, and what `validate`
  ///   throws.
  public func checkSettings() throws {
    for setting in Self.settings {
      guard let value = setting.read(self), setting.variant == nil else { continue }
      guard setting.row.kind.accepts(value) else {
        throw SettingError(
          Self.about.name,
          .value(key: setting.row.key, got: value.script, expected: setting.row.kind.description))
      }
    }
    try validate()
  }

  /// As a script writes it: `pgd{steps = 10}`, `l2(0.1, {bias = false})`. From it the same thing can be made
  /// again, but for functions.
  public var description: String {
    let shown = differing(all: true)
    let positional = shown.filter(\.row.isPositional).map(\.value.script)
    let named = shown.filter { !$0.row.isPositional }.map { "\($0.row.key) = \($0.value.script)" }
    let table = named.isEmpty ? [] : ["{\(named.joined(separator: ", "))}"]
    if positional.isEmpty { return Self.about.name + (table.first ?? "") }
    return "\(Self.about.name)(\((positional + table).joined(separator: ", ")))"
  }

  /// Equal for things that do the same, in all versions of the program: the settings that matter and differ
  /// from their defaults, sorted by key. A setting that is added with a default changes nothing.
  public var identity: String {
    let parts = differing().filter(\.row.identifies)
      .map { "\($0.row.key) = \($0.value.identity)" }.sorted()
    let version = Self.about.version == 1 ? "" : "@\(Self.about.version)"
    return Self.about.name + version + (parts.isEmpty ? "" : "{\(parts.joined(separator: ", "))}")
  }

  /// The settings that are required or differ from their defaults, those of variants behind their choice.
  /// - Parameters:
  ///   - all: with those that descriptions always say.
  ///   - base: what counts as usual; the type's defaults unless given.
  func differing(
    from base: (any Declared)? = nil, all: Bool = false
  ) -> [(row: SettingRow, value: SettingValue)] {
    let usual = base as? Self ?? Self(Given(of: self))
    return Self.settings.flatMap { setting -> [(row: SettingRow, value: SettingValue)] in
      guard let value = setting.read(self) else { return [] }
      let isUsual =
        !setting.row.isRequired && setting.read(usual).map(\.identity) == value.identity
        && !(setting.row.isShown && all)
      let own = isUsual ? [] : [(row: setting.row, value: value)]
      return own + (setting.variant?.differing(self, usual, all) ?? [])
    }
  }
}

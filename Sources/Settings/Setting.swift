/// A setting of a declared thing: what it is called, what it accepts, and the property that holds it.
public struct Setting<Owner>: Sendable {
  /// All of it but the property.
  public let row: SettingRow
  /// Tells which property it is.
  let path: (PartialKeyPath<Owner> & Sendable)?
  /// A value for a setting whose kind has no number or word to show.
  let sample: (@Sendable () -> SettingValue)?
  let read: @Sendable (Owner) -> SettingValue?
  /// Answers false for a value of another type.
  let write: @Sendable (inout Owner, SettingValue) -> Bool
  /// The property's value from a setting's, of whatever type it is.
  let convert: @Sendable (SettingValue) -> Any?
  /// The things of which one or several are chosen, and how they are kept.
  let variant: Variant<Owner>?

  /// - Parameters:
  ///   - required: whether it must be given. It has no default in Swift either.
  ///   - positional: whether it stands before the table of options.
  ///   - rule: how the default follows from other settings: `2.5 eps / steps`.
  ///   - shown: whether descriptions say it even where it has its default.
  ///   - sample: of a required loss or function, some value, with which the defaults of the others are seen.
  ///   - identifies: whether another value makes another thing. Threads and bars of progress do not.
  public init<Value: SettingConvertible>(
    _ key: String, _ path: WritableKeyPath<Owner, Value> & Sendable, _ kind: Kind,
    required: Bool = false, positional: Bool = false, rule: String? = nil,
    identifies: Bool = true, shown: Bool = false, sample: (@Sendable () -> SettingValue)? = nil,
    _ summary: String
  ) {
    row = SettingRow(
      key: key, kind: kind, summary: summary, isRequired: required, isPositional: positional,
      rule: rule, identifies: identifies, isShown: shown)
    self.path = path
    self.sample = sample
    read = { $0[keyPath: path].setting }
    write = { owner, value in
      guard let value = Value(setting: value) else { return false }
      owner[keyPath: path] = value
      return true
    }
    convert = { Value(setting: $0) }
    variant = nil
  }

  init(
    row: SettingRow, variant: Variant<Owner>, read: @escaping @Sendable (Owner) -> SettingValue?
  ) {
    self.row = row
    self.variant = variant
    self.read = read
    path = nil
    sample = nil
    write = { _, _ in false }
    convert = { _ in nil }
  }

  // MARK: One for each kind

  public static func integer<Value: SettingConvertible>(
    _ key: String, _ path: WritableKeyPath<Owner, Value> & Sendable, _ range: ClosedRange<Int>,
    required: Bool = false, rule: String? = nil, identifies: Bool = true, _ summary: String
  ) -> Self {
    Self(
      key, path, .integer(range), required: required, rule: rule, identifies: identifies, summary)
  }

  public static func number<Value: SettingConvertible>(
    _ key: String, _ path: WritableKeyPath<Owner, Value> & Sendable, _ bounds: Bounds,
    required: Bool = false, positional: Bool = false, rule: String? = nil,
    identifies: Bool = true, _ summary: String
  ) -> Self {
    Self(
      key, path, .number(bounds), required: required, positional: positional, rule: rule,
      identifies: identifies, summary)
  }

  public static func flag(
    _ key: String, _ path: WritableKeyPath<Owner, Bool> & Sendable, identifies: Bool = true,
    _ summary: String
  ) -> Self {
    Self(key, path, .flag, identifies: identifies, summary)
  }

  /// - Parameter names: those of the values that are allowed; all unless given.
  public static func choice<Value: SettingConvertible & RawRepresentable & CaseIterable>(
    _ key: String, _ path: WritableKeyPath<Owner, Value> & Sendable, required: Bool = false,
    names: [String]? = nil, shown: Bool = false, _ summary: String
  ) -> Self where Value.RawValue == String {
    Self(
      key, path, .choice(names ?? Value.allCases.map(\.rawValue)), required: required,
      shown: shown, summary)
  }
}

/// A row of the table of settings: what help, completion and checks are made from.
public struct SettingRow: Sendable {
  public let key: String
  public var kind: Kind
  public internal(set) var summary: String
  public var isRequired: Bool
  public let isPositional: Bool
  /// How the default follows from other settings.
  public internal(set) var rule: String?
  public let identifies: Bool
  /// Whether descriptions say it even where it has its default.
  public var isShown = false
  /// Of a choice that brings settings of its own: the things to choose from.
  public internal(set) var variants: [Declaration] = []
  /// As a script writes it; nil where there is none, or where it follows from others.
  public var defaultText: String?
  /// Of a setting that a choice brings: that choice, and the values for which it is there.
  public internal(set) var owners: Owners?

  /// `domain`, `"zonotope"`.
  public struct Owners: Sendable {
    public let choice: String
    public var names: [String]
    /// Values that bring it by a choice of their own.
    public var through: [String] = []
  }
}

/// The value of a setting between its owner and those who write it: scripts, shells, files.
public enum SettingValue {
  case integer(Int)
  case number(Double)
  case flag(Bool)
  case text(String)
  case list([SettingValue])
  /// A tensor, loss, function or schedule, whatever the room of the setting has for it.
  case object(Any)

  var asInteger: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  var asNumber: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// As a script writes it.
  package var script: String {
    switch self {
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .flag(let value): "\(value)"
    case .text(let value): "\"\(value)\""
    case .list(let items): "{" + items.map(\.script).joined(separator: ", ") + "}"
    case .object(let value): "\(value)"
    }
  }

  /// Equal for values that mean the same.
  var identity: String {
    switch self {
    case .object(let value): (value as? any Identifying)?.identity ?? "\(value)"
    case .list(let items): "{" + items.map(\.identity).joined(separator: ", ") + "}"
    default: script
    }
  }
}

/// A number that changes, such as a schedule.
public protocol Varying {
  /// The smallest that it can be.
  var least: Double { get }
  /// The largest that it can be.
  var greatest: Double { get }
}

/// What has an identity of its own: other bits of it are another thing.
public protocol Identifying {
  /// A text that is the same for things that do the same.
  var identity: String { get }
}

/// A type that values of settings have.
public protocol SettingConvertible: SendableMetatype {
  /// Nil for a value of another kind.
  init?(setting: SettingValue)
  /// Nil where there is none, for what follows from other settings.
  var setting: SettingValue? { get }
}

extension Int: SettingConvertible {
  public init?(setting: SettingValue) {
    guard let value = setting.asInteger else { return nil }
    self = value
  }
  public var setting: SettingValue? { .integer(self) }
}

extension UInt64: SettingConvertible {
  /// Seeds: the bits of an integer.
  public init?(setting: SettingValue) {
    guard let value = setting.asInteger else { return nil }
    self.init(bitPattern: Int64(value))
  }
  public var setting: SettingValue? { .integer(Int(Int64(bitPattern: self))) }
}

extension Double: SettingConvertible {
  public init?(setting: SettingValue) {
    guard let value = setting.asNumber else { return nil }
    self = value
  }
  public var setting: SettingValue? { .number(self) }
}

extension Bool: SettingConvertible {
  public init?(setting: SettingValue) {
    guard case .flag(let value) = setting else { return nil }
    self = value
  }
  public var setting: SettingValue? { .flag(self) }
}

extension String: SettingConvertible {
  public init?(setting: SettingValue) {
    guard case .text(let value) = setting else { return nil }
    self = value
  }
  public var setting: SettingValue? { .text(self) }
}

extension Array: SettingConvertible where Element: SettingConvertible {
  public init?(setting: SettingValue) {
    guard case .list(let items) = setting else { return nil }
    let values = items.compactMap(Element.init(setting:))
    guard values.count == items.count else { return nil }
    self = values
  }
  public var setting: SettingValue? { .list(compactMap(\.setting)) }
}

extension Optional: SettingConvertible where Wrapped: SettingConvertible {
  public init?(setting: SettingValue) {
    guard let value = Wrapped(setting: setting) else { return nil }
    self = value
  }
  public var setting: SettingValue? { flatMap(\.setting) }
}

extension SettingConvertible where Self: RawRepresentable, RawValue == String {
  public init?(setting: SettingValue) {
    guard case .text(let name) = setting else { return nil }
    self.init(rawValue: name)
  }
  public var setting: SettingValue? { .text(rawValue) }
}

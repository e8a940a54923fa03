/// What was given for the required settings of a declared thing.
public struct Given<Owner: Declared> {
  private let value: (Setting<Owner>) -> SettingValue?

  /// Something for each required setting, to see what the others have by default.
  static var sample: Given { Given { $0.sample?() ?? $0.row.kind.sample } }

  private init(_ value: @escaping (Setting<Owner>) -> SettingValue?) { self.value = value }

  init(_ values: [String: SettingValue]) { value = { values[$0.row.key] } }

  /// The settings of a thing that is there.
  init(of owner: Owner) { value = { $0.read(owner) } }

  /// A setting of the property; it is there, of the right kind and in its range.
  public subscript<Value>(_ path: KeyPath<Owner, Value>) -> Value {
    guard let setting = Owner.settings.first(where: { ($0.path as AnyKeyPath?) == path }),
      setting.row.isRequired
    else { preconditionFailure("\(Owner.about.name): no required setting has \(path)") }
    guard let given = value(setting), let value = setting.convert(given) as? Value else {
      preconditionFailure("\(Owner.about.name): '\(setting.row.key)' was not checked")
    }
    return value
  }
}

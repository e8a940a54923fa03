import Settings
import Tensors

extension Value: SettingConvertible {
  public init?(setting: SettingValue) {
    if let number = Double(setting: setting), let value = try? Value.scalar(number, .float64) {
      self = value
    } else if case .object(let value as Value) = setting {
      self = value
    } else {
      return nil
    }
  }

  public var setting: SettingValue? {
    // A number is shown as one.
    if shape.rank == 0, case .tensor(let tensor) = self { return .number(tensor[0]) }
    return .object(self)
  }
}

extension Clip: SettingConvertible {
  public init?(setting: SettingValue) {
    guard case .list(let items) = setting, items.count == 2,
      let low = Value(setting: items[0]), let high = Value(setting: items[1]),
      let clip = try? Clip(low: low, high: high)
    else { return nil }
    self = clip
  }

  public var setting: SettingValue? {
    guard let low = low.setting, let high = high.setting else { return nil }
    return .list([low, high])
  }
}

extension Setting {
  public static func tensor<Held: SettingConvertible>(
    _ key: String, _ path: WritableKeyPath<Owner, Held> & Sendable, required: Bool = false,
    _ summary: String
  ) -> Self {
    Self(key, path, .tensor, required: required, summary)
  }

  public static func clip(
    _ key: String, _ path: WritableKeyPath<Owner, Clip?> & Sendable, _ summary: String
  ) -> Self {
    Self(key, path, .list(.tensor), summary)
  }
}

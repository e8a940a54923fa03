import Settings
import Tensors

extension Clip: SettingConvertible {
  public init?(setting: SettingValue) {
    guard case .list(let items) = setting, items.count == 2,
      let low = Value(setting: items[0]), let high = Value(setting: items[1])
    else { return nil }
    // Its errors are said where it is used, with the shape of the inputs.
    self.init(unchecked: low, high)
  }

  public var setting: SettingValue? {
    guard let low = low.setting, let high = high.setting else { return nil }
    return .list([low, high])
  }
}

extension Setting {
  public static func clip(
    _ key: String, _ path: WritableKeyPath<Owner, Clip?> & Sendable, _ summary: String
  ) -> Self {
    Self(key, path, .list(.tensor), summary)
  }
}

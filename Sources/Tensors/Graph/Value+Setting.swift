import Settings

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

extension Setting {
  public static func tensor<Held: SettingConvertible>(
    _ key: String, _ path: WritableKeyPath<Owner, Held> & Sendable, required: Bool = false,
    _ summary: String
  ) -> Self {
    Self(key, path, .tensor, required: required, summary)
  }
}

extension Value: CustomStringConvertible, Identifying {
  public var description: String {
    if case .tensor(let tensor) = self, tensor.count == 1 { return "\(tensor[0])" }
    return "a tensor of \(shape)"
  }

  /// By its elements, where they are known.
  public var identity: String {
    guard case .tensor(let tensor) = self else { return description }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for value in tensor.doubles { hash = (hash ^ value.bitPattern) &* 0x100_0000_01b3 }
    return "tensor \(shape) \(String(hash, radix: 16))"
  }
}

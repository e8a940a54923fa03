import LuaBridge
import Settings

extension Kind {
  /// The type of an option of this kind.
  var valueType: ValueType {
    switch self {
    case .integer(let range): .integer(range)
    case .number(let bounds): .number(bounds)
    case .flag: .boolean
    case .choice(let names): .oneOf(names)
    case .text: .string
    case .path: .path(.read)
    case .tensor: .precise
    case .schedule(let bounds): .scheduled(bounds)
    case .term: .loss
    case .function: .callable
    case .either(let a, let b): .either(a.valueType, b.valueType)
    case .list(let item): .list(of: item.valueType)
    case .object(let name): .object(name)
    }
  }
}

extension SettingRow {
  /// As an option of a function.
  var option: Option {
    Option(
      key, kind.valueType, shownDefault: owners == nil ? rule ?? shownDefault : nil,
      required: isRequired && owners == nil, sentence)
  }

  /// As a positional argument.
  var argument: Argument { Argument(key, kind.valueType, optional: !isRequired, sentence) }

  private var shownDefault: String? {
    guard case .number = kind, let text = defaultText, let number = Double(text) else {
      return defaultText
    }
    return LuaValue.number(number).shown
  }

  /// What it is, with the choice that brings it.
  private var sentence: String {
    guard let owners else { return summary }
    let names = owners.names.map { "\"\($0)\"" }.joined(separator: ", ")
    let usual = (rule ?? shownDefault).map { ", default \($0)" } ?? ""
    return "\(summary) (With \(owners.choice) = \(names)\(usual).)"
  }
}

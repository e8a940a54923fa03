import Losses
import LuaBridge
import Settings
import Tensors

extension Call {
  /// What the caller gave for the settings of a declared thing.
  /// - Parameter session: knows what functions of scripts stand for.
  func settings(
    _ rows: [SettingRow], _ session: Session? = nil
  ) -> [String: SettingValue] {
    var values: [String: SettingValue] = [:]
    for row in rows where has(row.key) { values[row.key] = setting(row, session) }
    return values
  }

  private func setting(_ row: SettingRow, _ session: Session?) -> SettingValue? {
    switch row.kind {
    case .tensor:
      if let number = self[row.key].asNumber { return .number(number) }
      return optionalValue(row.key, as: Value.self).map { .object($0) }
    case .list(.tensor): return .list(values(row.key, as: Value.self).map { .object($0) })
    default:
      if let function = self[row.key].asFunction, let attack = session?.customAttacks[function] {
        return .object(attack)
      }
      return SettingValue(self[row.key])
    }
  }

  /// The declared thing that the arguments and options describe.
  /// - Throws: settings that do not go together.
  func declared<Thing: Declared>(
    _ type: Thing.Type = Thing.self, _ session: Session? = nil
  ) throws -> Thing {
    try declared(settings(type.declaration.rows, session))
  }

  func declared<Thing: Declared>(_ values: [String: SettingValue]) throws -> Thing {
    do { return try Thing.make(values) } catch let error as SettingError {
      throw MessageError("\(functionName): \(error.sentence)")
    }
  }
}

extension SettingValue {
  /// A value of Lua that has passed the checks of its option; nil for what no setting can be.
  init?(_ value: LuaValue) {
    switch value {
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .number(value)
    case .boolean(let value): self = .flag(value)
    case .string(let value): self = .text(value)
    case .table(let table): self = .list(table.array.compactMap(SettingValue.init))
    case .function(let function): self = .object(ScriptFunction(function: function))
    case .object(let object):
      switch object {
      case let object as ScheduleObject: self = .object(object.schedule)
      case let object as LossObject: self = .object(object.loss)
      case let object as TensorObject: self = .object(object.value)
      default: self = .object(object)
      }
    default: return nil
    }
  }
}

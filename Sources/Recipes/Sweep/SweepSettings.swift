import LuaBridge

/// The settings of a sweep: a list of tables, or every combination of the values of a grid.
struct SweepSettings {
  struct Setting {
    let values: [String: JSON]
    /// What tells it from others.
    let key: String

    init(_ values: [String: JSON]) {
      self.values = values
      key = SweepSettings.key(values)
    }
  }

  /// Sorted.
  let names: [String]
  let settings: [Setting]

  static func key(_ values: [String: JSON]) -> String {
    values.sorted { $0.key < $1.key }.map { "\($0.key)=\(SweepCell.key($0.value))" }
      .joined(separator: "\u{1F}")
  }

  /// - Throws: ``MessageError``.
  init(_ given: LuaTable, _ lua: Lua) throws {
    let entries = given.entries
    let isList = entries.count == given.count
    settings = try (isList ? SweepSettings.list(given, lua) : SweepSettings.grid(entries, lua))
      .map { Setting($0) }
    names = Set(settings.flatMap(\.values.keys)).sorted()
    if let strange = settings.first(where: { $0.values.count != names.count }) {
      let missing = names.filter { strange.values[$0] == nil }
      throw MessageError(
        "tarn.sweep: every setting must have the same names; one has no '\(missing[0])'")
    }
    for name in names where name == "error" || name.isEmpty || name.contains(where: \.isNewline) {
      throw MessageError("tarn.sweep: '\(name)' cannot be the name of a setting")
    }
  }

  private static func list(_ list: LuaTable, _ lua: Lua) throws -> [[String: JSON]] {
    try list.array.enumerated().map { k, item in
      guard let table = item.asTable else {
        throw MessageError("tarn.sweep: setting \(k + 1) must be a table, got \(item.shown)")
      }
      var setting: [String: JSON] = [:]
      for (key, value) in table.entries {
        guard let name = key.asString else {
          throw MessageError("tarn.sweep: setting \(k + 1) has a value without a name")
        }
        setting[name] = try plain(value, name, lua)
      }
      guard !setting.isEmpty else { throw MessageError("tarn.sweep: setting \(k + 1) is empty") }
      return setting
    }
  }

  /// The last name varies fastest.
  private static func grid(_ entries: [(key: LuaValue, value: LuaValue)], _ lua: Lua) throws
    -> [[String: JSON]]
  {
    var settings: [[String: JSON]] = [[:]]
    let axes = try entries.map { key, value in
      guard let name = key.asString else {
        throw MessageError(
          "tarn.sweep: a grid has names with lists of values; got key \(key.shown)")
      }
      return (name, value)
    }.sorted { $0.0 < $1.0 }
    for (name, value) in axes {
      let values = try (value.asTable?.array ?? [value]).map { try plain($0, name, lua) }
      guard !values.isEmpty else { throw MessageError("tarn.sweep: '\(name)' has no values") }
      guard settings.count * values.count <= 10_000_000 else {
        throw MessageError("tarn.sweep: the grid has more than 10 million settings")
      }
      settings = settings.flatMap { setting in
        values.map { value in setting.merging([name: value]) { $1 } }
      }
    }
    return settings
  }

  private static func plain(_ value: LuaValue, _ name: String, _ lua: Lua) throws -> JSON {
    switch value {
    case .boolean, .integer, .number, .string: return try JSON(value, lua)
    case .table(let list)
    where list.entries.count == list.count
      && list.array.allSatisfy({ $0.asNumber != nil || $0.asString != nil }):
      return try JSON(value, lua)
    default:
      throw MessageError(
        "tarn.sweep: '\(name)' must be a number, string, boolean or list of them, got \(value.shown)"
      )
    }
  }
}

import Foundation
import LuaBridge
import Plotting
import Settings

/// Named series of numbers, read from a Lua table: lists by name, `{loss = {…}, accuracy = {…}}`,
/// or one record for each step, `{{loss = …, accuracy = …}, …}`.
struct CurveTable {
  /// The series, sorted by name; numbers in names by their value.
  private var series: [(name: String, values: [Double])] = []

  /// Keys of records that count the steps, and are no curve.
  private static let counters: Set<String> = ["epoch", "step"]
  /// What a history says of the run and not of the model: drawn where it is asked for.
  private static let circumstances: Set<String> = ["learning_rate", "seconds"]

  /// - Throws: what is in no curve at all, or a list with something that is no number.
  init(_ table: LuaTable) throws {
    if table.count > 0 { try readRecords(table.array) } else { try readLists(table) }
    series.sort { $0.name.compare($1.name, options: .numeric) == .orderedAscending }
    guard !series.isEmpty else {
      throw MessageError(
        "plot.curves: expected lists of numbers by name or records with numbers, got none")
    }
  }

  /// The curves with these names, in this order; all of them for nil.
  func curves(_ names: [String]?) throws -> [Curves.Curve] {
    let all = series.map(\.name)
    let shown = all.filter { !CurveTable.circumstances.contains($0) }
    return try (names ?? (shown.isEmpty ? all : shown)).map { name in
      guard let match = series.first(where: { $0.name == name }) else {
        let known = series.map(\.name)
        throw MessageError(
          "plot.curves: there is no curve '\(name)'\(NearestName.suggestion(for: name, in: known))"
            + " (curves: \(known.joined(separator: ", ")))")
      }
      return Curves.Curve(match.name, match.values)
    }
  }

  /// Whatever is no list or tensor, such as a status or a number of epochs, is no curve.
  private mutating func readLists(_ table: LuaTable) throws {
    for name in table.stringKeys {
      switch table[name] {
      case .table(let list) where list.count > 0: series.append((name, try values(list, name)))
      case .object(let object as TensorObject) where object.value.shape.rank == 1:
        series.append((name, try NumberArray(lua: .object(object))?.values ?? []))
      default: continue
      }
    }
  }

  private func values(_ list: LuaTable, _ name: String) throws -> [Double] {
    do {
      let array = try list.numberArray()
      guard array.shape.count == 1 else { throw MessageError("it is not one list of numbers") }
      return array.values
    } catch { throw MessageError("plot.curves: '\(name)': \(error)") }
  }

  /// A record without a number leaves a gap.
  private mutating func readRecords(_ records: [LuaValue]) throws {
    var columns: [String: [Double]] = [:]
    for (step, record) in records.enumerated() {
      guard let record = record.asTable, record.count == 0 else {
        throw MessageError(
          "plot.curves: item \(step + 1) must be a record with named numbers, got "
            + (record.asTable == nil ? record.shown : "a list; give lists by name"))
      }
      for key in record.stringKeys where !CurveTable.counters.contains(key) {
        guard let number = record[key].asNumber else { continue }
        columns[key, default: [Double](repeating: .nan, count: records.count)][step] = number
      }
    }
    series = columns.map { ($0.key, $0.value) }
  }
}

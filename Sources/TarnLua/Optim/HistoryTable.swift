import Foundation
import LuaBridge
import Optimizers

/// What a training did, as Lua gets it: a record for each epoch, and the same figures as lists by name.
struct HistoryTable {
  let epochs: [Trainer.Epoch]

  private typealias Column = (name: String, value: @Sendable (Trainer.Epoch) -> Double?)

  /// The figures of a model, then those of the run.
  private static let figures: [Column] = [
    ("loss", { $0.loss }), ("accuracy", { $0.accuracy }), ("rmse", { $0.rmse }),
    ("validation_loss", { $0.validationLoss }), ("validation_accuracy", { $0.validationAccuracy }),
    ("validation_rmse", { $0.validationRMSE }),
  ]
  private static let circumstances: [Column] = [
    ("learning_rate", { $0.learningRate }), ("seconds", { $0.seconds }),
  ]

  /// One epoch with all that is known of it.
  static func state(_ epoch: Trainer.Epoch, _ lua: Lua) throws -> LuaTable {
    try record(epoch, figures + circumstances, lua)
  }

  private static func record(
    _ epoch: Trainer.Epoch, _ columns: [Column], _ lua: Lua
  ) throws -> LuaTable {
    let table = try lua.table(fields: ["epoch": .integer(epoch.epoch)])
    for column in columns {
      if let value = column.value(epoch) { table[column.name] = .number(value) }
    }
    return table
  }

  func table(_ lua: Lua) throws -> LuaValue {
    // Records list the curves of a model only, which is what a plot of the history shows; the rest is there for
    // whoever asks for it.
    let table = try lua.table(
      epochs.map { .table(try HistoryTable.record($0, HistoryTable.figures, lua)) })
    for column in HistoryTable.figures + HistoryTable.circumstances {
      let values = epochs.compactMap(column.value)
      guard values.count == epochs.count else { continue }
      table[column.name] = try lua.list(values)
    }
    let text = self.text
    let shown = try lua.function { _ in [.string(text)] }
    let wrap = try lua.load(
      """
      local history, text, rest = ...
      for k, record in ipairs(history) do setmetatable(record, {__index = rest[k]}) end
      return setmetatable(history, {__tostring = text, __name = "history"})
      """, chunkName: "=history")
    let rest = try lua.table(
      epochs.map { .table(try HistoryTable.record($0, HistoryTable.circumstances, lua)) })
    return try lua.call(wrap, [.table(table), .function(shown), .table(rest)]).first
      ?? .table(table)
  }

  /// Epochs as rows; of many, the first and the last.
  var text: String {
    let columns = HistoryTable.figures + HistoryTable.circumstances
    let present = columns.filter { column in epochs.contains { column.value($0) != nil } }
    var rows = [["epoch"] + present.map(\.name)]
    for (k, epoch) in epochs.enumerated() {
      if epochs.count > 24, k >= 8, k < epochs.count - 12 {
        if k == 8 { rows.append(["…"] + present.map { _ in "" }) }
        continue
      }
      rows.append(
        ["\(epoch.epoch)"]
          + present.map { $0.value(epoch).map { String(format: "%.5g", $0) } ?? "" })
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }
        .joined(separator: "  ")
    }
    return (["history of \(epochs.count) epoch\(epochs.count == 1 ? "" : "s")"] + lines)
      .joined(separator: "\n")
  }
}

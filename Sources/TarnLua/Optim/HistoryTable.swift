import Foundation
import LuaBridge
import Optimizers

private let trainingEpoch = RecordDeclaration(
  "training epoch", "One pass over the data. What was not measured is missing.",
  [RecordField("epoch", "integer", "Its number, from 1.")]
    + HistoryTable.fields.map { RecordField($0, "number", optional: $0 != "loss", $1) })

let trainingHistory = RecordDeclaration(
  "history", plural: "histories", "A record for each epoch, and the same figures as lists by name.",
  items: .record(trainingEpoch), text: { HistoryTable.text(of: $0) },
  HistoryTable.fields.map {
    RecordField($0, .list("number"), optional: true, "\($1) One number an epoch.")
  })

/// What a training did, as Lua gets it: a record for each epoch, and the same figures as lists by name.
struct HistoryTable {
  let epochs: [Trainer.Epoch]

  private typealias Column = (name: String, value: @Sendable (Trainer.Epoch) -> Double?)

  /// The figures of a model, then those of the run.
  private static let columns: [Column] = [
    ("loss", { $0.loss }), ("accuracy", { $0.accuracy }), ("rmse", { $0.rmse }),
    ("validation_loss", { $0.validationLoss }), ("validation_accuracy", { $0.validationAccuracy }),
    ("validation_rmse", { $0.validationRMSE }),
    ("learning_rate", { $0.learningRate }), ("seconds", { $0.seconds }),
  ]

  fileprivate static let fields = [
    ("loss", "The mean loss over the training samples."), ("accuracy", "Of the training samples."),
    ("rmse", "Root mean squared difference, of targets that are numbers."),
    ("validation_loss", "The loss over the validation data."),
    ("validation_accuracy", "Of the validation data."),
    ("validation_rmse", "Of the validation data."),
    ("learning_rate", "Of the epoch."), ("seconds", "Time taken."),
  ]

  /// One epoch with all that is known of it.
  static func state(_ epoch: Trainer.Epoch, _ lua: Lua) throws -> LuaTable {
    var fields: [String: LuaValue] = ["epoch": .integer(epoch.epoch)]
    for column in columns { fields[column.name] = column.value(epoch).map { .number($0) } }
    return try lua.record(trainingEpoch, fields: fields)
  }

  func table(_ lua: Lua) throws -> LuaValue {
    let table = try lua.table(epochs.map { .table(try HistoryTable.state($0, lua)) })
    for column in HistoryTable.columns {
      let values = epochs.compactMap(column.value)
      guard values.count == epochs.count else { continue }
      table[column.name] = try lua.list(values)
    }
    return .table(try lua.record(trainingHistory, of: table))
  }

  /// Epochs as rows; of many, the first and the last.
  fileprivate static func text(of history: LuaTable) -> String {
    let epochs = history.array.map(\.asTable)
    let columns = fields.map { name, _ in
      let list = history[name].asTable?.array ?? []
      return (
        name: name,
        values: epochs.indices.map { k in
          (k < list.count ? list[k] : epochs[k]?[name])?.asNumber
        }
      )
    }
    let present = columns.filter { $0.values.contains { $0 != nil } }
    var rows = [["epoch"] + present.map(\.name)]
    for (k, epoch) in epochs.enumerated() {
      if epochs.count > 24, k >= 8, k < epochs.count - 12 {
        if k == 8 { rows.append(["…"] + present.map { _ in "" }) }
        continue
      }
      rows.append(
        [epoch?["epoch"].shown ?? ""]
          + present.map { $0.values[k].map { String(format: "%.5g", $0) } ?? "" })
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

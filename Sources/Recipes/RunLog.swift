import Foundation
import LuaBridge

/// A file of rows that a run writes as it goes: a table (.csv), or an object of JSON a line (.jsonl). Each row is on disk when
/// it is written, and a file that is there is gone on with.
final class RunLog {
  private let path: String
  private let isTable: Bool
  private var columns: [String] = []

  /// - Throws: ``MessageError`` for another suffix, or a file that cannot be written or is no such table.
  init(_ path: String) throws {
    self.path = path
    isTable = path.hasSuffix(".csv")
    guard isTable || path.hasSuffix(".jsonl") else {
      throw MessageError("tarn.log: the name of the file must end with .csv or .jsonl, got \(path)")
    }
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw RunLog.failure(path) }
    close(file)
    guard isTable, let header = lines.first else { return }
    columns = SweepCell.cells(header)
    guard Set(columns).count == columns.count else {
      throw MessageError("tarn.log: \(path) is no table: its first line names a column twice")
    }
  }

  /// - Throws: ``MessageError`` if the row cannot be written.
  func add(_ row: [String: JSON]) throws {
    guard isTable else { return try append(JSON.object(row).line + "\n") }
    let more = row.keys.filter { !columns.contains($0) }.sorted()
    if !more.isEmpty {
      let old = lines.dropFirst()
      columns += more
      let empty = String(repeating: ",", count: more.count)
      let text = SweepCell.line(columns) + old.map { $0 + empty + "\n" }.joined()
      do { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
        throw MessageError("cannot write \(path): \(error.reason)")
      }
    }
    try append(SweepCell.line(columns.map { SweepCell.text(row[$0] ?? .null) }))
  }

  private var lines: [String] {
    let bytes = FileManager.default.contents(atPath: path) ?? Data()
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(
      String.init)
  }

  /// In one piece, so that what a killed run leaves are whole rows.
  private func append(_ line: String) throws {
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw RunLog.failure(path) }
    defer { close(file) }
    let bytes = Array(line.utf8)
    guard bytes.withUnsafeBytes({ write(file, $0.baseAddress, $0.count) }) == bytes.count else {
      throw RunLog.failure(path)
    }
  }

  private static func failure(_ path: String) -> MessageError {
    MessageError("cannot write \(path): \(String(cString: strerror(errno)))")
  }
}

extension RecipeModule {
  static var logFunction: FunctionDeclaration {
    FunctionDeclaration(
      name: "log",
      arguments: [
        Argument("path", .path(.write), "A file .csv, or .jsonl for a line of JSON a row.")
      ],
      returns: "function",
      summary: """
        A function that writes a row {name = value, …} to a file each time it is called: numbers, strings, and as JSON what \
        else there is. Rows are on disk at once; those that are there stay. A name that comes later is a new column.
        """,
      example: """
        local path = os.tmpname() .. ".csv"
        local log = tarn.log(path)
        for epoch = 1, 3 do log { epoch = epoch, loss = 1 / epoch } end
        print(#data.csv(path, { target = "loss", regression = true }))
        os.remove(path)
        """,
      body: { call in
        let log = try RunLog(call.string("path"))
        return .function(
          try call.lua.function { call in
            guard case .table = call.argument(1),
              case .object(let row) = try JSON(call.argument(1), call.lua), !row.isEmpty
            else {
              throw MessageError(
                "tarn.log: a row is a table {name = value, …}, got \(call.argument(1).shown)")
            }
            try log.add(row)
            return []
          })
      })
  }
}

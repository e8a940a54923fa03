import Foundation
import LuaBridge

/// The file of a sweep: settings, `error`, results; one line a setting. Several processes may write to it at
/// once, each line in one piece. What a killed process left is either a line or nothing.
final class SweepTable {
  struct Row {
    var setting: [String: JSON]
    var fields: [String: JSON]
    var error: String?
  }

  private let path: String
  private let names: [String]
  private let lock: SweepLock
  private var columns: [String] = []
  private var rows: [String: Row] = [:]
  /// Keys of rows as they stand in the file.
  private var order: [String] = []
  /// Which file was read, and how far.
  private var inode: ino_t = 0
  private var position = 0

  /// - Throws: ``MessageError`` if the file cannot be written, or is of another sweep.
  init(_ path: String, names: [String]) throws {
    self.path = path
    self.names = names
    lock = try SweepLock(beside: path)
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw SweepTable.failure("write", path) }
    close(file)
    try lock.exclusively { try refresh() }
  }

  /// The row of a setting, if somebody has written it meanwhile.
  func row(_ key: String) throws -> Row? {
    try lock.exclusively { try refresh() }
    return rows[key]
  }

  /// Takes a setting, so that no other sweep runs it meanwhile. False if one does.
  func claim(_ key: String) -> Bool { lock.claim(key) }
  func release(_ key: String) { lock.release(key) }

  /// Adds a row; one that is there stays, unless it has failed. Returns the row that is there.
  @discardableResult
  func add(_ row: Row, key: String) throws -> Row {
    try lock.exclusively {
      try refresh()
      if let there = rows[key], there.error == nil { return there }
      let isNew = rows[key] == nil
      let more = row.fields.keys.filter { !columns.contains($0) }.sorted()
      rows[key] = row
      if isNew { order.append(key) }
      if columns.isEmpty || !more.isEmpty || !isNew {
        columns = columns.isEmpty ? names + ["error"] + more : columns + more
        try rewrite()
      } else {
        try append(line(row))
      }
      return row
    }
  }

  // MARK: Lines

  private func line(_ row: Row) -> String {
    let end = columns.firstIndex(of: "error") ?? columns.count
    return SweepCell.line(
      columns.enumerated().map { k, column in
        if k == end { return row.error.map { SweepCell.text(.string($0)) } ?? "" }
        return SweepCell.text((k < end ? row.setting[column] : row.fields[column]) ?? .null)
      })
  }

  private func parsed(_ line: String) throws -> Row {
    let cells = SweepCell.cells(line)
    guard cells.count == columns.count else {
      throw MessageError(
        "\(path): a line has \(cells.count) cells, and the table \(columns.count) columns: \(line.prefix(80))"
      )
    }
    var row = Row(setting: [:], fields: [:])
    let end = columns.firstIndex(of: "error") ?? columns.count
    for (k, (column, cell)) in zip(columns, cells).enumerated() {
      let value = SweepCell.value(cell)
      if k < end {
        row.setting[column] = value
      } else if k == end {
        row.error = value == .null ? nil : value.string ?? cell
      } else if value != .null {
        row.fields[column] = value
      }
    }
    return row
  }

  // MARK: The file

  /// Reads what is new. To be called with the lock held.
  private func refresh() throws {
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw SweepTable.failure("read", path) }
    defer { close(file) }
    var status = stat()
    fstat(file, &status)
    if status.st_ino != inode || Int(status.st_size) < position {
      (inode, position, columns, rows, order) = (status.st_ino, 0, [], [:], [])
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    lseek(file, off_t(position), SEEK_SET)
    while true {
      let got = buffer.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw SweepTable.failure("read", path) }
      if got == 0 { break }
      bytes += buffer[..<got]
    }
    let whole = (bytes.lastIndex(of: 10) ?? -1) + 1
    // What is after the last line was cut off by the end of who wrote it.
    if whole < bytes.count { ftruncate(file, off_t(position + whole)) }
    position += whole
    for line in bytes[..<whole].split(separator: 10) {
      let text = String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
      if columns.isEmpty {
        try takeHeader(SweepCell.cells(text))
      } else {
        let row = try parsed(text)
        let key = SweepSettings.key(row.setting)
        if rows.updateValue(row, forKey: key) == nil { order.append(key) }
      }
    }
  }

  private func takeHeader(_ cells: [String]) throws {
    let end = cells.firstIndex(of: "error") ?? 0
    guard Set(cells[..<end]) == Set(names), Set(cells).count == cells.count else {
      throw MessageError(
        "\(path) is not a table of this sweep: it begins with the columns "
          + "\(cells.prefix(12).joined(separator: ", ")), expected \((names + ["error"]).joined(separator: ", "))"
      )
    }
    columns = cells
  }

  private func append(_ line: String) throws {
    let file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard file >= 0 else { throw SweepTable.failure("write", path) }
    defer { close(file) }
    let bytes = Array(line.utf8)
    let written = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    guard written == bytes.count else {
      let error = SweepTable.failure("write", path)
      ftruncate(file, off_t(position))
      throw error
    }
    position += bytes.count
  }

  /// The whole file anew: the old one is there until the new one is complete.
  private func rewrite() throws {
    let lines = order.compactMap { rows[$0] }.map(line)
    let text = Data((SweepCell.line(columns) + lines.joined()).utf8)
    do { try text.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw MessageError("cannot write \(path): \(error.reason)")
    }
    var status = stat()
    guard stat(path, &status) == 0 else { throw SweepTable.failure("read", path) }
    (inode, position) = (status.st_ino, text.count)
  }

  private static func failure(_ what: String, _ path: String) -> MessageError {
    MessageError("cannot \(what) \(path): \(String(cString: strerror(errno)))")
  }
}

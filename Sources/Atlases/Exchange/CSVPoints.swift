import DataIO
import Foundation

/// Points in comma-separated text, with or without a header.
///
/// Without one, a line is an energy, of a transition state two minima (`minimum1`, `minimum2`), and coordinates. Minima are told
/// by their `id`, or without such a column by their place, from 1. A header names `energy`, `x1`, `x2`, ... and whatever else there is, in any
/// order: what every atlas has (`hits`, `multiplicity`, ...) is taken as such, and the rest
/// becomes columns, in which an empty cell and `nan` are no number.
struct CSVPoints: PointReader {
  let path: String
  private let layout: CSVLayout
  private var reader: CSVReader
  private var record = CSVRecord()
  private var isPending: Bool
  private let names: [String]
  private let width: Int
  private let cells: Int
  private let hasID: Bool
  private var read = 0

  var dimension: Int { layout.dimension }
  var columns: [ForeignColumn] { layout.columns }

  /// Where transition states stand: `minima.saddles.csv` beside `minima.csv`.
  static func saddles(beside minima: String) -> String {
    let stem = minima.hasSuffix(".csv") ? String(minima.dropLast(4)) : minima
    return stem + ".saddles.csv"
  }

  init(_ path: String, _ kind: ForeignKind) throws {
    self.path = path
    reader = try CSVReader(path: path)
    guard try reader.read(into: &record) else {
      throw DataError.empty(path: path, detail: "is empty")
    }
    let first = record
    let isHeader = (0..<first.count).contains {
      let cell = first.trimmed($0)
      if cell.isEmpty { return false }
      if case .notNumber = DecimalNumber(cell) { return true }
      return false
    }
    if isHeader {
      names = (0..<first.count).map { String(decoding: first.trimmed($0), as: UTF8.self) }
      layout = try CSVLayout(names: names, path: path, kind)
    } else {
      layout = try CSVLayout(cells: first.count, path: path, line: first.line, kind)
      let ends = kind == .minima ? [] : ForeignKind.ends
      names = ["energy"] + ends + (0..<layout.dimension).map { "x\($0 + 1)" }
    }
    isPending = !isHeader
    hasID = layout.roles.contains(.id)
    cells = first.count
    width = layout.columns.reduce(0) { $0 + $1.width }
  }

  mutating func next() throws -> ForeignPoint? {
    if !isPending, try !reader.read(into: &record) { return nil }
    isPending = false
    guard record.count == cells else {
      throw DataError.ragged(path: path, line: record.line, expected: cells, got: record.count)
    }
    var point = ForeignPoint(place: "line \(record.line)", energy: 0, x: [])
    read += 1
    if !hasID { point.number = read }
    var ends = [0, 0]
    point.x = [Double](repeating: 0, count: dimension)
    point.numbers = [Double](repeating: .nan, count: width)
    for (place, role) in layout.roles.enumerated() {
      switch role {
      case .energy: point.energy = try number(place)
      case .coordinate(let k): point.x[k] = try number(place)
      case .number(let k): point.numbers[k] = try optional(place) ?? .nan
      case .own(let name): try set(name, optional(place), &point)
      case .id: point.number = whole(place)
      case .end(let k):
        guard let number = whole(place) else {
          throw ExchangeError.value(
            path: path, place: point.place, column: names[place],
            got: quoted(String(decoding: record.trimmed(place), as: UTF8.self)),
            expected: "the number of a minimum")
        }
        ends[k] = number
        point.ends = (ends[0], ends[1])
      }
    }
    return point
  }

  /// nil for what is no whole number.
  private func whole(_ place: Int) -> Int? {
    Int(String(decoding: record.trimmed(place), as: UTF8.self))
  }

  private func number(_ place: Int) throws -> Double {
    try record.number(place, path: path, name: names[place])
  }

  /// nil for an empty cell and for NaN.
  private func optional(_ place: Int) throws -> Double? {
    let cell = record.trimmed(place)
    guard !cell.isEmpty else { return nil }
    if case .finite(let value) = DecimalNumber(cell) { return value }
    if let value = Double(String(decoding: cell, as: UTF8.self)) {
      return value.isNaN ? nil : value
    }
    return try number(place)
  }

  private func set(_ name: String, _ value: Double?, _ point: inout ForeignPoint) throws {
    func wrong(_ expected: String) -> ExchangeError {
      .value(
        path: path, place: point.place, column: name, got: value.map { "\($0)" } ?? "nothing",
        expected: expected)
    }
    switch name {
    case "multiplicity":
      if let value, !(value > 0) { throw wrong("a positive number") }
      point.own.multiplicity = value
    case "lowest_eigenvalue", "eigenvalue":
      if let value, !value.isFinite { throw wrong("a finite number") }
      point.own.lowestEigenvalue = value ?? .nan
    case "gradient_norm":
      if let value, value < 0 { throw wrong("0 or more") }
      point.own.gradientNorm = value ?? .nan
    case "log_determinant": point.own.logDeterminant = value ?? .nan
    default:
      guard let value else { return }
      guard let whole = Int(exactly: value), whole >= 0, whole < 1 << 48 else {
        throw wrong("a whole number, 0 or more")
      }
      if name == "hits" { point.own.hits = whole } else { point.own.zeroModes = whole }
    }
  }
}

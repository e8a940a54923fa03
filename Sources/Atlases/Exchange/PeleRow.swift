import DataIO
import Foundation
import GRDB

/// A point as pele's tables have it. What does not fit is an error that names the point.
struct PeleRow {
  let row: Row
  let path: String
  let kind: ForeignKind

  /// The columns with the numbers of the minima below a transition state.
  static let ends = ["_minimum1_id", "_minimum2_id"]

  /// The columns that are read.
  static func columns(_ kind: ForeignKind) -> [String] {
    ["_id", "energy", "coords", "fvib", "pgorder", "invalid"]
      + (kind == .minima ? [] : ends + ["eigenval"])
  }

  private var place: String { "\(kind.singular) \(value("_id"))" }

  private func value(_ column: String) -> DatabaseValue { row[column] }

  private func wrong(_ column: String, got: String? = nil, expected: String) -> ExchangeError {
    .value(
      path: path, place: place, column: column, got: got ?? "\(value(column))",
      expected: expected)
  }

  func point() throws -> ForeignPoint {
    guard let energy = try number("energy"), energy.isFinite else {
      throw wrong("energy", expected: "a finite number")
    }
    var point = ForeignPoint(place: place, energy: energy, x: try coordinates())
    point.own.logDeterminant = try number("fvib") ?? .nan
    point.numbers = [try number("pgorder") ?? .nan]
    point.isInvalid = try number("invalid") ?? 0 != 0
    switch kind {
    case .minima: point.number = Int.fromDatabaseValue(value("_id"))
    case .saddles:
      point.own.lowestEigenvalue = try number("eigenval") ?? .nan
      guard point.own.lowestEigenvalue.isNaN || point.own.lowestEigenvalue.isFinite else {
        throw wrong("eigenval", expected: "a finite number")
      }
      point.ends = (try minimum(PeleRow.ends[0]), try minimum(PeleRow.ends[1]))
    }
    return point
  }

  private func minimum(_ column: String) throws -> Int {
    guard let number = Int.fromDatabaseValue(value(column)) else {
      throw wrong(column, expected: "the number of a minimum")
    }
    return number
  }

  /// nil for NULL.
  private func number(_ column: String) throws -> Double? {
    if value(column).isNull { return nil }
    guard let number = Double.fromDatabaseValue(value(column)) else {
      throw wrong(column, expected: "a number")
    }
    return number
  }

  func coordinates() throws -> [Double] {
    guard let data = Data.fromDatabaseValue(value("coords")) else {
      throw wrong("coords", expected: "a pickled array")
    }
    do {
      let x = try PickledArray.read([UInt8](data))
      guard !x.isEmpty, x.allSatisfy(\.isFinite) else {
        throw wrong(
          "coords",
          got: x.isEmpty ? "an empty array" : "an array with a number that is not finite",
          expected: "finite numbers")
      }
      return x
    } catch let error as PickleError {
      throw FormatError(path: path, place: "\(place), coords", problem: "\(error)")
    }
  }
}

import Foundation

/// One cell of a table of results.
enum TableCell: Equatable {
  case missing
  case number(Double)
  case text(String)

  var isNumber: Bool { if case .number = self { true } else { false } }

  /// What a person reads; numbers have `digits` significant digits, whole ones all of theirs.
  func text(digits: Int) -> String {
    switch self {
    case .missing: ""
    case .text(let text): text
    case .number(let number): TableCell.rounded(number, digits: digits)
    }
  }

  /// What a program reads: numbers are the shortest decimals that read back as the same number.
  var exactText: String {
    if case .number(let number) = self {
      return TableCell.whole(number) ?? TableCell.unusual(number) ?? "\(number)"
    }
    return text(digits: 17)
  }

  private static func rounded(_ number: Double, digits: Int) -> String {
    whole(number) ?? unusual(number) ?? String(format: "%.\(digits)g", number)
  }

  /// The digits of a whole number that float64 holds exactly.
  private static func whole(_ number: Double) -> String? {
    guard abs(number) <= 9_007_199_254_740_992, let integer = Int(exactly: number) else {
      return nil
    }
    return String(integer)
  }

  private static func unusual(_ number: Double) -> String? {
    if number.isNaN { return "nan" }
    return number.isInfinite ? (number > 0 ? "inf" : "-inf") : nil
  }
}

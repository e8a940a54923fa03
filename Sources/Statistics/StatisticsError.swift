/// Why a statistic does not exist. Positions count from 1.
public enum StatisticsError: Error, Equatable, CustomStringConvertible {
  case tooFew(statistic: String, needed: Int, got: Int)
  case lengthsDiffer(statistic: String, first: Int, second: Int)
  case notFinite(statistic: String, position: Int, value: Double)
  case constant(statistic: String, argument: Int, value: Double)
  case invalidOption(statistic: String, name: String, value: String, allowed: String)

  public var description: String {
    switch self {
    case .tooFew(let statistic, let needed, let got):
      "\(statistic) needs at least \(needed) value\(needed == 1 ? "" : "s"), got \(got)"
    case .lengthsDiffer(let statistic, let first, let second):
      "\(statistic) needs two lists of one length, got \(first) and \(second)"
    case .notFinite(let statistic, let position, let value):
      "\(statistic): value \(position) is \(value)"
    case .constant(let statistic, let argument, let value):
      "\(statistic): all values of list \(argument) are \(value), so there is no correlation"
    case .invalidOption(let statistic, let name, let value, let allowed):
      "\(statistic): \(name) is \(value), allowed is \(allowed)"
    }
  }
}

/// The statistics of a list of numbers, each in a file of its own.
public enum Statistics {
  /// Throws unless there are enough values and no NaN among them.
  static func require(
    _ values: [Double], _ statistic: String, atLeast needed: Int, finite: Bool = false
  ) throws {
    guard values.count >= needed else {
      throw StatisticsError.tooFew(statistic: statistic, needed: needed, got: values.count)
    }
    if let bad = values.firstIndex(where: { finite ? !$0.isFinite : $0.isNaN }) {
      throw StatisticsError.notFinite(
        statistic: statistic, position: bad + 1, value: values[bad])
    }
  }

  /// The same for pairs; neither side may be constant.
  static func requirePairs(_ x: [Double], _ y: [Double], _ statistic: String) throws {
    guard x.count == y.count else {
      throw StatisticsError.lengthsDiffer(
        statistic: statistic, first: x.count, second: y.count)
    }
    for (number, side) in [x, y].enumerated() {
      try require(side, statistic, atLeast: 3, finite: true)
      if side.allSatisfy({ $0 == side[0] }) {
        throw StatisticsError.constant(
          statistic: statistic, argument: number + 1, value: side[0])
      }
    }
  }
}

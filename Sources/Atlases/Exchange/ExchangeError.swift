/// What can be wrong with files of other programs, and with what is asked of an atlas that came from one.
public enum ExchangeError: Error, Equatable, CustomStringConvertible {
  /// A line with another number of numbers. Lines count from 1.
  case numbers(path: String, line: Int, expected: String, got: Int, hint: String)
  /// A header without a column that is needed, or with one twice.
  case header(path: String, problem: String)
  /// A number that cannot be what its column says.
  case value(path: String, place: String, column: String, got: String, expected: String)
  case notSQLite(path: String)
  /// An SQLite database of something else, or of another version.
  case notPele(path: String, problem: String)
  case dimension(path: String, expected: Int, got: Int)
  case withoutEnergy(path: String)
  case notImported(path: String)
  /// An atlas without minima has nothing that could be written.
  case nothingToExport(path: String)

  public var description: String {
    switch self {
    case .numbers(let path, let line, let expected, let got, let hint):
      "\(path):\(line): expected \(expected), got \(got)\(hint)"
    case .header(let path, let problem):
      "\(path):1: \(problem)"
    case .value(let path, let place, let column, let got, let expected):
      "\"\(path)\", \(place): \(column) is \(got), expected \(expected)"
    case .notSQLite(let path):
      "cannot read \"\(path)\": it is not an SQLite database, expected one of pele"
    case .notPele(let path, let problem):
      "cannot read \"\(path)\": \(problem)"
    case .dimension(let path, let expected, let got):
      "\"\(path)\" has points of \(got) coordinates, the atlas has \(expected)"
    case .withoutEnergy(let path):
      "this atlas was imported without its energy: \(path) has points, but nothing that could be evaluated; "
        + "give net, loss and data, or energy and dim, to landscape.import"
    case .notImported(let path):
      "there is no atlas \(path): 'minima' must name the file that is to be imported"
    case .nothingToExport(let path):
      "the atlas \(path) has no minima: there is nothing to export"
    }
  }
}

/// What can be wrong with a data file or with what is asked of a data set. Line, column, row and
/// class numbers count from 1.
public enum DataError: Error, Equatable, Sendable {
  /// The file cannot be opened or read.
  case unreadable(path: String, reason: String)
  /// The file cannot be written.
  case unwritable(path: String, reason: String)
  /// A folder where a file was expected.
  case directory(path: String)
  /// Not a text file; `kind` says what it looks like.
  case notText(path: String, kind: String)
  /// No rows.
  case empty(path: String, detail: String)
  /// A row with another number of cells than the first one.
  case ragged(path: String, line: Int, expected: Int, got: Int)
  /// A quoted cell that does not end, or goes on after its end.
  case quote(path: String, line: Int, column: Int, detail: String)
  /// A cell that should hold a number.
  case notNumber(path: String, line: Int, column: Int, name: String, found: String)
  /// A cell with NaN, an infinity, or a number beyond the range of float64.
  case notFiniteCell(path: String, line: Int, column: Int, name: String, found: String)
  /// A cell without a number.
  case missing(path: String, line: Int, column: Int, name: String, found: String)
  /// A column of which every number is missing.
  case noNumbers(path: String, column: Int, name: String)
  /// A number with a decimal comma among those with a decimal point, or the other way round.
  case otherDecimal(
    path: String, line: Int, column: Int, name: String, found: String, decimal: String)
  /// A first row that is neither names nor numbers.
  case mixedHeader(path: String, line: Int, column: Int, found: String)
  /// A numeric target that is not a whole number.
  case notClass(path: String, line: Int, column: Int, name: String, found: String)
  /// A cell that is not UTF-8.
  case notUnicode(path: String, line: Int, column: Int)
  /// A target column that does not exist.
  case noColumn(path: String, wanted: String, available: [String], nearest: String?)
  /// Two columns with the name of the target.
  case ambiguousColumn(path: String, name: String)
  /// A file with a target but without a feature; `hint` may name another delimiter.
  case noFeatures(path: String, columns: Int, hint: String)
  /// A bundled file that does not hold what it should.
  case damaged(path: String, detail: String)
  /// Features and classes of different number, or classes that do not exist.
  case inconsistent(String)
  /// A feature value that is NaN or infinite.
  case notFinite(row: Int, feature: Int, value: Double)
  /// A number as target that is NaN or infinite.
  case targetNotFinite(row: Int, value: Double)
  /// A number out of its range.
  case value(what: String, got: String, expected: String)
  /// Two data sets whose samples have different shapes.
  case features(expected: String, got: String)
  /// A stratified split which cannot have every class on both sides.
  case stratify(detail: String)
}

extension DataError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      return "cannot read \"\(path)\": \(reason)"
    case .unwritable(let path, let reason):
      return "cannot write \"\(path)\": \(reason)"
    case .directory(let path):
      return "cannot read \"\(path)\": it is a folder, not a file"
    case .notText(let path, let kind):
      return "\"\(path)\" is no text: it looks like \(kind)"
    case .empty(let path, let detail):
      return "\"\(path)\" \(detail)"
    case .ragged(let path, let line, let expected, let got):
      return "\(path):\(line): expected \(expected) cells as in the first row, got \(got)"
    case .quote(let path, let line, let column, let detail):
      return "\(path):\(line): column \(column): \(detail)"
    case .notNumber(let path, let line, let column, let name, let found):
      let what = found.isEmpty ? "an empty cell" : "\"\(found)\""
      return "\(path):\(line): column \(column)\(named(name)): expected a number, found \(what)"
    case .notFiniteCell(let path, let line, let column, let name, let found):
      return "\(path):\(line): column \(column)\(named(name)): expected a finite number, "
        + "found \"\(found)\""
    case .missing(let path, let line, let column, let name, let found):
      let what = found.isEmpty ? "an empty cell" : "\"\(found)\""
      return "\(path):\(line): column \(column)\(named(name)): expected a number, found \(what); "
        + "missing = \"drop\" leaves such rows out, \"mean\" takes the mean of the column"
    case .noNumbers(let path, let column, let name):
      return
        "\"\(path)\": column \(column)\(named(name)) has no number whose mean could stand for the others"
    case .otherDecimal(let path, let line, let column, let name, let found, let decimal):
      return
        "\(path):\(line): column \(column)\(named(name)): expected a number with a decimal \(decimal), "
        + "found \"\(found)\"; the option decimal says which it is"
    case .mixedHeader(let path, let line, let column, let found):
      return
        "\(path):\(line): column \(column): expected a number as in other columns of the first row, found "
        + "\"\(found)\"; if this row holds names, header = true says so"
    case .notClass(let path, let line, let column, let name, let found):
      return "\(path):\(line): column \(column)\(named(name)): expected a class (a whole number or "
        + "a name), found \"\(found)\"" + (found.isEmpty ? "" : "; numbers need regression = true")
    case .notUnicode(let path, let line, let column):
      return "\(path):\(line): column \(column): the text is not UTF-8"
    case .noColumn(let path, let wanted, let available, let nearest):
      let suggestion = nearest.map { "; did you mean \"\($0)\"?" } ?? ""
      return "\"\(path)\" has no column \(wanted) (columns: \(shortened(available)))\(suggestion)"
    case .ambiguousColumn(let path, let name):
      return "\"\(path)\" has several columns named \"\(name)\"; give the target by its number"
    case .noFeatures(let path, let columns, let hint):
      return "\"\(path)\" has \(columns) column\(columns == 1 ? "" : "s"), "
        + "expected at least one feature and the target\(hint)"
    case .damaged(let path, let detail):
      return "\"\(path)\" is not the bundled data set: \(detail)"
    case .inconsistent(let sentence):
      return sentence
    case .notFinite(let row, let feature, let value):
      return "data must be finite: row \(row), feature \(feature) is \(value.isNaN ? .nan : value)"
    case .targetNotFinite(let row, let value):
      return "targets must be finite: that of row \(row) is \(value.isNaN ? .nan : value)"
    case .value(let what, let got, let expected):
      return "\(what): expected \(expected), got \(got)"
    case .features(let expected, let got):
      return "the samples of the data set have shape \(got), those of the other one \(expected)"
    case .stratify(let detail):
      return "stratified split: \(detail); use stratify = false to split without regard to classes"
    }
  }

  private func named(_ name: String) -> String { name.isEmpty ? "" : " (\(name))" }

  private func shortened(_ names: [String]) -> String {
    names.count <= 12
      ? names.joined(separator: ", ")
      : names.prefix(11).joined(separator: ", ") + ", ... \(names.count) in all"
  }
}

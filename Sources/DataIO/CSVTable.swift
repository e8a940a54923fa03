import Tensors

/// The rows of a CSV file while they arrive: features as numbers, targets as they were written.
struct CSVTable {
  let path: String
  /// Names of the columns; empty strings without a header.
  private(set) var names: [String]
  /// Index of the target column, from 0.
  var target = 0
  /// Indices of the columns that hold features.
  var features: [Int] = []

  private var values: [Double] = []
  private var labels: [Int] = []
  private var labelNames: [String] = []
  private var labelIndex: [ArraySlice<UInt8>: Int] = [:]
  /// Line of the first row with each label, for errors.
  private var labelLines: [Int] = []

  init(path: String, columns: Int) {
    self.path = path
    names = [String](repeating: "", count: columns)
  }

  mutating func setNames(of record: CSVRecord) throws {
    names = try (0..<record.count).map { try text(record, $0) }
  }

  /// Adds a row of data.
  mutating func append(_ record: CSVRecord) throws {
    guard record.count == names.count else {
      throw DataError.ragged(
        path: path, line: record.line, expected: names.count, got: record.count)
    }
    for column in features {
      values.append(
        try record.number(column, path: path, name: names[column]))
    }
    let cell = record.trimmed(target)
    if let known = labelIndex[cell] {
      labels.append(known)
    } else {
      let name = try text(record, target)
      guard !name.isEmpty else {
        throw DataError.notClass(
          path: path, line: record.line, column: target + 1, name: names[target], found: "")
      }
      // A copy, so that the key does not keep the record's storage.
      labelIndex[ArraySlice(Array(cell))] = labelNames.count
      labels.append(labelNames.count)
      labelNames.append(name)
      labelLines.append(record.line)
    }
  }

  /// The number in a row of data and a feature, both from 1.
  func source(_ row: Int, _ feature: Int) -> Double {
    values[(row - 1) * features.count + feature - 1]
  }

  /// The finished data set.
  /// - Parameter isRegression: whether targets are numbers; nil finds out.
  func dataset(dtype: DType, isRegression: Bool? = nil) throws -> Dataset {
    guard !labels.isEmpty else {
      throw DataError.empty(path: path, detail: "has a header but no rows")
    }
    let source = try Tensor(
      values, shape: Shape([labels.count, features.count]), dtype: .float64)
    let featureNames = names.contains { !$0.isEmpty } ? features.map { names[$0] } : []
    if let numbers = try targets(isRegression) {
      return try Dataset(
        source: source, targets: Tensor(labels.map { numbers[$0] }, dtype: .float64),
        featureNames: featureNames, dtype: dtype)
    }
    let (numbers, classNames) = try classes()
    return try Dataset(
      source: source, classes: labels.map { Int32(numbers[$0]) }, classNames: classNames,
      featureNames: featureNames, dtype: dtype)
  }

  /// The number of each label where targets are numbers; nil where they are classes.
  private func targets(_ isRegression: Bool?) throws -> [Double]? {
    if isRegression == false { return nil }
    var numbers: [Double] = []
    for (label, name) in labelNames.enumerated() {
      switch DecimalNumber(ArraySlice(Array(name.utf8))) {
      case .finite(let value): numbers.append(value)
      case _ where isRegression == nil: return nil
      case .notFinite:
        throw DataError.notFiniteCell(
          path: path, line: labelLines[label], column: target + 1, name: names[target],
          found: name)
      case .notNumber:
        throw DataError.notNumber(
          path: path, line: labelLines[label], column: target + 1, name: names[target],
          found: name)
      }
    }
    let isImplied = numbers.contains { $0 != $0.rounded() }
    return isRegression == true || isImplied ? numbers : nil
  }

  /// The class number of each label, and the names of the classes in order.
  ///
  /// If all labels are numbers they are sorted, and `1` and `1.0` are one class; otherwise all are
  /// names, in order of first appearance.
  private func classes() throws -> (numbers: [Int], names: [String]) {
    var parsed: [Double] = []
    for name in labelNames {
      switch DecimalNumber(ArraySlice(Array(name.utf8))) {
      case .finite(let value): parsed.append(value)
      default: return (Array(1...labelNames.count), labelNames)
      }
    }
    for (label, value) in parsed.enumerated() where value != value.rounded() {
      throw DataError.notClass(
        path: path, line: labelLines[label], column: target + 1, name: names[target],
        found: labelNames[label])
    }
    let order = Set(parsed).sorted()
    let position = Dictionary(uniqueKeysWithValues: zip(order, 1...order.count))
    return (
      parsed.map { position[$0] ?? 1 },
      order.map { abs($0) < 1e15 ? "\(Int($0))" : "\($0)" }
    )
  }

  private func text(_ record: CSVRecord, _ column: Int) throws -> String {
    guard let text = String(validating: record.trimmed(column), as: UTF8.self) else {
      throw DataError.notUnicode(path: path, line: record.line, column: column + 1)
    }
    return text
  }
}

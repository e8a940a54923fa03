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

  /// How numbers are spelled.
  private(set) var numbers: CSVNumbers
  private let missing: CSV.Missing
  /// Places in `values` of what is missing, for which zeros stand.
  private var holes: [Int] = []
  /// How many rows were left out.
  private var dropped = 0

  /// What the rows take.
  private let claim = MemoryClaim()
  private var values: [Double] = []
  private var labels: [Int] = []
  private var labelNames: [String] = []
  private var labelIndex: [ArraySlice<UInt8>: Int] = [:]
  /// Line of the first row with each label, for errors.
  private var labelLines: [Int] = []

  init(path: String, columns: Int, missing: CSV.Missing, numbers: CSVNumbers) {
    self.path = path
    self.missing = missing
    self.numbers = numbers
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
    let cell = record.trimmed(target)
    if missing == .drop, CSVNumbers.isMissing(cell) {
      dropped += 1
      return
    }
    // Twice, as arrays grow by copying; a label has its text in two places.
    try claim.grow(to: 16 * (values.count + features.count + labels.count) + 256 * labelNames.count)
    guard try appendFeatures(of: record) else {
      dropped += 1
      return
    }
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

  /// - Returns: false, and nothing is added, if the row has to be left out.
  private mutating func appendFeatures(of record: CSVRecord) throws -> Bool {
    let start = values.count
    for column in features {
      if let number = try numbers.number(record, column, name: names[column]) {
        values.append(number)
        continue
      }
      switch missing {
      case .error: throw numbers.missing(record, column, name: names[column])
      case .drop:
        values.removeSubrange(start...)
        return false
      case .mean:
        holes.append(values.count)
        values.append(0)
      }
    }
    return true
  }

  /// Puts the means of columns where numbers are missing.
  private mutating func fillHoles() throws {
    guard !holes.isEmpty else { return }
    let width = features.count
    var counts = [Int](repeating: labels.count, count: width)
    for hole in holes { counts[hole % width] -= 1 }
    var means = [Double](repeating: 0, count: width)
    for feature in 0..<width where counts[feature] < labels.count {
      let column = features[feature]
      guard counts[feature] > 0 else {
        throw DataError.noNumbers(path: path, column: column + 1, name: names[column])
      }
      let scale = 1 / Double(counts[feature])
      // Each share by itself: the sum may be beyond float64 where the mean is not.
      for row in 0..<labels.count { means[feature] += values[row * width + feature] * scale }
    }
    for hole in holes { values[hole] = means[hole % width] }
  }

  /// The number in a row of data and a feature, both from 1.
  func source(_ row: Int, _ feature: Int) -> Double {
    values[(row - 1) * features.count + feature - 1]
  }

  /// The finished data set.
  /// - Parameter isRegression: whether targets are numbers; nil finds out.
  mutating func dataset(dtype: DType, isRegression: Bool? = nil) throws -> Dataset {
    guard !labels.isEmpty else {
      throw DataError.empty(
        path: path,
        detail: dropped > 0
          ? "has no row in which nothing is missing (of \(dropped))" : "has a header but no rows")
    }
    try fillHoles()
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
  private mutating func targets(_ isRegression: Bool?) throws -> [Double]? {
    if isRegression == false { return nil }
    var targets: [Double] = []
    var missing: Int?
    for (label, name) in labelNames.enumerated() {
      let (line, column) = (labelLines[label], names[target])
      switch numbers.cell(ArraySlice(Array(name.utf8))) {
      case .number(let value): targets.append(value)
      case .missing:
        missing = missing ?? label
        targets.append(0)
      case _ where isRegression == nil: return nil
      case .notFinite:
        throw DataError.notFiniteCell(
          path: path, line: line, column: target + 1, name: column, found: name)
      default:
        throw DataError.notNumber(
          path: path, line: line, column: target + 1, name: column, found: name)
      }
    }
    guard isRegression == true || targets.contains(where: { $0 != $0.rounded() }) else {
      return nil
    }
    if let missing {
      throw DataError.missing(
        path: path, line: labelLines[missing], column: target + 1, name: names[target],
        found: labelNames[missing])
    }
    return targets
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

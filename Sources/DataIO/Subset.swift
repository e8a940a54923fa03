import Tensors

extension Dataset {
  /// The samples in `rows`, in that order; rows count from 0 and may repeat.
  ///
  /// - Throws: `DataError` for no rows or a row that does not exist.
  public func subset(_ rows: [Int]) throws -> Dataset {
    guard !rows.isEmpty else {
      throw DataError.value(what: "subset", got: "none", expected: "at least one row")
    }
    for row in rows where row < 0 || row >= count {
      throw DataError.value(
        what: "subset", got: "row \(row == .max ? row : row + 1)", expected: "rows 1 to \(count)")
    }
    let newSource = try source.rows(rows)
    return Dataset(
      source: newSource, x: source.dtype == dtype ? newSource : try x.rows(rows),
      y: try y.rows(rows), targets: try targets?.rows(rows), classNames: classNames,
      featureNames: featureNames)
  }

  /// The first `number` samples.
  ///
  /// - Throws: `DataError` unless there are that many and at least one is wanted.
  public func take(_ number: Int) throws -> Dataset {
    guard number >= 1, number <= count else {
      throw DataError.value(what: "take", got: "\(number)", expected: "1 to \(count)")
    }
    return Dataset(
      source: source.leading(0..<number), x: x.leading(0..<number), y: y.leading(0..<number),
      targets: targets?.leading(0..<number), classNames: classNames, featureNames: featureNames)
  }
}

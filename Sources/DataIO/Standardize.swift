import Tensors

extension Dataset {
  /// Each feature shifted and scaled so that, over `other`, its mean is 0 and its standard
  /// deviation 1.
  ///
  ///     z = (x - mean) / deviation,   deviation = sqrt(sum((x - mean)^2) / n)
  ///
  /// That is the deviation of the population, not of a sample (no n - 1). A feature that is
  /// constant over `other` is divided by 1.
  ///
  /// - Parameters:
  ///   - other: where mean and deviation come from, usually the training part; `nil` for this data set itself.
  ///   - targets: whether the same is done to targets, which are numbers.
  /// - Throws: `DataError.features` if its samples have another shape.
  public func standardized(like other: Dataset? = nil, targets: Bool = false) throws -> Dataset {
    try rescaled(like: other, targets: targets) { column in
      guard let extremes = column.extremes, extremes.0 < extremes.1 else {
        return (column.first ?? 0, 1)
      }
      let n = Double(column.count)
      let mean = column.reduce(0, +) / n
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
      let deviation = variance.squareRoot()
      return (mean, deviation > 0 ? deviation : 1)
    }
  }

  /// Each feature shifted and scaled so that, over `other`, it goes from 0 to 1.
  ///
  ///     z = (x - min) / (max - min)
  ///
  /// A feature that is constant over `other` is divided by 1. Values outside the range of `other`
  /// go beyond 0 and 1.
  ///
  /// - Parameters:
  ///   - other: where the range comes from; `nil` for this data set itself.
  ///   - targets: whether the same is done to targets, which are numbers.
  /// - Throws: `DataError.features` if its samples have another shape.
  public func scaled(like other: Dataset? = nil, targets: Bool = false) throws -> Dataset {
    try rescaled(like: other, targets: targets) { column in
      guard let extremes = column.extremes, extremes.0 < extremes.1 else {
        return (column.first ?? 0, 1)
      }
      return (extremes.0, extremes.1 - extremes.0)
    }
  }

  /// Applies `(x - shift) / divisor`, which `statistics` finds for each feature of `other`.
  private func rescaled(
    like other: Dataset?, targets isForTargets: Bool,
    by statistics: ([Double]) -> (shift: Double, divisor: Double)
  ) throws -> Dataset {
    let reference = other ?? self
    guard reference.sampleShape == sampleShape else {
      throw DataError.features(
        expected: "\(reference.sampleShape)", got: "\(sampleShape)")
    }
    let newSource = try source.rescaled(like: reference.source, "feature", by: statistics)
    guard isForTargets else {
      return try replacing(source: newSource, targets: targets, dtype: dtype)
    }
    guard let targets, let known = reference.targets,
      known.shape.removing(0..<1) == targets.shape.removing(0..<1)
    else {
      throw DataError.inconsistent(
        "targets = true is for targets that are numbers, as many a sample in both data sets")
    }
    return try replacing(
      source: newSource, targets: targets.rescaled(like: known, "target", by: statistics),
      dtype: dtype)
  }
}

extension Tensor {
  /// Each column shifted and divided as `statistics` finds for that of another.
  fileprivate func rescaled(
    like other: Tensor, _ what: String,
    by statistics: ([Double]) -> (shift: Double, divisor: Double)
  ) throws -> Tensor {
    let columns = count / shape[0]
    let from = other.doubles
    var values = doubles
    for column in 0..<columns {
      let known = stride(from: column, to: from.count, by: columns).map { from[$0] }
      let (shift, divisor) = statistics(known)
      guard shift.isFinite, divisor.isFinite else {
        throw DataError.value(
          what: "spread of \(what) \(column + 1)", got: "more than float64 holds",
          expected: "numbers below 1e150")
      }
      for index in stride(from: column, to: values.count, by: columns) {
        values[index] = (values[index] - shift) / divisor
      }
    }
    return try Tensor(values, shape: shape, dtype: dtype)
  }
}

extension [Double] {
  /// The smallest and the largest value.
  fileprivate var extremes: (Double, Double)? {
    guard let smallest = self.min(), let largest = self.max() else { return nil }
    return (smallest, largest)
  }
}

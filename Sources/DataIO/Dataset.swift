import Tensors

/// Samples with targets, which are classes or numbers, as a value: every change gives another data set.
public struct Dataset: Sendable {
  /// The features as they were read, before rounding to `dtype`: `[n, features…]`.
  public let source: Tensor
  /// The features: `source` in `dtype`.
  public let x: Tensor
  /// The targets: classes, counted from 1, int32 `[n]`; or numbers, `[n]` or `[n, outputs…]`, in `dtype`.
  public let y: Tensor
  /// Numbers as targets as they were read, before rounding to `dtype`; nil for classes.
  public let targets: Tensor?
  /// The name of class `k` is `classNames[k - 1]`; empty where targets are numbers.
  public let classNames: [String]
  /// Names of the features; empty if they have none.
  public let featureNames: [String]

  /// Number of samples.
  public var count: Int { x.shape[0] }
  public var dtype: DType { x.dtype }
  /// The shape of one sample.
  public var sampleShape: Shape { x.shape.removing(0..<1) }

  /// Whether targets are numbers.
  public var isRegression: Bool { targets != nil }

  /// - Parameters:
  ///   - source: finite features `[n, features…]`, n at least 1, float32 or float64.
  ///   - classes: one class a sample, from 1 to the number of class names.
  ///   - featureNames: as many as a sample has features, or none.
  ///   - dtype: of `x`; float32 or float64.
  /// - Throws: `DataError` if these do not fit together, `LabelError` for a class that there is not.
  public init(
    source: Tensor, classes: [Int32], classNames: [String], featureNames: [String] = [],
    dtype: DType = .float32
  ) throws {
    let features = try Dataset.featureCount(source, names: featureNames, dtype: dtype)
    guard classes.count == source.shape[0] else {
      throw DataError.inconsistent(
        "there are \(source.shape[0]) samples, but \(classes.count) classes for them")
    }
    for (row, index) in classes.enumerated() {
      try Labels.check(Double(index), sample: row + 1, classes: classNames.count)
    }
    let x = source.dtype == dtype ? source : try source.rounded(to: dtype)
    try Dataset.requireFinite(x, features: features)
    self.init(
      source: source, x: x, y: try Tensor(classes, shape: Shape([classes.count])),
      classNames: classNames, featureNames: featureNames)
  }

  /// Samples with numbers as targets, for a regression.
  ///
  /// - Parameters:
  ///   - source: finite features `[n, features…]`, n at least 1, float32 or float64.
  ///   - targets: finite numbers `[n]` or `[n, outputs…]`, float32 or float64.
  /// - Throws: `DataError` if these do not fit together.
  public init(
    source: Tensor, targets: Tensor, featureNames: [String] = [], dtype: DType = .float32
  ) throws {
    let features = try Dataset.featureCount(source, names: featureNames, dtype: dtype)
    guard targets.dtype.isFloat, targets.shape.rank >= 1, targets.shape[0] == source.shape[0],
      targets.count > 0
    else {
      throw DataError.inconsistent(
        "there are \(source.shape[0]) samples, but \(targets.dtype.rawValue) targets of shape "
          + "\(targets.shape) for them")
    }
    let x = source.dtype == dtype ? source : try source.rounded(to: dtype)
    try Dataset.requireFinite(x, features: features)
    let y = targets.dtype == dtype ? targets : try targets.rounded(to: dtype)
    if !y.isFinite, let bad = (0..<y.count).first(where: { !y[$0].isFinite }) {
      throw DataError.targetNotFinite(row: bad / (y.count / y.shape[0]) + 1, value: y[bad])
    }
    self.init(
      source: source, x: x, y: y, targets: targets, classNames: [], featureNames: featureNames)
  }

  /// Images made of bytes, which are finite, with classes that were checked.
  init(images: Tensor, classes: [Int32], classNames: [String], dtype: DType) throws {
    let x = images.dtype == dtype ? images : try images.rounded(to: dtype)
    self.init(
      source: images, x: x, y: try Tensor(classes, shape: Shape([classes.count])),
      classNames: classNames, featureNames: [])
  }

  init(
    source: Tensor, x: Tensor, y: Tensor, targets: Tensor? = nil, classNames: [String],
    featureNames: [String]
  ) {
    self.source = source
    self.x = x
    self.y = y
    self.targets = targets
    self.classNames = classNames
    self.featureNames = featureNames
  }

  /// The same data in another type: float64 has all the decimals that were read.
  public func converted(to dtype: DType) throws -> Dataset {
    if dtype == self.dtype { return self }
    return try replacing(source: source, targets: targets, dtype: dtype)
  }

  /// The class of each sample, counted from 1; none where targets are numbers.
  public var classes: [Int32] {
    isRegression ? [] : y.withElements(as: Int32.self) { Array($0) }
  }

  /// The same samples with other features, and other numbers as targets.
  func replacing(source: Tensor, targets: Tensor?, dtype: DType) throws -> Dataset {
    if let targets {
      return try Dataset(
        source: source, targets: targets, featureNames: featureNames, dtype: dtype)
    }
    return try Dataset(
      source: source, classes: classes, classNames: classNames, featureNames: featureNames,
      dtype: dtype)
  }

  /// How many features a sample has.
  private static func featureCount(
    _ source: Tensor, names: [String], dtype: DType
  ) throws -> Int {
    guard source.dtype.isFloat, dtype.isFloat else {
      throw DataError.value(
        what: "dtype of a data set", got: (dtype.isFloat ? source.dtype : dtype).rawValue,
        expected: "float32 or float64")
    }
    guard source.shape.rank >= 1, source.count > 0 else {
      throw DataError.inconsistent(
        "a data set needs at least one sample and one feature, got shape \(source.shape)")
    }
    let features = source.count / source.shape[0]
    guard names.isEmpty || names.count == features else {
      throw DataError.inconsistent(
        "a sample has \(features) features, but there are \(names.count) names for them")
    }
    return features
  }

  private static func requireFinite(_ x: Tensor, features: Int) throws {
    guard !x.isFinite else { return }
    for index in 0..<x.count where !x[index].isFinite {
      throw DataError.notFinite(
        row: index / features + 1, feature: index % features + 1, value: x[index])
    }
  }
}

extension Tensor {
  /// The same numbers in float32 or float64, each rounded to the nearest.
  fileprivate func rounded(to dtype: DType) throws -> Tensor {
    try Tensor(TensorType(shape, dtype)) { memory in
      if dtype == .float32 {
        let result = memory.bindMemory(to: Float.self, capacity: count)
        withElements(as: Double.self) { for k in 0..<count { result[k] = Float($0[k]) } }
      } else {
        let result = memory.bindMemory(to: Double.self, capacity: count)
        withElements(as: Float.self) { for k in 0..<count { result[k] = Double($0[k]) } }
      }
    }
  }
}

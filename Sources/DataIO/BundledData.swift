import Tensors

/// The data sets that ship with Tarn, in the folder `data` of its standard library.
public enum BundledData: String, Sendable, CaseIterable {
  case iris
  case wine
  case breastCancer = "breast_cancer"
  case digits
  case diabetes

  /// Whether its targets are numbers.
  public var isRegression: Bool { self == .diabetes }

  /// Names of the classes; class 1 is the one that the file calls 0. None where targets are numbers.
  public var classNames: [String] {
    switch self {
    case .iris: ["setosa", "versicolor", "virginica"]
    case .wine: ["cultivar 1", "cultivar 2", "cultivar 3"]
    case .breastCancer: ["malignant", "benign"]
    case .digits: (0...9).map(String.init)
    case .diabetes: []
    }
  }

  /// Reads the data set; its values are raw, as they were measured.
  ///
  /// - Parameter standardLibrary: path of the folder that holds `data`.
  /// - Throws: `DataError` if the file is missing or damaged.
  public func load(
    standardLibrary: String, dtype: DType = .float32
  ) throws -> Dataset {
    let path = "\(standardLibrary)/data/\(rawValue).csv"
    let read = try CSV(target: .name("target"), hasHeader: true, isRegression: isRegression)
      .read(path, dtype: dtype)
    if isRegression { return read }
    // The reader numbers the whole numbers 0, 1, … of the file from 1.
    guard read.classNames == classNames.indices.map(String.init) else {
      throw DataError.damaged(
        path: path,
        detail: "expected the classes 0 to \(classNames.count - 1), "
          + "found \(read.classNames.prefix(12).joined(separator: ", "))")
    }
    return try Dataset(
      source: read.source, classes: read.classes, classNames: classNames,
      featureNames: read.featureNames, dtype: dtype)
  }
}

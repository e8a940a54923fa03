/// What can be wrong with class labels.
public enum LabelError: Error, Equatable, CustomStringConvertible {
  case shape(Shape, samples: Int)
  /// - Parameter classes: nil where there may be any number of them.
  case value(Double, sample: Int, classes: Int?)

  public var description: String {
    switch self {
    case .shape(let got, let samples):
      "labels: got \(got), expected one class for each of \(samples) samples"
        + (got.rank > 1 ? LabelError.regression : "")
    case .value(let value, let sample, let classes):
      value == 0
        ? "labels: sample \(sample) has class 0; classes start at 1"
        : "labels: sample \(sample) has class \(LabelError.shown(value)), expected a whole number from 1"
          + (classes.map { " to \($0)" } ?? "; classes start at 1")
          + (value != value.rounded() || classes == 1 ? LabelError.regression : "")
    }
  }

  /// What goes with numbers instead.
  private static let regression =
    "; targets that are numbers, of a regression, go with loss.mse(), net:rmse() and net:r2()"

  private static func shown(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }
}

/// Class labels: whole numbers from 1, of any element type.
public enum Labels {
  /// Rows with a 1 at the class and 0 elsewhere, [n, classes]. Labels whose values are known are
  /// checked.
  public static func oneHot(_ y: Value, samples: Int, classes: Int, dtype: DType) throws -> Value {
    try check(y, samples: samples, classes: classes)
    let row = try Tensor((1...max(classes, 1)).map(Double.init), dtype: dtype)
    return try y.cast(to: dtype).reshaped(to: Shape([samples, 1])).equals(.tensor(row))
  }

  /// One label for each sample, along the first dimension; values only where they are known.
  public static func check(_ y: Value, samples: Int, classes: Int) throws {
    guard y.shape.count == samples, y.shape.rank <= 1 || y.shape[0] == samples else {
      throw LabelError.shape(y.shape, samples: samples)
    }
    guard let known = try y.known else { return }
    for k in 0..<known.count { try check(known[k], sample: k + 1, classes: classes) }
  }

  /// - Parameters:
  ///   - sample: which one this is, from 1.
  ///   - classes: nil where there may be any number of them.
  public static func check(_ label: Double, sample: Int, classes: Int?) throws {
    guard label >= 1, label <= Double(classes ?? Int(Int32.max)), label == label.rounded() else {
      throw LabelError.value(label, sample: sample, classes: classes)
    }
  }
}

import Tensors

/// The volume of the smallest box around a set, by logarithms: in 784 dimensions the product of the
/// widths is no number, and a side of width zero must not end a training.
enum HullVolume {
  /// The sum of log max(width, smallest normal number).
  /// - Parameter widths: [n, outputs].
  static func logarithm(_ widths: Value) throws -> Value { try logWidths(widths).sum([1]) }

  /// volume^(1 / outputs).
  static func geometricWidth(_ widths: Value) throws -> Value {
    try logWidths(widths).mean([1]).exp()
  }

  private static func logWidths(_ widths: Value) throws -> Value {
    try widths.maximum(widths.dtype.smallestNormal).log()
  }
}

extension DType {
  /// The smallest positive number of full precision, where logarithms of nothing end.
  var smallestNormal: Double {
    self == .float64 ? Double.leastNormalMagnitude : Double(Float.leastNormalMagnitude)
  }
}

import Tensors

/// How large a box is: one number from the widths of its sides.
public enum Measure: String, CaseIterable, Sendable {
  /// The natural logarithm of the volume: the sum of log max(width, smallest normal number).
  case logVolume = "log_volume"
  /// The product of the widths. Under- and overflows in many dimensions; the logarithm does not.
  case volume
  /// The geometric mean of the widths, volume^(1 / outputs).
  case geometricWidth = "geometric_width"
  case meanWidth = "mean_width"
  case maxWidth = "max_width"

  /// - Parameter widths: [n, outputs].
  public func callAsFunction(_ widths: Value) throws -> Value {
    switch self {
    case .logVolume: try Measure.logWidths(widths).sum([1])
    case .volume: try Measure.logWidths(widths).sum([1]).exp()
    case .geometricWidth: try Measure.logWidths(widths).mean([1]).exp()
    case .meanWidth: try widths.mean([1])
    case .maxWidth: try widths.max([1])
    }
  }

  /// Logarithms of widths that stay finite for a side of width zero.
  private static func logWidths(_ widths: Value) throws -> Value {
    let smallest =
      widths.dtype == .float64
      ? Double.leastNormalMagnitude : Double(Float.leastNormalMagnitude)
    return try widths.maximum(smallest).log()
  }
}

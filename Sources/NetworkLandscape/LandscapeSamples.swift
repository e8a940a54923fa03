import DataIO
import Tensors

/// The data of a landscape: inputs in float64, all finite, and targets. They stay what they are at every
/// point.
public struct LandscapeSamples {
  public let x: Value
  public let y: Value

  /// - Throws: inputs that are not finite, or whose values are not known.
  public init(x: Value, y: Value) throws {
    let tensor = try x.cast(to: .float64).tensor(for: "the landscape of a loss")
    guard tensor.isFinite else { throw NetworkLandscapeError.samplesNotFinite }
    self.x = .tensor(tensor)
    self.y = y
  }

  /// The samples of a data set, with all digits that were read.
  public init(_ data: Dataset) throws {
    let converted = try data.converted(to: .float64)
    x = .tensor(converted.x)
    y = .tensor(converted.y)
  }
}

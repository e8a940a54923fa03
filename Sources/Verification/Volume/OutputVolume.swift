import Regions
import Settings
import Tensors

/// The volume of the set of outputs itself, of at most three: the union of the images of the parts of a box, never the
/// sum of their volumes. Between what the images fill and what they do not reach beyond.
///
/// A network that is linear in pieces is cut into them; any other, and what time leaves, is cut into parts whose images
/// lie between a zonotope that they fill and the set that linear bounds leave.
public struct OutputVolume: Defaulted, Sendable {
  /// Seconds a row.
  public var timeout = 10.0
  public var workers = 1

  public init() {}

  public static let about = About(
    "output_volume",
    "The volume of the set of outputs itself, of a network of at most three: a length, an area, or a volume, of the union "
      + "of the images of the parts of a set, from below and from above.")
  public static let settings: [Setting<OutputVolume>] = [
    .number("timeout", \.timeout, .positive, identifies: false, "Seconds for each row of the set.")
  ]

  public struct Result: Sendable {
    public internal(set) var lower = 0.0
    public internal(set) var upper = Double.infinity
    /// Whether the two are one number, to rounding.
    public internal(set) var isExact = false

    public init() {}
  }

  /// More outputs than are measured.
  public struct TooManyOutputs: Error, Equatable, CustomStringConvertible {
    public let outputs: Int
    public var description: String {
      "output_volume measures at most 3 outputs, and the function has \(outputs); a linear layer behind it can choose some"
    }
  }

  /// - Parameter report: is given each box's result as soon as it is known.
  public func callAsFunction(
    _ model: Model, _ set: Box, _ report: (_ box: Int, Result) -> Void
  ) throws {
    let sets = try FlatSets(model, set, for: "output_volume")
    guard (1...3).contains(sets.function.outputs) else {
      throw TooManyOutputs(outputs: sets.function.outputs)
    }
    let bounds = try FunctionBounds(sets.function, isSound: true)
    try TimedSearches(seconds: timeout, workers: workers)(
      sets.count,
      {
        VolumeSearch(bounds, lower: sets.lower($0), upper: sets.upper($0), seconds: timeout)
      }, report)
  }
}

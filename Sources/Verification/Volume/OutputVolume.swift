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
    let (lower, upper) = (try set.lower.tensor(for: "range"), try set.upper.tensor(for: "range"))
    guard lower.shape.rank >= 2 else {
      throw TensorError.shapes(
        operation: "output_volume", got: [lower.shape], expected: "sets along the first dimension")
    }
    let function = try SampleFunction(
      model, sample: Shape(Array(lower.shape.dimensions.dropFirst())))
    guard (1...3).contains(function.outputs) else {
      throw TooManyOutputs(outputs: function.outputs)
    }
    let bounds = try FunctionBounds(function, isSound: true)
    let (low, high) = (lower.doubles, upper.doubles)
    let lock = Guarded(())
    let n = function.inputs
    _ = try Team.map(Array(0..<lower.shape[0]), chunk: 1, workers: workers) { _, own in
      for k in own {
        let box = (
          lower: Array(low[k * n..<(k + 1) * n]), upper: Array(high[k * n..<(k + 1) * n])
        )
        var result = Result()
        // What an interruption leaves is known as well.
        defer { lock.withLock { _ in report(k, result) } }
        do {
          try Cancellation.within(seconds: timeout) {
            try bounds.function.checkOutputs(
              at: zip(box.lower, box.upper).map { 0.5 * $0 + 0.5 * $1 })
            try measure(bounds, box.lower, box.upper, &result)
          }
        } catch is OutOfTime {}
      }
      return own
    }
  }

  private func measure(
    _ bounds: FunctionBounds, _ lower: [Double], _ upper: [Double], _ result: inout Result
  ) throws {
    if bounds.function.outputs == 1 {
      try measureLength(bounds, lower, upper, &result)
    } else {
      var parts = try ImageParts(bounds, lower, upper)
      try parts.run(seconds: timeout) { measure in
        result.lower = max(result.lower, min(measure.lower, measure.upper))
        result.upper = min(result.upper, measure.upper)
        result.isExact = OutputVolume.isExact(result)
      }
    }
  }

  /// Of what a bracket measures: how narrow it is where it is exact to rounding.
  private static let exact = 1e-7

  private static func isExact(_ result: Result) -> Bool {
    result.upper < .infinity && result.lower <= result.upper
      && result.upper - result.lower <= exact * result.upper
  }

  /// The image of a box under a continuous function of one output is an interval.
  private func measureLength(
    _ bounds: FunctionBounds, _ lower: [Double], _ upper: [Double], _ result: inout Result
  ) throws {
    var search = try RangeSearch(
      bounds, [[1]], lower: lower, upper: upper, tolerance: OutputVolume.finest)
    defer {
      let range = search.result
      // What is attained is known to the rounding of the function as it is run.
      let rounding = 0x1p-48 * (abs(range.innerUpper[0]) + abs(range.innerLower[0]))
      let inner = range.innerUpper[0] - range.innerLower[0] - rounding
      result.upper = range.upper[0] - range.lower[0]
      result.lower = bounds.isContinuous ? min(max(inner, 0), result.upper) : 0
      result.isExact = OutputVolume.isExact(result)
    }
    try search.run()
  }

  private static let finest = 1e-9
}

extension FunctionBounds {
  /// Whether the function has no jumps, as far as its operations say.
  var isContinuous: Bool {
    let graph = function.graph
    let (partition, live) = (graph.partition(), graph.live)
    return isChain
      || graph.nodes.indices.allSatisfy { k in
        guard live[k], case .apply(let primitive) = graph.nodes[k].operation,
          partition.varying(k).contains(true)
        else { return true }
        switch primitive.traits {
        case .linear, .product, .saturating, .extreme, .largest, .smallest, .wave: return true
        case .curve(.pole, _): return false
        case .curve: return true
        default: return false
        }
      }
  }
}

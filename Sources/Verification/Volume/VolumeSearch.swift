import Tensors

/// The search for the volume of the outputs on one box.
struct VolumeSearch: AnytimeSearch {
  private let bounds: FunctionBounds
  private let lower: [Double]
  private let upper: [Double]
  private let seconds: Double
  private(set) var result = OutputVolume.Result()

  init(_ bounds: FunctionBounds, lower: [Double], upper: [Double], seconds: Double) {
    self.bounds = bounds
    self.lower = lower
    self.upper = upper
    self.seconds = seconds
  }

  mutating func run() throws {
    try bounds.function.checkOutputs(at: zip(lower, upper).map { 0.5 * $0 + 0.5 * $1 })
    if bounds.function.outputs == 1 {
      try measureLength()
    } else {
      var parts = try ImageParts(bounds, lower, upper)
      try parts.run(seconds: seconds) { measure in
        result.lower = max(result.lower, min(measure.lower, measure.upper))
        result.upper = min(result.upper, measure.upper)
        result.isExact = VolumeSearch.isExact(result)
      }
    }
  }

  /// Of what a bracket measures: how narrow it is where it is exact to rounding.
  private static let exact = 1e-7

  private static func isExact(_ result: OutputVolume.Result) -> Bool {
    result.upper < .infinity && result.lower <= result.upper
      && result.upper - result.lower <= exact * result.upper
  }

  /// The image of a box under a continuous function of one output is an interval.
  private mutating func measureLength() throws {
    var search = try RangeSearch(
      bounds, [[1]], lower: lower, upper: upper, tolerance: VolumeSearch.finest)
    defer {
      let range = search.result
      // What is attained is known to the rounding of the function as it is run.
      let rounding = 0x1p-48 * (abs(range.innerUpper[0]) + abs(range.innerLower[0]))
      let inner = range.innerUpper[0] - range.innerLower[0] - rounding
      result.upper = range.upper[0] - range.lower[0]
      result.lower = bounds.isContinuous ? min(max(inner, 0), result.upper) : 0
      result.isExact = VolumeSearch.isExact(result)
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

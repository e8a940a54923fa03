import Reachability
import Regions
import Tensors
import Verification

/// Everything that bounds a function, under one roof: what holds for one must hold for all.
enum Engine: String, CaseIterable {
  case interval, zonotope, deepZ
  /// Linear bounds as one static graph.
  case crown, crownInterval, alphaCrown
  /// The same on known values, stage by stage and element by element.
  case drivenCrown, drivenAlpha
  case intersection
  /// The verifier's own, for networks that are linear in pieces; the first has S-shaped neurons too.
  case chain, split

  /// Those of domains, which take any function that intervals can bound.
  static var domains: [Engine] { allCases.filter { $0.options(sound: false) != nil } }
  /// Those whose bounds are at least as narrow as intervals by construction.
  static let linear: [Engine] = [
    .crown, .crownInterval, .alphaCrown, .drivenCrown, .drivenAlpha, .intersection, .chain, .split,
  ]

  func options(sound: Bool) -> BoundOptions? {
    var options: BoundOptions
    switch self {
    case .interval: options = BoundOptions(.interval)
    case .zonotope: options = BoundOptions(.zonotope)
    case .deepZ:
      options = BoundOptions(ZonotopeDomain(slope: .deepZ))
    case .crown, .drivenCrown: options = BoundOptions(.crown)
    case .crownInterval: options = BoundOptions(.crownInterval)
    case .alphaCrown, .drivenAlpha: options = BoundOptions(AlphaCrownDomain(iterations: 3))
    case .intersection: options = BoundOptions(.intersection)
    case .chain, .split: return nil
    }
    options.isSound = sound
    return options
  }

  struct Bounds {
    let lower: [Double]
    let upper: [Double]

    var width: Double { zip(lower, upper).reduce(0) { $0 + $1.1 - $1.0 } }
  }

  /// Bounds of a function of one tensor; nil where the engine does not take such functions.
  /// - Throws: `UnboundedOperation`.
  func bounds(
    _ lower: Tensor, _ upper: Tensor, sound: Bool = false, _ function: (Value) throws -> Value
  ) throws -> Bounds? {
    guard let options = options(sound: sound) else {
      return try chained(lower, upper, sound: sound, function)
    }
    let set = try Box(lower: .tensor(lower), upper: .tensor(upper))
    let image: ReachableSet
    switch self {
    case .crown, .crownInterval, .alphaCrown:
      // Inside a trace nothing is known of the values: that is the dense form.
      let traced = try Trace.graph([lower.type, upper.type]) { ends in
        let image = try Box(lower: ends[0], upper: ends[1]).image(function, options)
        return [image.lower, image.upper]
      }
      let found = try traced.graph([set.lower, set.upper])
      image = ReachableSet(lower: found[0], upper: found[1])
    case .drivenCrown, .drivenAlpha:
      let (graph, captured) = try Trace.graph([lower.type]) { [try function($0[0])] }
      guard
        let driven = try UnboundedOperation.named(
          options.domain, { try options.domain.driven(graph, options) })
      else { return nil }
      image = try UnboundedOperation.named(options.domain) {
        try driven(lower: lower, upper: upper, captured.map { try $0.tensor() })
      }
    default: image = try set.image(function, options)
    }
    return Bounds(lower: try image.lower.tensor().doubles, upper: try image.upper.tensor().doubles)
  }

  private func chained(
    _ lower: Tensor, _ upper: Tensor, sound: Bool, _ function: (Value) throws -> Value
  ) throws -> Bounds? {
    let shape = lower.shape
    let rows = shape.rank > 1 ? shape[0] : 1
    let size = lower.count / rows
    var (low, high): ([Double], [Double]) = ([], [])
    for row in 0..<rows {
      let one = shape.rank > 1 ? shape.replacing(0, with: 1) : shape
      let (graph, captured) = try Trace.graph([TensorType(try Shape([1, size]), .float64)]) {
        let y = try function($0[0].reshaped(to: one))
        return [try y.reshaped(to: Shape([1, y.shape.count]))]
      }
      guard captured.isEmpty else { return nil }
      func ends(_ all: Tensor) -> [Double] { Array(all.doubles[row * size..<(row + 1) * size]) }
      guard
        let image = try ChainImage(
          graph, lower: ends(lower), upper: ends(upper), isSound: sound,
          isRectified: self == .split)
      else { return nil }
      let found = self == .chain ? image.bounds : try image.split(steps: 5)
      low += found.lower
      high += found.upper
    }
    return Bounds(lower: low, upper: high)
  }
}

import Tensors

/// The search for the nearest valid input of another class than a sample's: one branch and bound for each other class,
/// of which the one with the lowest bound goes on.
struct DistanceSearch: AnytimeSearch {
  private let bounds: FunctionBounds
  private let center: [Double]
  private let label: Int
  private let lower: [Double]
  private let upper: [Double]
  private let largest: Double?
  private let tolerance: Double
  private(set) var result = ExactDistance.Result()
  private var function: SampleFunction { bounds.function }

  /// Where no range and no largest distance is given, the radius grows up to so many times the size of the sample.
  private static let farthest = 1e6
  private static let growth = 4.0

  init(
    _ bounds: FunctionBounds, center: [Double], label: Int, lower: [Double], upper: [Double],
    largest: Double?, tolerance: Double
  ) {
    self.bounds = bounds
    self.center = center
    self.label = label
    self.lower = lower
    self.upper = upper
    self.largest = largest
    self.tolerance = tolerance
  }

  mutating func run() throws {
    let logits = try function(center)
    guard logits.allSatisfy(\.isFinite) else { throw UnknownLogits() }
    if DistanceSearch.isWrong(logits, label) { return found(center, at: 0, from: 0) }
    let limit = min(
      largest ?? .infinity,
      center.indices.reduce(0) { max($0, center[$1] - lower[$1], upper[$1] - center[$1]) })
    var radius = limit
    if !limit.isFinite {
      radius = max(1, center.reduce(0) { max($0, abs($1)) })
    }
    let farthest = radius * DistanceSearch.farthest
    while true {
      try search(within: radius)
      if result.isSolved || radius >= limit || radius >= farthest { break }
      radius = min(radius * DistanceSearch.growth, limit)
    }
    // Nothing in the whole range of valid inputs is of another class.
    if !result.isSolved, limit.isFinite, largest.map({ $0 > limit }) ?? true,
      result.lower >= limit
    {
      (result.lower, result.upper, result.isSolved) = (.infinity, .infinity, true)
    }
  }

  /// Raises the lower bound up to a radius, unless something is found.
  private mutating func search(within radius: Double) throws {
    let low = center.indices.map { max(lower[$0], (center[$0] - radius).nextDown) }
    let high = center.indices.map { min(upper[$0], (center[$0] + radius).nextUp) }
    var races: [Race] = []
    for other in 0..<function.outputs where other != label {
      races.append(
        Race(
          try bounds([row(against: other)], from: low, to: high), low, high))
    }
    // A little beyond the radius, so that what is left open near it is not taken for found.
    let best = result.adversarial == nil ? radius + 2 * tolerance : result.upper
    var aim = NearestPoint(
      from: center, lower: low, upper: high, best: best
    ) { [function, label] in DistanceSearch.isWrong(try function($0), label) }
    defer { note(aim, races, within: radius) }
    for race in races { try race.approach(&aim, center) }
    for race in races { try race.clear(aim) }
    while true {
      try Cancellation.check()
      let lowest = races.filter { !$0.isDone(aim, tolerance) }.min { $0.bound < $1.bound }
      guard let lowest else { break }
      try lowest.step(&aim, tolerance)
    }
  }

  private mutating func note(_ aim: NearestPoint, _ races: [Race], within radius: Double) {
    result.splits += races.reduce(0) { $0 + $1.splits }
    let bound = races.reduce(Double.infinity) { min($0, $1.bound) }
    result.lower = max(result.lower, min(bound, aim.best, radius))
    guard let place = aim.place else { return }
    result.upper = aim.best
    result.adversarial = place
    result.isSolved = result.upper - result.lower <= tolerance
  }

  private mutating func found(_ point: [Double], at distance: Double, from lower: Double) {
    (result.lower, result.upper) = (lower, distance)
    (result.adversarial, result.isSolved) = (point, true)
  }

  /// The logit of the sample's class less another.
  private func row(against other: Int) -> Specification.Row {
    var coefficients = [Double](repeating: 0, count: function.outputs)
    (coefficients[label], coefficients[other]) = (1, -1)
    return Specification.Row(coefficients: coefficients, bound: 0, isStrict: false)
  }

  /// Whether the class of some logits, the first of the largest, is another.
  static func isWrong(_ logits: [Double], _ label: Int) -> Bool {
    logits.indices.contains {
      logits[$0] > logits[label] || (logits[$0] == logits[label] && $0 < label)
    }
  }
}

/// One class's branch and bound.
private final class Race {
  private let bounds: any PartBounds
  private var search: PartSearch

  init(_ bounds: any PartBounds, _ lower: [Double], _ upper: [Double]) {
    self.bounds = bounds
    search = PartSearch(Part(lower: lower, upper: upper))
  }

  var bound: Double { search.bound }
  var splits: Int { search.splits }

  func isDone(_ aim: NearestPoint, _ tolerance: Double) -> Bool { search.isDone(aim, tolerance) }

  func approach(_ aim: inout NearestPoint, _ center: [Double]) throws {
    try aim.approach(center, bounds)
  }

  func clear(_ aim: NearestPoint) throws { search.raise(to: try aim.clearRadius(bounds)) }

  func step(_ aim: inout NearestPoint, _ tolerance: Double) throws {
    try search.step(&aim, bounds, tolerance: tolerance)
  }
}

/// Outputs of a sample that are no numbers.
public struct UnknownLogits: Error, CustomStringConvertible {
  public var description: String {
    "the network's outputs for a sample, or in the middle of a set, are NaN or infinite"
  }
}

import Tensors

/// The search for the range of some linear combinations of outputs on one box: one branch and bound for each end.
struct RangeSearch: AnytimeSearch {
  private let bounds: FunctionBounds
  private let combinations: [[Double]]
  private let tolerance: Double
  private var ends: [End]

  init(
    _ bounds: FunctionBounds, _ combinations: [[Double]], lower: [Double], upper: [Double],
    tolerance: Double
  ) throws {
    self.bounds = bounds
    self.combinations = combinations
    self.tolerance = tolerance
    let rows = combinations.flatMap { row in
      [1.0, -1].map { sign in
        Specification.Row(coefficients: row.map { sign * $0 }, bound: 0, isStrict: false)
      }
    }
    // Known at once, whatever time there is for more.
    let floors = try bounds.intervals(of: rows, lower, upper)
    ends = zip(rows, floors).map { End($0, lower, upper, floor: $1) }
  }

  /// Goes on with all ends in turn until each is known.
  mutating func run() throws {
    try bounds.function.checkOutputs(at: ends.first?.middle ?? [])
    for end in ends {
      try Cancellation.check()
      try end.begin(bounds)
    }
    while true {
      let open = ends.filter { !$0.isDone(tolerance) }
      guard !open.isEmpty else { break }
      for end in open {
        try Cancellation.check()
        try end.step(tolerance)
      }
    }
  }

  /// What is attained is what the function gives, in double precision, not what the bounds compute.
  var result: ExactRange.Result {
    var result = ExactRange.Result(
      lower: [], upper: [], innerLower: [], innerUpper: [], least: [], greatest: [],
      isSolved: ends.allSatisfy { $0.isSolved(tolerance) },
      splits: ends.reduce(0) { $0 + $1.splits })
    for (k, row) in combinations.enumerated() {
      let (low, high) = (ends[2 * k], ends[2 * k + 1])
      func value(_ place: [Double]) -> Double {
        guard let outputs = try? bounds.function(place) else { return .nan }
        return zip(row, outputs).reduce(0) { $0 + ($1.0 == 0 ? 0 : $1.0 * $1.1) }
      }
      let inner = (value(low.place), value(high.place))
      result.innerLower.append(inner.0)
      result.innerUpper.append(inner.1)
      // The function as it is run is rounded too.
      result.lower.append(min(low.bound, inner.0))
      result.upper.append(max(-high.bound, inner.1))
      result.least.append(low.place)
      result.greatest.append(high.place)
    }
    return result
  }
}

/// One end of a range.
private final class End {
  private let row: Specification.Row
  private var bounds: (any PartBounds)?
  private var search: PartSearch
  private var aim: LowestValue
  private let box: (lower: [Double], upper: [Double])
  let middle: [Double]

  init(_ row: Specification.Row, _ lower: [Double], _ upper: [Double], floor: Double) {
    self.row = row
    box = (lower, upper)
    search = PartSearch(Part(lower: lower, upper: upper, bound: floor))
    aim = LowestValue(lower: lower, upper: upper)
    middle = zip(lower, upper).map { 0.5 * $0 + 0.5 * $1 }
  }

  var bound: Double { min(search.bound, aim.best) }
  var place: [Double] { aim.place ?? middle }
  var splits: Int { search.splits }

  func isDone(_ tolerance: Double) -> Bool { search.isDone(aim, within(tolerance)) }
  func isSolved(_ tolerance: Double) -> Bool { aim.best - bound <= within(tolerance) }

  /// Large outputs are known to rounding only.
  private func within(_ tolerance: Double) -> Double {
    aim.best.isFinite ? max(tolerance, 0x1p-36 * abs(aim.best)) : tolerance
  }

  func begin(_ function: FunctionBounds) throws {
    let made = try function([row], from: box.lower, to: box.upper)
    bounds = made
    try aim.offer([middle], made)
  }

  func step(_ tolerance: Double) throws {
    guard let bounds else { return }
    try search.step(&aim, bounds, tolerance: within(tolerance))
  }
}

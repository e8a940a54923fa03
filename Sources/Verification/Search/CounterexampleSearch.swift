import Attacks
import Regions
import Tensors

/// A search for unsafe inputs by projected gradient descent from many places of a box: what is descended is the
/// largest excess of the rows of a condition.
final class CounterexampleSearch {
  private let subject: TracedSubject
  private let box: Specification.Case
  /// How many descents are done at once: fewer where memory has no room for more.
  private var starts: Int
  /// Of a batch of inputs the excess of each row over its bound, [n, rows]: those of the conditions, then those that
  /// inputs meet.
  private let excess: Model
  private let conditions: Conditions

  /// How far inputs may be from meeting a row, relative to its size: they are moved before they are tried.
  private static let tolerance = 1e-4

  /// - Parameter starts: how many descents are done at once.
  init(_ subject: Subject, _ box: Specification.Case, starts: Int) throws {
    self.subject = subject.traced
    self.box = box
    self.starts = starts
    let rows = box.conditions.flatMap(\.rows)
    let matrix = try CounterexampleSearch.matrix(rows.map(\.coefficients))
    let limits = Value.tensor(try Tensor(rows.map(\.bound), dtype: .float64))
    let (lower, upper) = (box.innerLower, box.innerUpper)
    let spaces = box.inputRows.map { row in
      let space = row.halfSpace(lower, upper)
      let tolerance = CounterexampleSearch.tolerance * row.size(lower, upper)
      return (slopes: space.slopes, limit: space.limit + tolerance)
    }
    if spaces.isEmpty {
      excess = subject.model.property("excess", [matrix, limits]) { model, x, arguments in
        try model(x).matmul(arguments[0]) - arguments[1]
      }
    } else {
      let slopes = try CounterexampleSearch.matrix(spaces.map(\.slopes))
      let ends = Value.tensor(try Tensor(spaces.map(\.limit), dtype: .float64))
      excess = subject.model.property(
        "excess of outputs and inputs", [matrix, limits, slopes, ends]
      ) { model, x, arguments in
        try .concatenated(
          [
            model(x).matmul(arguments[0]) - arguments[1],
            x.matmul(arguments[2]) - arguments[3],
          ], dimension: 1)
      }
    }
    conditions = Conditions(
      members: box.members, shared: rows.count..<rows.count + spaces.count)
  }

  /// Rows as the columns of a matrix.
  private static func matrix(_ rows: [[Double]]) throws -> Value {
    .tensor(
      try Tensor(
        TensorType(Shape([rows[0].count, rows.count]), .float64),
        element: { rows[$0 % rows.count][$0 / rows.count] }))
  }

  /// - Parameters:
  ///   - steps: of each descent.
  ///   - round: other rounds begin at other places.
  ///   - part: where it begins and stays; nil for the whole box.
  ///   - points: where it begins, if there are any; steps are shorter then.
  func callAsFunction(
    steps: Int, round: Int, seed: UInt64, in part: (lower: [Double], upper: [Double])? = nil,
    from points: [[Double]] = []
  ) throws -> Verdict.Counterexample? {
    while true {
      do {
        let region = try region(part)
        let places =
          try points.isEmpty ? start(region, round, seed) : repeated(points)
        return try descended(
          region, places, steps, length: points.isEmpty ? 1 : CounterexampleSearch.short)
      } catch TensorError.outOfMemory where starts > 1 { starts /= 2 }
    }
  }

  /// Of the longest steps, those of descents that begin near their goal.
  private static let short = 0.1

  /// Points as often as they fit in a batch; each about another condition.
  private func repeated(_ points: [[Double]]) throws -> Tensor {
    let conditions = conditions.members.count
    let places = (0..<starts).flatMap { start -> [Double] in
      let point = points[start / conditions % points.count]
      return point.indices.map { k in
        min(max(point[k], box.innerLower[k]), max(box.innerLower[k], box.innerUpper[k]))
      }
    }
    return try Tensor(places, shape: Shape([starts, box.lower.count]), dtype: .float64)
  }

  /// Numbers that are in the box and in a part of it, or next to both.
  private func region(_ part: (lower: [Double], upper: [Double])?) throws -> Box {
    var (lower, upper) = (box.innerLower, box.innerUpper)
    if let part {
      for k in lower.indices {
        let (low, high) = (lower[k], max(lower[k], upper[k]))
        lower[k] = min(max(low, part.lower[k]), high)
        upper[k] = min(max(low, part.upper[k]), high)
      }
    }
    // Where no double is in the box its ends are crossed, and nothing is found.
    return try Box(
      lower: .tensor(Tensor(lower, dtype: .float64)),
      upper: .tensor(Tensor(zip(lower, upper).map { max($0, $1) }, dtype: .float64)))
  }

  private func descended(
    _ region: Box, _ places: Tensor, _ steps: Int, length: Double
  ) throws -> Verdict.Counterexample? {
    // Steps shrink from a quarter of the box's width to a thousandth.
    let descent = PGD(steps: steps, decay: 0.004, randomStart: false)
    // The box is the range; the radius says only how long steps are.
    var threat = Threat(epsilon: try (region.upper - region.lower) * (length * Double(steps) / 10))
    threat.clip = try Clip(low: region.lower, high: region.upper)
    let driver = AttackDriver(
      descent, threat, criterion: .highest, objective: conditions.own, rank: conditions,
      goal: conditions)
    let (subject, box) = (self.subject, self.box)
    var found: Verdict.Counterexample?
    var tried = Set<[Double]>()
    _ = try driver(excess, .tensor(places), .tensor(own())) { points, isReached in
      for start in isReached.indices where isReached[start] {
        let n = box.lower.count
        let inputs = (start * n..<(start + 1) * n).map { points[$0] }
        guard tried.insert(inputs).inserted else { continue }
        found = try subject.counterexample(inputs, box)
        if found != nil { return true }
      }
      return false
    }
    return found
  }

  /// The condition that each descent is about, from 1.
  private func own() throws -> Tensor {
    try Tensor(
      (0..<starts).map { Int32($0 % conditions.members.count + 1) }, shape: Shape([starts]))
  }

  /// The middle of the box, and places drawn from it; every third among its corners.
  private func start(_ region: Box, _ round: Int, _ seed: UInt64) throws -> Tensor {
    let places = try (0..<starts).map { start in
      if start == 0 && round == 0 { return try (region.lower + region.upper) * 0.5 }
      var random = CounterRandom(
        seed: seed, stream: UInt64(start), counter: UInt64(round) << 32)
      return try region.sample(corner: start % 3 == 1, &random)
    }
    return try Value.stacked(places, dimension: 0).tensor()
  }
}

/// The unsafe set as what an attack wants: that all rows of some condition are at most 0.
private struct Conditions: Goal, Objective {
  /// For each condition the rows that are its own.
  let members: [Range<Int>]
  /// Rows that belong to each.
  let shared: Range<Int>

  var name: String { "conditions \(members) \(shared)" }
  var leastOutputs: Int { 1 }
  /// What a descent raises: that of its own condition.
  var own: Own { Own(conditions: self) }

  func check(_ y: Value, samples: Int, outputs: Int) throws {
    try Labels.check(y, samples: samples, classes: members.count)
  }

  /// Minus the largest excess of each condition, [n, conditions].
  fileprivate func heights(_ excess: Value) throws -> Value {
    let own = try Value.concatenated(
      members.map { try excess.sliced(1, $0).max([1], keep: true) }, dimension: 1)
    if shared.isEmpty { return try -own }
    return try -own.maximum(excess.sliced(1, shared).max([1], keep: true))
  }

  func values(_ excess: Value, _ y: Value) throws -> Value { try heights(excess).max([1]) }

  func isReached(_ excess: Value, _ y: Value) throws -> Value {
    let height = try values(excess, y)
    return try height.greaterOrEqual(to: height.filled(0))
  }

  struct Own: Objective {
    let conditions: Conditions
    var name: String { "own of \(conditions.name)" }

    func values(_ excess: Value, _ y: Value) throws -> Value {
      let heights = try conditions.heights(excess)
      return try heights.gathered(along: 1, y.reshaped(to: Shape([y.shape[0], 1])) - 1)
        .reshaped(to: y.shape)
    }
  }
}

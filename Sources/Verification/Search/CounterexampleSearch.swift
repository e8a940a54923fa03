import Attacks
import Regions
import Tensors

/// A search for unsafe inputs by projected gradient descent from many places of a box: what is descended is the
/// largest excess of the rows of a condition.
struct CounterexampleSearch {
  private let subject: TracedSubject
  let box: Specification.Case
  private let starts: Int
  private let region: Box
  /// Of a batch of inputs the excess of each row over its bound, [n, rows].
  private let excess: Model
  private let conditions: Conditions

  /// - Parameter starts: how many descents are done at once.
  init(_ subject: Subject, _ box: Specification.Case, starts: Int) throws {
    self.subject = subject.traced
    self.box = box
    self.starts = starts
    // Where no double is in the box its ends are crossed, and nothing is found.
    region = try Box(
      lower: .tensor(Tensor(box.innerLower, dtype: .float64)),
      upper: .tensor(
        Tensor(zip(box.innerLower, box.innerUpper).map { max($0, $1) }, dtype: .float64)))
    let rows = box.conditions.flatMap(\.rows)
    let (outputs, count) = (rows[0].coefficients.count, rows.count)
    let matrix = Value.tensor(
      try Tensor(
        TensorType(Shape([outputs, count]), .float64),
        element: { rows[$0 % count].coefficients[$0 / count] }))
    let limits = Value.tensor(try Tensor(rows.map(\.bound), dtype: .float64))
    excess = subject.model.property("excess", [matrix, limits]) { model, x, arguments in
      try model(x).matmul(arguments[0]) - arguments[1]
    }
    conditions = Conditions(members: box.members)
  }

  /// - Parameters:
  ///   - steps: of each descent.
  ///   - round: other rounds begin at other places.
  func callAsFunction(
    steps: Int, round: Int, seed: UInt64
  ) throws -> Verdict.Counterexample? {
    // Steps shrink from a quarter of the box's width to a thousandth.
    let descent = PGD(steps: steps, decay: 0.004, randomStart: false)
    // The box is the range; the radius says only how long steps are.
    var threat = Threat(epsilon: try (region.upper - region.lower) * (Double(steps) / 10))
    threat.clip = try Clip(low: region.lower, high: region.upper)
    let driver = AttackDriver(
      descent, threat, criterion: .highest, objective: conditions.own, rank: conditions,
      goal: conditions)
    var found: Verdict.Counterexample?
    var tried = Set<[Double]>()
    _ = try driver(excess, .tensor(start(round, seed)), .tensor(own())) { points, isReached in
      for start in 0..<starts where isReached[start] {
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
  private func start(_ round: Int, _ seed: UInt64) throws -> Tensor {
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

  var name: String { "conditions \(members)" }
  var leastOutputs: Int { 1 }
  /// What a descent raises: that of its own condition.
  var own: Own { Own(conditions: self) }

  func check(_ y: Value, samples: Int, outputs: Int) throws {
    try Labels.check(y, samples: samples, classes: members.count)
  }

  /// Minus the largest excess of each condition, [n, conditions].
  fileprivate func heights(_ excess: Value) throws -> Value {
    try -.concatenated(
      members.map { try excess.sliced(1, $0).max([1], keep: true) }, dimension: 1)
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

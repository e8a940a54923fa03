import Foundation
import Regions
import Tensors

/// A search for unsafe inputs by projected gradient descent from many places of a box (Madry et al.
/// 2018): what is descended is the largest excess of the rows of a condition.
struct Attack {
  private enum Input: CaseIterable {
    case points
    /// What is added to rows, to leave those of other conditions aside.
    case mask
    case captured
  }

  private let subject: TracedSubject
  let box: Specification.Case
  private let rows: [Specification.Row]
  /// For each condition the rows that are its own.
  private let members: [Range<Int>]
  private let starts: Int
  private let plan: Plan
  private let captured: [Tensor]

  /// - Parameter starts: how many descents are done at once.
  init(_ subject: Subject, _ box: Specification.Case, starts: Int) throws {
    self.subject = subject.traced
    self.box = box
    self.starts = starts
    rows = box.conditions.flatMap(\.rows)
    members = box.members
    let outputs = rows[0].coefficients.count
    let count = rows.count
    let matrix = Value.tensor(
      try Tensor(
        TensorType(Shape([outputs, count]), .float64),
        element: { [rows] in rows[$0 % count].coefficients[$0 / count] }))
    let limits = Value.tensor(try Tensor(rows.map(\.bound), dtype: .float64))
    let points = TensorType(try Shape([starts, box.lower.count]), .float64)
    let model = try subject.model.traced(points, for: "verify")
    captured = model.captured
    let packing = try Packing<Input> { input in
      switch input {
      case .points: [points]
      case .mask: [try TensorType(Shape([starts, count]), .float64)]
      case .captured: model.capturedTypes
      }
    }
    let traced = try Trace.graph(packing.types) { values in
      let inputs = packing.unpacked(values)
      var excess: Value?
      let gradient = try valueAndGradient(
        of: { arguments in
          let y = try model(arguments[0], inputs[.captured])
          excess = try y.matmul(matrix) - limits
          return try (excess! + inputs.one(.mask)).max([1]).sum()
        }, at: [inputs.one(.points)]
      ).gradient
      return [excess!, gradient]
    }
    plan = try Plan.cached(traced.graph)
  }

  /// - Parameters:
  ///   - steps: of each descent.
  ///   - round: other rounds begin at other places.
  func callAsFunction(
    steps: Int, round: Int, seed: UInt64
  ) throws -> Verdict.Counterexample? {
    let n = box.lower.count
    // Where no double is in the box its ends are crossed, and nothing is found.
    let region = try Box(
      lower: .tensor(Tensor(box.innerLower, dtype: .float64)),
      upper: .tensor(
        Tensor(zip(box.innerLower, box.innerUpper).map { max($0, $1) }, dtype: .float64)))
    var points = try start(region, round, seed)
    let mask = try Tensor(
      TensorType(Shape([starts, rows.count]), .float64),
      element: { k in
        let (start, row) = k.quotientAndRemainder(dividingBy: rows.count)
        return members[start % members.count].contains(row) ? 0 : -1e30
      })
    var best = [Double](repeating: .infinity, count: starts)
    for step in 0...steps {
      try Cancellation.check()
      let results = try plan([points, mask] + captured)
      let (excess, gradient) = (results[0], results[1])
      for start in 0..<starts {
        for own in members {
          let worst = own.reduce(-Double.infinity) { max($0, excess[start * rows.count + $1]) }
          guard worst <= 0, worst < best[start] else { continue }
          best[start] = worst
          let inputs = (start * n..<(start + 1) * n).map { points[$0] }
          if let found = try subject.counterexample(inputs, box) { return found }
        }
      }
      // Steps shrink from a quarter of the box's width to a thousandth.
      let size = 0.25 * pow(0.004, Double(step) / Double(max(steps, 1)))
      points = try region.ascend(
        from: .tensor(points), along: -.tensor(gradient), part: .scalar(size, .float64)
      ).tensor()
    }
    return nil
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

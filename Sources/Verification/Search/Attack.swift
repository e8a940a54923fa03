import Foundation
import Tensors

/// A search for unsafe inputs by projected gradient descent from many places of a box (Madry et al.
/// 2018): what is descended is the largest excess of the rows of a condition.
struct Attack {
  let subject: Subject
  let box: Specification.Case
  private let rows: [Specification.Row]
  /// For each condition the rows that are its own.
  private let members: [Range<Int>]
  private let starts: Int
  private let plan: Plan
  private let outputs: Int

  /// - Parameter starts: how many descents are done at once.
  init(_ subject: Subject, _ box: Specification.Case, starts: Int) throws {
    self.subject = subject
    self.box = box
    self.starts = starts
    rows = box.conditions.flatMap(\.rows)
    members = box.members
    let outputs = rows[0].coefficients.count
    self.outputs = outputs
    let count = rows.count
    let matrix = Value.tensor(
      try Tensor(
        TensorType(Shape([outputs, count]), .float64),
        element: { [rows] in rows[$0 % count].coefficients[$0 / count] }))
    let limits = Value.tensor(try Tensor(rows.map(\.bound), dtype: .float64))
    let types = [
      TensorType(try Shape([starts, box.lower.count]), .float64),
      TensorType(try Shape([starts, count]), .float64),
    ]
    let traced = try Trace.graph(types) { inputs in
      var excess: Value?
      let gradient = try valueAndGradient(
        of: { arguments in
          let y = try subject.outputs(arguments[0], subject.function)
          excess = try y.matmul(matrix) - limits
          return try (excess! + inputs[1]).max([1]).sum()
        }, at: [inputs[0]]
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
    var points = start(round, seed)
    let mask = try Tensor(
      TensorType(Shape([starts, rows.count]), .float64),
      element: { k in
        let (start, row) = k.quotientAndRemainder(dividingBy: rows.count)
        return members[start % members.count].contains(row) ? 0 : -1e30
      })
    var best = [Double](repeating: .infinity, count: starts)
    for step in 0...steps {
      try Cancellation.check()
      let x = try Tensor(points, shape: Shape([starts, n]), dtype: .float64)
      let results = try plan([x, mask])
      let (excess, gradient) = (results[0], results[1])
      for start in 0..<starts {
        for own in members {
          let worst = own.reduce(-Double.infinity) { max($0, excess[start * rows.count + $1]) }
          guard worst <= 0, worst < best[start] else { continue }
          best[start] = worst
          let inputs = Array(points[start * n..<(start + 1) * n])
          if let found = try subject.counterexample(inputs, box) { return found }
        }
      }
      // Steps shrink from a quarter of the box's width to a thousandth.
      let size = 0.25 * pow(0.004, Double(step) / Double(max(steps, 1)))
      for k in points.indices {
        let (low, high) = (box.innerLower[k % n], box.innerUpper[k % n])
        let sign = gradient[k] > 0 ? 1.0 : gradient[k] < 0 ? -1 : 0
        points[k] = min(max(points[k] - size * sign * (high - low), low), high)
      }
    }
    return nil
  }

  /// The middle of the box, and places drawn from it; every third among its corners.
  private func start(_ round: Int, _ seed: UInt64) -> [Double] {
    let n = box.lower.count
    return (0..<starts).flatMap { start -> [Double] in
      var random = CounterRandom(
        seed: seed, stream: UInt64(start), counter: UInt64(round) << 32)
      return (0..<n).map { k in
        let (low, high) = (box.innerLower[k], box.innerUpper[k])
        if start == 0 && round == 0 { return 0.5 * (low + high) }
        let place = random.uniform()
        return start % 3 == 1 ? (place < 0.5 ? low : high) : low + place * (high - low)
      }
    }
  }
}

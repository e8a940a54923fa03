import Reachability
import Regions
import Tensors

/// Proves that a box is safe by splitting it along its inputs, with bounds of any graph: for networks
/// that are no chains of affine maps and ReLU.
///
/// The bounds are linear ones, carried backward with the conditions' rows in front; sound against rounding
/// unless that is not asked.
final class GenericSplitting: BranchAndBound {
  private struct Part {
    let lower: [Double]
    let upper: [Double]
    let bound: Double
  }

  private let problem: SearchProblem
  private let members: [Range<Int>]
  private let rows: [Specification.Row]
  private let bounds: any PreparedBounds
  /// What the whole box is bounded by once more: too slow for thousands of parts, but it often decides where
  /// splitting some of very many inputs never would.
  private let optimized: any PreparedBounds
  private var waiting: [Part]
  private(set) var splits = 0

  private static let round = 32
  private static let iterations = 40

  init(_ problem: SearchProblem) throws {
    self.problem = problem
    let (subject, box, rows) = (problem.subject, problem.box, problem.rows)
    members = box.members
    self.rows = rows
    waiting = [Part(lower: box.lower, upper: box.upper, bound: -.infinity)]
    let outputs = rows[0].coefficients.count
    let matrix = Value.tensor(
      try Tensor(
        TensorType(Shape([outputs, rows.count]), .float64),
        element: { rows[$0 % rows.count].coefficients[$0 / rows.count] }))
    let limits = Value.tensor(
      try Tensor(rows.map(\.bound), shape: Shape([1, rows.count]), dtype: .float64))
    var linear = BoundOptions(.crown)
    linear.isSound = problem.options.isSound
    let graph = try subject.graph.followed { try $0.matmul(matrix) - limits }
    func prepared(_ options: BoundOptions) throws -> any PreparedBounds {
      try Box.prepared(graph, graph.inputTypes, options)
    }
    bounds = try prepared(linear)
    linear.domain = AlphaCrownDomain(iterations: GenericSplitting.iterations)
    optimized = try prepared(linear)
  }

  var bound: Double? { waiting.map(\.bound).min() }

  func run(_ refute: (Int) throws -> Verdict.Counterexample?) throws -> Outcome {
    let (whole, budget) = (problem.box, problem.budget)
    var (isComplete, round) = (true, 0)
    for bounds in [bounds, optimized] {
      round += 1
      try budget.check()
      let bound = try lowest(bounds, whole.lower, whole.upper)
      guard let bound else { return .safe }
      waiting = [Part(lower: whole.lower, upper: whole.upper, bound: bound)]
      if let found = try refute(round) { return .unsafe(found) }
    }
    while !waiting.isEmpty {
      let taken = min(waiting.count, GenericSplitting.round)
      let boxes = Array(waiting.suffix(taken))
      let open = try Crew.map(boxes, chunk: 1, workers: problem.options.workers) { _, part in
        try budget.check()
        return try part.map {
          try lowest(bounds, $0.lower, $0.upper)
        }
      }
      waiting.removeLast(taken)
      round += 1
      for (box, bound) in zip(boxes, open) {
        guard let bound else { continue }
        let middle = zip(box.lower, box.upper).map { 0.5 * $0 + 0.5 * $1 }
        if let found = try problem.subject.counterexample(middle, whole) { return .unsafe(found) }
        let widths = box.lower.indices.map {
          box.lower[$0] < middle[$0] && middle[$0] < box.upper[$0]
            ? (box.upper[$0] - box.lower[$0]) / max(whole.upper[$0] - whole.lower[$0], 1e-300)
            : -1
        }
        guard let input = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[input] > 0
        else {
          isComplete = false
          continue
        }
        splits += 1
        var (lower, upper) = (box.lower, box.upper)
        (lower[input], upper[input]) = (middle[input], middle[input])
        waiting.append(Part(lower: box.lower, upper: upper, bound: bound))
        waiting.append(Part(lower: lower, upper: box.upper, bound: bound))
      }
      if !waiting.isEmpty, let found = try refute(round) { return .unsafe(found) }
    }
    return isComplete ? .safe : .unknown
  }

  /// The lowest bound among the conditions that a box does not exclude; nil if it excludes all.
  private func lowest(
    _ bounds: any PreparedBounds, _ lower: [Double], _ upper: [Double]
  ) throws -> Double? {
    let shape = try Shape([1, lower.count])
    let set = try Checkpoint.during(problem.budget.check) {
      try bounds(
        lower: Tensor(lower, shape: shape, dtype: .float64),
        upper: Tensor(upper, shape: shape, dtype: .float64), [])
    }
    let low = try set.lower.tensor().doubles
    var lowest: Double?
    for own in members {
      let isExcluded = own.contains { rows[$0].isStrict ? low[$0] >= 0 : low[$0] > 0 }
      if isExcluded { continue }
      let nearest = own.reduce(-Double.infinity) { max($0, low[$1]) }
      lowest = min(lowest ?? .infinity, nearest.isNaN ? -.infinity : nearest)
    }
    return lowest
  }
}

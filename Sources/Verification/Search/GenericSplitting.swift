import Reachability
import Regions
import Tensors

/// Proves that a box is safe by splitting it along its inputs, with bounds of any graph: for networks
/// that are no chains of affine maps and ReLU.
///
/// The bounds are linear ones, carried backward with the conditions' rows in front; sound against rounding
/// unless that is not asked.
final class GenericSplitting: Splitter {
  struct Part: BoundedPart {
    let lower: [Double]
    let upper: [Double]
    var bound = -Double.infinity
    /// How it was bounded already, of what is tried before anything is split.
    var tried = 0
  }

  private let problem: SearchProblem
  private let members: [Range<Int>]
  private let rows: [Specification.Row]
  private let bounds: any PreparedBounds
  /// What the whole box is bounded by, one after the other, before it is split. Optimized lines are too slow for
  /// thousands of parts, but often decide where splitting some of very many inputs never would.
  private let first: [any PreparedBounds]
  /// The whole, until it is taken.
  private var whole: Part?

  static let chunk = 1
  static let round = 32
  private static let iterations = 40

  init(_ problem: SearchProblem) throws {
    self.problem = problem
    let (subject, box, rows) = (problem.subject, problem.box, problem.rows)
    members = box.members
    self.rows = rows
    whole = Part(lower: box.lower, upper: box.upper)
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
    first = try [bounds, prepared(linear)]
  }

  func nextRoot() -> Part? {
    defer { whole = nil }
    return whole
  }

  func examine(_ boxes: [Part], worker: Int) throws -> [Finding<Part>] {
    try boxes.map(examine)
  }

  private func examine(_ box: Part) throws -> Finding<Part> {
    let isFirst = box.tried < first.count
    guard let bound = try lowest(isFirst ? first[box.tried] : bounds, box.lower, box.upper) else {
      return Finding()
    }
    if isFirst {
      let again = Part(lower: box.lower, upper: box.upper, bound: bound, tried: box.tried + 1)
      return Finding(rest: [again])
    }
    let whole = problem.box
    let middle = zip(box.lower, box.upper).map { 0.5 * $0 + 0.5 * $1 }
    let widths = box.lower.indices.map {
      box.lower[$0] < middle[$0] && middle[$0] < box.upper[$0]
        ? (box.upper[$0] - box.lower[$0]) / max(whole.upper[$0] - whole.lower[$0], 1e-300)
        : -1
    }
    guard let input = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[input] > 0 else {
      return Finding(isStuck: true, witness: middle)
    }
    var (lower, upper) = (box.lower, box.upper)
    (lower[input], upper[input]) = (middle[input], middle[input])
    let halves = [(box.lower, upper), (lower, box.upper)].map {
      Part(lower: $0, upper: $1, bound: bound, tried: box.tried)
    }
    return Finding(rest: halves, isSplit: true, witness: middle)
  }

  /// The lowest bound among the conditions that a box does not exclude; nil if it excludes all.
  private func lowest(
    _ bounds: any PreparedBounds, _ lower: [Double], _ upper: [Double]
  ) throws -> Double? {
    let shape = try Shape([1, lower.count])
    let set = try bounds(
      lower: Tensor(lower, shape: shape, dtype: .float64),
      upper: Tensor(upper, shape: shape, dtype: .float64), [])
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

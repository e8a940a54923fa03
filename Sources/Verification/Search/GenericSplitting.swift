import Reachability
import Tensors

/// Proves that boxes are safe by splitting them along their inputs, with bounds of any graph: for networks
/// that are no chains of affine maps and ReLU.
///
/// The bounds are linear ones, carried backward with the conditions' rows in front; sound against rounding
/// unless that is not asked. What memory has no room for is bounded more roughly, or stays open.
final class GenericSplitting: Splitter {
  struct Part: BoundedPart {
    let place: Int
    let lower: [Double]
    let upper: [Double]
    var bound = -Double.infinity
    /// How it was bounded already, of what is tried before anything is split.
    var tried = 0

    var box: (lower: [Double], upper: [Double])? { (lower, upper) }
  }

  private let problem: SearchProblem
  /// What parts are bounded by: the first that memory has room for.
  private let bounds: [RoomyBounds]
  /// What whole boxes are bounded by, one after the other, before they are split. Optimized lines are too slow for
  /// thousands of parts, but often decide where splitting some of very many inputs never would.
  private let first: [[RoomyBounds]]
  /// The boxes of all cases, until they are taken.
  private var roots: [Part]

  static let chunk = 1
  static let round = 32
  private static let iterations = 40

  init(_ problem: SearchProblem) throws {
    self.problem = problem
    let rows = problem.property.functions
    roots = problem.cases.indices.compactMap { place in
      problem.box(place).map { Part(place: place, lower: $0.lower, upper: $0.upper) }
    }
    let outputs = rows[0].coefficients.count
    let matrix = Value.tensor(
      try Tensor(
        TensorType(Shape([outputs, rows.count]), .float64),
        element: { rows[$0 % rows.count].coefficients[$0 / rows.count] }))
    let limits = Value.tensor(
      try Tensor(rows.map(\.bound), shape: Shape([1, rows.count]), dtype: .float64))
    let graph = try problem.subject.graph.followed { try $0.matmul(matrix) - limits }
    func bounds(_ domain: some AbstractDomain) -> RoomyBounds {
      var options = BoundOptions(domain)
      options.isSound = problem.options.isSound
      return RoomyBounds(graph, options)
    }
    self.bounds = [
      bounds(CrownDomain()), bounds(CrownIntervalDomain()), bounds(IntervalDomain()),
    ]
    first = [self.bounds, [bounds(AlphaCrownDomain(iterations: GenericSplitting.iterations))]]
  }

  func nextRoots() -> [Part] {
    defer { roots = [] }
    return roots
  }

  func examine(_ boxes: [Part], worker: Int) throws -> [Finding<Part>] {
    try boxes.map(examine)
  }

  private func examine(_ box: Part) throws -> Finding<Part> {
    guard let box = contracted(box) else { return Finding() }
    let isFirst = box.tried < first.count
    let bound: Double
    switch try lowest(isFirst ? first[box.tried] : bounds, box) {
    case .safe: return Finding()
    case .open(let lowest): bound = lowest
    case .unknown:
      // Optimized lines may be left out; a part without any bounds cannot be proved.
      guard isFirst, box.tried > 0 else { return Finding(isStuck: true) }
      bound = box.bound
    }
    if isFirst {
      var again = box
      (again.bound, again.tried) = (bound, box.tried + 1)
      return Finding(rest: [again])
    }
    let whole = problem.cases[box.place]
    let middle = zip(box.lower, box.upper).map { 0.5 * $0 + 0.5 * $1 }
    let widths = box.lower.indices.map {
      box.lower[$0] < middle[$0] && middle[$0] < box.upper[$0]
        ? (box.upper[$0] - box.lower[$0]) / max(whole.upper[$0] - whole.lower[$0], 1e-300)
        : -1
    }
    guard let input = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[input] > 0 else {
      return Finding(isStuck: true, witness: (middle, box.place))
    }
    var (lower, upper) = (box.lower, box.upper)
    (lower[input], upper[input]) = (middle[input], middle[input])
    let halves = [(box.lower, upper), (lower, box.upper)].map {
      Part(place: box.place, lower: $0, upper: $1, bound: bound, tried: box.tried)
    }
    return Finding(rest: halves, isSplit: true, witness: (middle, box.place))
  }

  /// What is left of a box by what inputs meet together; nil if nothing is.
  private func contracted(_ box: Part) -> Part? {
    guard !problem.halfSpaces[box.place].isEmpty else { return box }
    var part = Contraction(lower: box.lower, upper: box.upper)
    guard part.cut(problem.rows(box.place, on: part)) else { return nil }
    guard problem.options.contracts else { return box }
    return Part(
      place: box.place, lower: part.lower, upper: part.upper, bound: box.bound, tried: box.tried)
  }

  private enum Bound {
    case safe
    /// The lowest bound among the conditions that are not excluded.
    case open(Double)
    /// There is no room to know.
    case unknown
  }

  private func lowest(_ bounds: [RoomyBounds], _ box: Part) throws -> Bound {
    let shape = try Shape([1, box.lower.count])
    for bounds in bounds {
      let low = try bounds(
        lower: Tensor(box.lower, shape: shape, dtype: .float64),
        upper: Tensor(box.upper, shape: shape, dtype: .float64))
      guard let low else { continue }
      var lowest: Double?
      for own in problem.property.conditions[box.place] {
        let excess = own.map { $0.excess(low[$0.function]) }
        if zip(own, excess).contains(where: { $0.isExcluded($1) }) { continue }
        let nearest = excess.reduce(-Double.infinity) { max($0, $1) }
        lowest = min(lowest ?? .infinity, nearest.isNaN ? -.infinity : nearest)
      }
      return lowest.map(Bound.open) ?? .safe
    }
    return .unknown
  }
}

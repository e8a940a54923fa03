/// Proves that boxes are safe by splitting them along inputs and neurons, S-shaped ones among them: for chains with such
/// neurons and too many inputs for splitting these alone (Shi et al. 2024, GenBaB).
final class PartSplitting: Splitter {
  struct Part: BoundedPart {
    let place: Int
    var part: Verification.Part
    var bound: Double { part.bound }
    var box: (lower: [Double], upper: [Double])? { (part.lower, part.upper) }
  }

  private let problem: SearchProblem
  private let workers: [ChainPartBounds]
  /// Until they are taken.
  private var roots: [Part]

  static let chunk = 16
  static let round = 16 * chunk

  init(_ chain: Chain, _ problem: SearchProblem) throws {
    self.problem = problem
    workers = try (0..<problem.options.workers).map { _ in
      try ChainPartBounds(
        chain, problem.property.functions, isSound: problem.options.isSound)
    }
    roots = problem.cases.indices.compactMap { place in
      problem.box(place).map {
        Part(place: place, part: Verification.Part(lower: $0.lower, upper: $0.upper))
      }
    }
  }

  func nextRoots() -> [Part] {
    defer { roots = [] }
    return roots
  }

  func examine(_ parts: [Part], worker: Int) -> [Finding<Part>] {
    let found = workers[worker].relaxed(parts.map(\.part))
    return zip(parts, found).map { finding($0, $1, workers[worker]) }
  }

  private func finding(
    _ part: Part, _ relaxation: PartRelaxation, _ bounds: ChainPartBounds
  ) -> Finding<Part> {
    var lowest = Double.infinity
    var left: Contraction?
    var witness: [Double]?
    for own in problem.property.conditions[part.place] {
      let rows = own.map { place in
        var row = relaxation.functions[place.function]
        row.constant = place.excess(row.constant)
        row.size += abs(place.limit)
        return row
      }
      let excesses = zip(own, rows).map { place, row in
        max(
          relaxation.least(row) - row.rounding, place.excess(relaxation.floors[place.function]))
      }
      if zip(own, excesses).contains(where: { $0.isExcluded($1) }) { continue }
      var box = relaxation.box
      let others = relaxation.phases + problem.rows(part.place, on: relaxation.box)
      guard box.cut(rows + others) else { continue }
      left = Contraction.hull(left, box)
      let nearest = rows.indices.max { excesses[$0] < excesses[$1] } ?? 0
      if excesses[nearest] < lowest {
        lowest = excesses[nearest]
        witness = relaxation.lowest(of: rows[nearest], atLeast: -.infinity).place
      }
    }
    guard let left else { return Finding() }
    let place = part.place
    guard let split = relaxation.split else {
      return Finding(isStuck: true, witness: witness.map { ($0, place) })
    }
    var rest = part.part
    if problem.options.contracts { (rest.lower, rest.upper) = (left.lower, left.upper) }
    rest.bound = lowest.isNaN ? -.infinity : lowest
    let halves = rest.halves(split, relaxation.hidden).map { Part(place: place, part: $0) }
    let found = witness.flatMap { isUnsafe(bounds.values(at: [$0])[0], place) ? $0 : nil }
    return Finding(rest: halves, isSplit: true, witness: found.map { ($0, place) })
  }

  private func isUnsafe(_ values: [Double], _ place: Int) -> Bool {
    problem.property.conditions[place].contains { own in
      own.allSatisfy { values[$0.function] <= $0.limit }
    }
  }
}

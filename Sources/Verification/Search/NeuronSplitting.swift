import Tensors

/// Proves that a box is safe by splitting it along hidden neurons whose sign is not known, for chains with
/// many inputs: each half knows on which side of zero the neuron is (Wang et al. 2021, beta-CROWN).
///
/// Of one case; its conditions are worked off one after the other. What inputs meet together shrinks the box,
/// and no more.
final class NeuronSplitting: Splitter {
  /// A part of the box: one line for each row of the condition.
  struct Part: BoundedPart {
    var lines: [SplitBounds.Line]
    var bound: Double { lines.map(\.bound).max() ?? -.infinity }
    var place: Int { 0 }
  }

  private let chain: Chain
  private let problem: SearchProblem
  private let box: (lower: [Double], upper: [Double])
  /// Which functions are a condition's rows, for those that are not excluded by what inputs meet.
  private let conditions: [Range<Int>]
  private let property: Chain.Layer
  private let root: ChainBounds
  /// What is known of each row by intervals.
  private func line(_ row: Int) -> SplitBounds.Line {
    let floor = root.floors[row]
    return SplitBounds.Line(row: row, bound: floor.isNaN ? -.infinity : floor)
  }
  private let workspaces: [SplitBounds]
  /// The conditions that the first bounds do not exclude and that are not worked off yet, the next one last; nil
  /// before the first bounds.
  private var open: [Range<Int>]?

  static let chunk = 8
  static let round = 16 * chunk
  private static let steps = 20
  private static let rootSteps = 60
  /// Neurons that are tried for each part.
  private static let tried = 4
  /// Hidden neurons that a worker optimizes bounds of at once.
  private static let tightened = 32

  init(_ chain: Chain, _ problem: SearchProblem) throws {
    self.chain = chain
    self.problem = problem
    let (only, options) = (problem.cases[0], problem.options)
    let left = problem.box(0)
    box = left ?? (only.lower, only.upper)
    conditions = left == nil ? [] : only.members
    property = try chain.layers[chain.layers.count - 1].merged(problem.property.functions)
    root = try ChainBounds(chain, property, boxes: 1, isSound: options.isSound)
    root.load(0, lower: box.lower, upper: box.upper)
    root.run(1, inherited: [nil])
    let most = only.conditions.map(\.rows.count).max() ?? 1
    let (root, property) = (self.root, self.property)
    workspaces = try (0..<options.workers).map { _ in
      try SplitBounds(
        chain, property, depth: chain.hidden.count, root.relaxations, lower: root.lower,
        upper: root.upper, lines: NeuronSplitting.chunk * most * 4 * NeuronSplitting.tried,
        error: root.error)
    }
  }

  /// Optimizes the bounds of the hidden neurons on the whole box, layer by layer.
  private func tighten() throws {
    for k in 1..<max(chain.hidden.count, 1) {
      let relaxation = root.relaxations[k]
      let unstable = (0..<relaxation.count).filter { relaxation.isUnstable(0, $0) }
      let workspaces = try (0..<problem.options.workers).map { _ in
        try SplitBounds(
          chain, chain.layers[k], depth: k, root.relaxations, lower: root.lower, upper: root.upper,
          lines: 2 * NeuronSplitting.tightened, error: root.error)
      }
      let found = try Team.map(
        unstable, chunk: NeuronSplitting.tightened, workers: problem.options.workers
      ) { worker, neurons in
        try Cancellation.check()
        var lines = neurons.flatMap { neuron in
          [1.0, -1.0].map { SplitBounds.Line(row: neuron, sign: $0) }
        }
        workspaces[worker].run(&lines, steps: NeuronSplitting.steps)
        return stride(from: 0, to: lines.count, by: 2).map {
          (lower: lines[$0].bound, upper: -lines[$0 + 1].bound)
        }
      }
      for (neuron, bounds) in zip(unstable, found) {
        let low = max(relaxation.lower[neuron], bounds.lower)
        let high = min(relaxation.upper[neuron], bounds.upper)
        relaxation.lower[neuron] = min(low, high)
        relaxation.upper[neuron] = max(low, high)
      }
      relaxation.update(0)
    }
  }

  func nextRoots() throws -> [Part] {
    if open == nil {
      let found = try conditions.filter { own in
        try bounded(own, steps: NeuronSplitting.steps) != nil
      }
      // Better bounds of the hidden neurons take longer than all that needs none.
      if !found.isEmpty { try tighten() }
      open = found.reversed()
    }
    while let own = open?.popLast() {
      if let part = try bounded(own, steps: NeuronSplitting.rootSteps) { return [part] }
    }
    return []
  }

  /// A condition on the whole box; nil if it is excluded.
  private func bounded(_ own: Range<Int>, steps: Int) throws -> Part? {
    try Cancellation.check()
    var part = Part(lines: own.map(line))
    workspaces[0].run(&part.lines, steps: steps)
    return part.bound <= 0 ? part : nil
  }

  /// Bounds parts, and splits those that are not safe where it helps most.
  func examine(_ parts: [Part], worker: Int) -> [Finding<Part>] {
    let workspace = workspaces[worker]
    var results = [Finding<Part>](repeating: Finding(), count: parts.count)
    let sizes = parts.map(\.lines.count)
    var lines = parts.flatMap(\.lines)
    var candidates = [[SplitBounds.Candidate]](repeating: [], count: lines.count)
    var corners = [[Double]](repeating: [], count: lines.count)
    workspace.run(&lines, steps: NeuronSplitting.steps) { line, found in
      candidates[line] = found
      corners[line] = workspace.corner(line)
    }
    // For each part that is open: what to split along, tried on all of its lines.
    var trials: [(part: Int, candidate: SplitBounds.Candidate)] = []
    var bounded: [[SplitBounds.Line]] = []
    var first = 0
    for (place, size) in sizes.enumerated() {
      let own = Array(lines[first..<first + size])
      bounded.append(own)
      let best = own.indices.max { own[$0].bound < own[$1].bound } ?? 0
      if own[best].bound <= 0 {
        results[place].witness = (corners[first + best], 0)
        let chosen = NeuronSplitting.promising(candidates[first + best])
        results[place].isStuck = chosen.isEmpty
        results[place].isSplit = !chosen.isEmpty
        trials += chosen.map { (place, $0) }
      }
      first += size
    }
    var children = trials.flatMap { trial in
      [1.0, -1.0].flatMap { side in
        bounded[trial.part].map { line in
          NeuronSplitting.half(line, trial.candidate, side)
        }
      }
    }
    workspace.run(&children, steps: 0)
    first = 0
    var scores = [Double](repeating: -.infinity, count: parts.count)
    for trial in trials {
      let size = sizes[trial.part]
      let halves = [0, 1].map { side in
        Part(lines: Array(children[first + side * size..<first + (side + 1) * size]))
      }
      first += 2 * size
      // The half that is worse off counts most.
      let bounds = halves.map { min($0.bound, 0) }.sorted()
      let score = bounds[0] + 0.1 * bounds[1]
      if score > scores[trial.part] || results[trial.part].rest.isEmpty {
        scores[trial.part] = score
        results[trial.part].rest = halves
      }
    }
    // Halves that are safe already need no more work.
    for place in results.indices { results[place].rest.removeAll { $0.bound > 0 } }
    return results
  }

  private static func promising(_ all: [SplitBounds.Candidate]) -> [SplitBounds.Candidate] {
    let byGap = all.sorted { ($0.gap, $0.intercept) > ($1.gap, $1.intercept) }.prefix(tried)
    let byIntercept = all.sorted { ($0.intercept, $0.gap) > ($1.intercept, $1.gap) }
    return Array(byGap)
      + byIntercept.prefix(tried).filter { other in
        !byGap.contains { $0.layer == other.layer && $0.neuron == other.neuron }
      }
  }

  private static func half(
    _ line: SplitBounds.Line, _ candidate: SplitBounds.Candidate, _ side: Double
  ) -> SplitBounds.Line {
    var half = line
    half.decisions.append(
      SplitBounds.Decision(layer: candidate.layer, neuron: candidate.neuron, side: side))
    half.multipliers.append(0)
    // What is known of the whole holds for the half.
    return half
  }
}

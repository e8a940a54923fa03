import Regions
import Tensors

/// Proves that a box is safe by splitting it until bounds show it of every part: along its inputs, and along
/// hidden neurons once only few of them may be on both sides of zero. Between one split and the next, what
/// the bounds exclude is cut off (`Contraction`). With all neurons on a known side the network is linear,
/// and the cut decides. Boxes of many cases are in one queue.
final class InputSplitting: Splitter {
  struct Box: BoundedPart {
    let place: Int
    let lower: [Double]
    let upper: [Double]
    let inherited: HiddenBounds?
    var phases: [Phase] = []
    /// The bound of the box that this is a half of.
    let bound: Double

    var box: (lower: [Double], upper: [Double])? { (lower, upper) }
  }

  /// What is known of a box after its bounds.
  struct Result {
    /// The lowest bound among the conditions that are not excluded; nil if all are.
    var bound: Double?
    /// The neuron to split along, or else the input; -1 if none can be.
    var neuron: (layer: Int, place: Int)?
    var input = -1
    var hidden: HiddenBounds?
    var witness: [Double]?
    var miss: NearMiss?
    /// What is left of the box.
    var part: Contraction?
  }

  private let chain: Chain
  private let problem: SearchProblem
  let property: PropertyRows
  let workspaces: [ChainBounds]
  /// For boxes that stay open, where that pays: how many were tried in the rounds so far, and how many closed by it.
  let optimizers: [SplitBounds]
  let optimized = Guarded((tried: 0, closed: 0))
  var optimizes = true
  var round = 0
  /// The boxes of all cases, until they are taken.
  private var roots: [Box]

  static let chunk = 32
  static let round = 64 * chunk
  /// The first rounds are over at once.
  static let patience = 8
  static let roundsBetweenAttacks = 1
  /// Up to so many neurons whose side of zero is not known are split instead of inputs.
  private static let fewNeurons = 16
  /// Of the largest slope: what each input's counts as at least.
  private static let leastSlope = 0.1

  init(_ chain: Chain, _ problem: SearchProblem) throws {
    self.chain = chain
    self.problem = problem
    property = problem.property
    let functions = try chain.layers[chain.layers.count - 1].merged(property.functions)
    workspaces = try (0..<problem.options.workers).map { _ in
      try ChainBounds(
        chain, functions, boxes: InputSplitting.chunk, isSound: problem.options.isSound)
    }
    // Lines of S-shaped neurons are not optimized.
    optimizers = try (chain.isRectified ? workspaces : []).map {
      try SplitBounds(
        chain, functions, depth: chain.hidden.count, $0.relaxations, lower: $0.lower,
        upper: $0.upper, lines: InputSplitting.chunk, error: $0.error)
    }
    roots = problem.cases.indices.compactMap { place in
      problem.box(place).map {
        Box(place: place, lower: $0.lower, upper: $0.upper, inherited: nil, bound: -.infinity)
      }
    }
  }

  func nextRoots() -> [Box] {
    defer { roots = [] }
    return roots
  }

  func examine(_ boxes: [Box], worker: Int) -> [Finding<Box>] {
    zip(boxes, bounded(boxes, worker)).map { box, result in
      guard let bound = result.bound else { return Finding() }
      guard let part = result.part, result.input >= 0 || result.neuron != nil else {
        return Finding(isStuck: true, witness: result.witness.map { ($0, box.place) })
      }
      return Finding(
        rest: halves(box, part, result, bound), isSplit: true,
        witness: result.witness.map { ($0, box.place) }, miss: result.miss)
    }
  }

  private func halves(
    _ box: Box, _ part: Contraction, _ result: Result, _ bound: Double
  ) -> [Box] {
    func half(_ lower: [Double], _ upper: [Double], _ phase: Phase? = nil) -> Box {
      Box(
        place: box.place, lower: lower, upper: upper, inherited: result.hidden,
        phases: box.phases + (phase.map { [$0] } ?? []), bound: bound)
    }
    if let (layer, neuron) = result.neuron {
      return [false, true].map {
        half(part.lower, part.upper, Phase(layer: layer, neuron: neuron, isActive: $0))
      }
    }
    let input = result.input
    var (upper, lower) = (part.upper, part.lower)
    let middle = InputSplitting.middle(lower[input], upper[input])
    upper[input] = middle
    lower[input] = middle
    return [half(part.lower, upper), half(lower, part.upper)]
  }

  private static func middle(_ low: Double, _ high: Double) -> Double { 0.5 * low + 0.5 * high }

  // MARK: Bounds

  private func bounded(_ boxes: [Box], _ worker: Int) -> [Result] {
    let workspace = workspaces[worker]
    for (place, box) in boxes.enumerated() {
      workspace.load(place, lower: box.lower, upper: box.upper)
    }
    workspace.run(
      boxes.count, inherited: boxes.map(\.inherited), phases: boxes.map(\.phases))
    var results = boxes.indices.map { result(boxes[$0], $0, workspace) }
    optimize(boxes, &results, worker)
    // The places where the linear functions are lowest are tried as counterexamples.
    let open = results.indices.filter { results[$0].bound != nil }
    guard !open.isEmpty else { return results }
    let corners = open.map { corner(boxes[$0], $0, workspace) }
    let values = workspace.values(at: corners)
    for (k, place) in open.enumerated() {
      let excess = excess(values[k], boxes[place])
      if excess <= 0 {
        results[place].witness = corners[k]
      } else if excess.isFinite {
        results[place].miss = NearMiss(
          inputs: corners[k], excess: excess, place: boxes[place].place)
      }
    }
    return results
  }

  /// By how much the outputs miss the nearest condition.
  private func excess(_ values: [Double], _ box: Box) -> Double {
    property.conditions[box.place].reduce(.infinity) { nearest, own in
      min(nearest, own.reduce(-.infinity) { max($0, values[$1.function] - $1.limit) })
    }
  }

  private func result(_ box: Box, _ place: Int, _ workspace: ChainBounds) -> Result {
    let functions = workspace.property.outputs
    let inputs = Numbers.stride(chain.inputs)
    var scores = [Double](repeating: 0, count: chain.inputs)
    var lowest = Double.infinity
    var left: Contraction?
    let whole = Contraction(lower: box.lower, upper: box.upper)
    let phases = box.phases.indices.map { phase in
      let at = place * ChainBounds.mostPhases + phase
      return whole.row(
        bound: workspace.phaseBounds.pointer[at],
        slopes: workspace.phaseCoefficients.pointer + at * inputs)
    }
    let halfSpaces = problem.rows(box.place, on: whole)
    for own in property.conditions[box.place] {
      let bounds = own.map {
        $0.excess(workspace.bounds.pointer[place * functions + $0.function])
      }
      if own.contains(where: { $0.isExcluded($0.excess(workspace.bound(place, $0.function))) }) {
        continue
      }
      let rows = zip(own, bounds).map { row, bound in
        whole.row(
          bound: bound,
          slopes: workspace.coefficients.pointer + (place * functions + row.function) * inputs)
      }
      var part = whole
      guard part.cut(rows + phases + halfSpaces) else { continue }
      if !problem.options.contracts { part = whole }
      left = Contraction.hull(left, part)
      // The row that is nearest to being excluded decides where to split.
      let nearest = rows.indices.max { bounds[$0] < bounds[$1] }
      guard let nearest else { continue }
      lowest = min(lowest, bounds[nearest].isNaN ? -.infinity : bounds[nearest])
      // What any of the rows depends on may help; the nearest counts as much as all others.
      for (k, row) in rows.enumerated() {
        let largest = scores.indices.reduce(0.0) { max($0, abs(row.slopes[$1])) }
        for i in scores.indices {
          // An input of small slope may still be what makes hidden neurons' bounds wide.
          let slope = max(abs(row.slopes[i]), InputSplitting.leastSlope * largest)
          scores[i] +=
            slope * (part.upper[i] - part.lower[i]) * (k == nearest ? Double(rows.count) : 1)
        }
      }
    }
    guard let left else { return Result() }
    var result = Result(bound: lowest, part: left)
    result.neuron = neuron(box, place, workspace)
    if result.neuron == nil { result.input = InputSplitting.widest(left, scores) }
    if !workspace.relaxations.isEmpty {
      result.hidden = HiddenBounds(workspace.relaxations, place)
    }
    return result
  }

  /// The neuron to split along, where only few may still be on both sides of zero: of the first layer that
  /// has such, the one whose lines are farthest apart. Nil if inputs are the better choice.
  private func neuron(
    _ box: Box, _ place: Int, _ workspace: ChainBounds
  ) -> (layer: Int, place: Int)? {
    guard box.phases.count < ChainBounds.mostPhases else { return nil }
    var found: (layer: Int, place: Int)?
    var (count, widest) = (0, 0.0)
    for (layer, relaxation) in workspace.relaxations.enumerated() {
      for j in 0..<relaxation.count
      where relaxation.isUnstable(place, j) && !relaxation.isSmooth(j) {
        count += 1
        guard count <= InputSplitting.fewNeurons else { return nil }
        if let found, found.layer < layer { continue }
        let gap = relaxation.intercept.pointer[place * relaxation.stride + j]
        if gap > widest { (found, widest) = ((layer, j), gap) }
      }
    }
    return found
  }

  /// The input of the largest score that can be split; -1 if there is none.
  private static func widest(_ box: Contraction, _ scores: [Double]) -> Int {
    var (best, input) = (-1.0, -1)
    for i in scores.indices {
      let middle = middle(box.lower[i], box.upper[i])
      guard box.lower[i] < middle, middle < box.upper[i] else { continue }
      let score = scores[i].isFinite ? scores[i] : box.upper[i] - box.lower[i]
      if score > best { (best, input) = (score, i) }
    }
    return input
  }

  /// Where the sum of the rows of the lowest open condition is smallest.
  private func corner(_ box: Box, _ place: Int, _ workspace: ChainBounds) -> [Double] {
    let functions = workspace.property.outputs
    let inputs = Numbers.stride(chain.inputs)
    func bound(_ own: PropertyRows.Condition) -> Double {
      own.reduce(-Double.infinity) {
        max($0, $1.excess(workspace.bounds.pointer[place * functions + $1.function]))
      }
    }
    let own = property.conditions[box.place].min { bound($0) < bound($1) } ?? []
    return (0..<chain.inputs).map { i in
      let slope = own.reduce(0.0) {
        $0 + workspace.coefficients.pointer[(place * functions + $1.function) * inputs + i]
      }
      return slope > 0
        ? box.lower[i] : slope < 0 ? box.upper[i] : 0.5 * (box.lower[i] + box.upper[i])
    }
  }
}

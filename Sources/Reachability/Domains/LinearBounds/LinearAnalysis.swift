import Tensors

/// What is known of the values of a graph on a set of inputs: bounds of nodes, and lines for what is not
/// linear. Filled from the first node to the last; backward passes read it.
final class LinearAnalysis {
  let partition: Partition
  /// What the graph's first input lies in.
  let input: Interval
  /// Whether every operation keeps rows of the batch apart, so that bounds of all rows have the same
  /// coefficients in number.
  let isBatched: Bool
  /// Bounds of the values that enter what is not linear: by intervals alone, or by backward passes.
  let isRefined: Bool
  /// Which elements of a node a backward pass bounds, where not all of them.
  var elements: [Int: ChosenElements] = [:]
  /// The lines that are chosen instead of the usual ones.
  var choices: LineChoices?
  /// Whether bounds are widened by what rounding can do.
  var isSound: Bool { input.roundsOutward }
  /// By what the coefficients' absolute values are smoothed.
  var smooth: Double { input.smooth }
  /// What does not depend on the set.
  private let fixed: [Int: FixedValues.Fixed]
  private var bounds: [Int: Interval] = [:]
  /// Nodes whose bounds are as good as they get.
  private var settled: Set<Int> = []
  private var lines: [Int: Lines] = [:]

  /// - Parameter captured: the graph's inputs after the first.
  init(_ graph: Graph, _ input: Interval, _ captured: [Value], isRefined: Bool) throws {
    partition = graph.partition()
    self.input = input
    self.isRefined = isRefined
    isBatched = partition.keepsRows
    fixed = try FixedValues(partition, captured, isSound: input.roundsOutward).values
  }

  var graph: Graph { partition.graph }
  /// Whether a node depends on the set.
  var varies: [Bool] { partition.varies }

  /// The value of a node that does not depend on the set.
  func point(_ node: Int) -> Value { fixed[node]!.point }

  /// How far rounding may have moved it; nil if not at all.
  func error(_ node: Int) -> Value? { fixed[node]?.error }

  /// Bounds by intervals, from the best bounds of earlier nodes.
  func interval(_ node: Int) throws -> Interval {
    if let known = bounds[node] ?? fixed[node]?.interval { return known }
    var known = input
    if case .apply(let primitive) = graph.nodes[node].operation {
      known = try Interval.image(of: primitive, graph.nodes[node].inputs.map(interval))
    }
    bounds[node] = known
    return known
  }

  /// Sets what is known of the values of a node.
  func set(_ lower: Value, _ upper: Value, for node: Int) {
    var known = Interval(lower: lower, upper: upper, roundsOutward: isSound)
    known.smooth = smooth
    bounds[node] = known
    settled.insert(node)
  }

  /// The bounds of a node that enters something not linear.
  func entering(_ node: Int) throws -> Interval {
    guard isRefined, varies[node], settled.insert(node).inserted else { return try interval(node) }
    let found = try refined(node)
    set(found.lower, found.upper, for: node)
    return try interval(node)
  }

  /// Bounds by a backward pass; of an element of which it knows nothing, by the interval that is known anyway. Of
  /// a function of single numbers they follow from those of its argument.
  func refined(_ node: Int) throws -> Interval {
    guard case .apply(let primitive) = graph.nodes[node].operation else {
      return try interval(node)
    }
    if isRefined { try settle(before: node) }
    if primitive.isElementwise, primitive.traits.linear == nil, primitive.traits.product == nil {
      return try Interval.image(
        of: primitive,
        graph.nodes[node].inputs.map {
          // A softmax is the exponential of its logarithm, which one pass bounds.
          try !isRefined && isOfShares($0) ? refined($0) : entering($0)
        })
    }
    let rough = try interval(node)
    guard varies[node], graph.nodes[node].type.dtype.isFloat else { return rough }
    guard let chosen = elements[node] else {
      let found = try GraphBackwardPass.bounds(of: node, in: self)
      // Intervals know that shares are no more than one, which lines do not.
      guard !isOfShares(node) else { return try rough.met(with: found) }
      return try found.completed(by: rough)
    }
    guard let list = chosen.list else { return rough }
    let found = try GraphBackwardPass.bounds(of: node, in: self, elements: list)
    return try chosen.placed(found, in: rough).completed(by: rough)
  }

  /// Whether a node is the logarithm of shares, or of a sum of exponentials, but for its sign and shape.
  private func isOfShares(_ node: Int) -> Bool {
    guard case .apply(let primitive) = graph.nodes[node].operation else { return false }
    switch primitive.traits {
    case .distribution, .logSumExp: return true
    case .linear(let linear):
      guard graph.nodes[node].inputs.count == 1, primitive.isElementwise || linear.isReshape else {
        return false
      }
      return isOfShares(graph.nodes[node].inputs[0])
    default: return false
    }
  }

  /// Bounds all that enters something not linear before a node, from the first on.
  private func settle(before node: Int) throws {
    for stage in stages where stage < node && !settled.contains(stage) {
      _ = try entering(stage)
    }
  }

  /// The nodes that enter something not linear, in order.
  private(set) lazy var stages = partition.stages

  /// The lines of a node, if its operation has any.
  func lines(_ node: Int, _ primitive: any Primitive) throws -> Lines? {
    if let known = lines[node] { return known }
    guard primitive.isElementwise, graph.nodes[node].inputs.count == 1 else { return nil }
    let found = try Lines(primitive, entering(graph.nodes[node].inputs[0]))
    lines[node] = found
    return found
  }
}

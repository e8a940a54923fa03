import Tensors

/// CROWN on known values, row by row and stage by stage: only neurons that may change their sign are
/// bounded by a backward pass, from bounds that are numbers by then.
///
/// How many there are varies from row to row; plans are made for padded numbers, so that few serve all.
final class CrownDriver: PreparedBounds, Sendable {
  /// A node that enters something not linear.
  private struct Stage: Sendable {
    let node: Int
    /// Whether intervals are as good as linear bounds.
    let isExact: Bool
    /// Whether only elements that change their sign matter.
    let isRectified: Bool
    let interval: Plan
    let patches: PatchGraph?
    let size: Int
  }

  /// A row of the set, and what was found for its stages.
  struct Row {
    let lower: Tensor
    let upper: Tensor
    let points: [Tensor]
    /// Lower and upper bounds of each stage.
    var lowers: [Tensor] = []
    var uppers: [Tensor] = []
    /// The elements that were bounded by a backward pass; nil for all.
    var elements: [[Int32]?] = []

    /// The inputs of a plan that knows the first `stages`, all so far unless given.
    func inputs(stages: Int? = nil, extra: [Tensor] = []) -> [Tensor] {
      RowInput.allCases.flatMap { input in
        switch input {
        case .lower: [lower]
        case .upper: [upper]
        case .points: points
        case .lowers: Array(lowers.prefix(stages ?? lowers.count))
        case .uppers: Array(uppers.prefix(stages ?? uppers.count))
        case .extra: extra
        }
      }
    }
  }

  let row: RowGraph
  let options: BoundOptions
  private let stages: [Stage]
  /// One backward pass from intervals, for all rows at once: what no bound is wider than. Nil where it would take too
  /// much memory, and is done row by row.
  private let rough: DenseBounds?
  /// Plans of the backward passes, by stage and padded number of elements.
  private let plans = Guarded<[[Int]: Plan]>([:])

  /// Multiplications below which one plan for all rows is faster.
  static let small = 1 << 21
  /// Coefficients of one pass for all rows that are not too many.
  private static let most = 1 << 24

  /// Nil where the dense form serves better: small problems, and functions that mix rows.
  /// - Parameter small: what counts as small.
  init?(_ graph: Graph, _ options: BoundOptions, small: Int = CrownDriver.small) throws {
    guard let row = try RowGraph(graph.expanded(), isSound: options.isSound) else { return nil }
    self.row = row
    self.options = options
    let varies = row.graph.varying
    let nodes = row.graph.stages(varies)
    let sizes = (nodes + row.graph.outputs).map { row.graph.nodes[$0].type.shape.count }
    let input = row.graph.inputTypes[0].shape.count
    // In floating point: a batch without samples may have sizes whose products no integer holds.
    var (work, width) = (0.0, Double(input))
    for size in sizes {
      work += Double(size) * width
      width += Double(size)
    }
    guard work * Double(graph.inputTypes[0].shape[0]) > Double(small) else { return nil }
    var made: [Stage] = []
    for node in nodes {
      let earlier = made.map(\.node)
      let plan = try CrownDriver.plan(row.graph, earlier, options) { analysis, _ in
        try analysis.interval(node)
      }
      made.append(
        Stage(
          node: node, isExact: row.graph.hasExactIntervals(node, varies),
          isRectified: row.graph.isRectified(node), interval: plan,
          patches: PatchGraph(row.graph, node, earlier: earlier, options),
          size: row.graph.nodes[node].type.shape.count))
    }
    stages = made
    let outputs = row.graph.outputTypes[0].shape.count * graph.inputTypes[0].shape[0]
    rough =
      Double(2 * outputs) * Double(max(sizes.max() ?? 0, input)) <= Double(CrownDriver.most)
      ? try DenseBounds(graph, options.with(.crownInterval)) : nil
  }

  /// A plan that takes the row's bounds, the points, the bounds of earlier stages, and what else it needs.
  private static func plan(
    _ graph: Graph, _ stages: [Int], _ options: BoundOptions, extra: [TensorType] = [],
    isRefined: Bool = true, _ bounds: (LinearAnalysis, _ extra: [Value]) throws -> Interval
  ) throws -> Plan {
    let packing = Packing<RowInput>(
      graph.inputTypes[0], points: Array(graph.inputTypes.dropFirst()),
      stages: stages.map { graph.nodes[$0].type }, extra: extra)
    return try Plan.cached(
      try Trace.graph(packing.types) { values in
        let inputs = packing.unpacked(values)
        let analysis = try LinearAnalysis(
          graph, inputs, stages: stages, options, isRefined: isRefined)
        let found = try bounds(analysis, inputs[.extra])
        return [found.lower, found.upper]
      }.graph)
  }

  private func plan(_ key: [Int], _ make: () throws -> Plan) throws -> Plan {
    if let known = plans.withLock({ $0[key] }) { return known }
    let plan = try make()
    plans.withLock { $0[key] = plan }
    return plan
  }

  func callAsFunction(
    lower: Tensor, upper: Tensor, _ captured: [Tensor]
  ) throws -> ReachableSet {
    let found = try eachRow(lower, upper, captured) { try outputs($0) }
    guard let rough else { return found }
    return try found.met(with: rough(lower: lower, upper: upper, captured))
  }

  /// The bounds of all rows, from what is found for each.
  func eachRow(
    _ lower: Tensor, _ upper: Tensor, _ captured: [Tensor],
    _ bounds: (Row) throws -> [Tensor]
  ) throws -> ReachableSet {
    let points = try row.points(captured)
    var found: (lower: [Value], upper: [Value]) = ([], [])
    for k in 0..<lower.shape[0] {
      let start = Row(
        lower: try lower.row(k), upper: try upper.row(k), points: try row.points(points, row: k))
      let bounds = try bounds(settled(start))
      found.lower.append(.tensor(bounds[0]))
      found.upper.append(.tensor(bounds[1]))
    }
    let output = try Interval(
      lower: .concatenated(found.lower, dimension: 0),
      upper: .concatenated(found.upper, dimension: 0)
    ).total
    return ReachableSet(lower: output.lower, upper: output.upper, domain: options.domain.name)
  }

  /// The elements of each stage that a backward pass has to bound, for an analysis of the row's graph.
  func chosen(_ known: Row) -> [(stage: Int, list: [Int32]?, places: [Int32])] {
    zip(stages, known.elements).compactMap { stage, elements in
      guard let elements, stage.isExact || paddedCount(elements.count) < stage.size else {
        return nil
      }
      guard !elements.isEmpty else { return (stage.node, nil, []) }
      var places = (0..<stage.size).map { Int32($0) }
      for (k, element) in elements.enumerated() {
        places[Int(element)] = Int32(stage.size + k)
      }
      return (stage.node, CrownDriver.padded(elements), places)
    }
  }

  /// Bounds of all stages of a row, from the first on.
  private func settled(_ start: Row) throws -> Row {
    var known = start
    for (k, stage) in stages.enumerated() {
      try Cancellation.check()
      var bounds = try stage.interval(known.inputs())
      var elements: [Int32]? = []
      if !stage.isExact {
        elements = stage.isRectified ? CrownDriver.unstable(bounds) : nil
        if elements.map({ !$0.isEmpty }) ?? true {
          bounds = try refined(stage, k, known, bounds, elements)
        }
      }
      known.lowers.append(bounds[0])
      known.uppers.append(bounds[1])
      known.elements.append(elements)
    }
    return known
  }

  private func outputs(_ known: Row) throws -> [Tensor] {
    let node = row.graph.outputs[0]
    guard rough == nil else {
      let plan = try plan([-1]) {
        try CrownDriver.plan(row.graph, stages.map(\.node), options) { analysis, _ in
          try analysis.refined(node)
        }
      }
      return try plan(known.inputs())
    }
    // The first stages of all have the intervals that they would have without refinement.
    let exact = stages.prefix { $0.isExact }.map(\.node)
    let rough = try plan([-2]) {
      try CrownDriver.plan(row.graph, exact, options, isRefined: false) { analysis, _ in
        try LinearBounds.rough(analysis)
      }
    }
    let plan = try plan([-1]) {
      let graph = row.graph
      let output = graph.nodes[node].type
      return try CrownDriver.plan(
        graph, stages.map(\.node), options, extra: [output, output]
      ) { analysis, rough in
        try Interval(lower: rough[0], upper: rough[1]).met(with: analysis.refined(node))
      }
    }
    return try plan(known.inputs(extra: rough(known.inputs(stages: exact.count))))
  }

  /// Bounds of a stage by a backward pass: of all elements, or of some in place of the rough ones.
  private func refined(
    _ stage: Stage, _ place: Int, _ known: Row, _ rough: [Tensor], _ elements: [Int32]?
  ) throws -> [Tensor] {
    let earlier = stages[..<place].map(\.node)
    if let patches = stage.patches, let elements {
      return try patches.refined(known, rough, elements)
    }
    guard let elements, paddedCount(elements.count) < stage.size else {
      let plan = try plan([place, 0]) {
        try CrownDriver.plan(row.graph, earlier, options) { analysis, _ in
          try analysis.refined(stage.node)
        }
      }
      return try plan(known.inputs())
    }
    let list = CrownDriver.padded(elements)
    let plan = try plan([place, list.count]) {
      let type = TensorType(Shape(unchecked: [list.count]), .int32)
      return try CrownDriver.plan(row.graph, earlier, options, extra: [type]) { analysis, list in
        try GraphBackwardPass.bounds(of: stage.node, in: analysis, elements: list[0])
      }
    }
    let found = try plan(
      known.inputs(extra: [Tensor(list, shape: Shape([list.count]))]))
    return try CrownDriver.placed(rough, elements) { side, k in found[side][k] }
  }

  /// Rough bounds, with what was found for some elements in their places.
  static func placed(
    _ rough: [Tensor], _ elements: [Int32], _ found: (_ side: Int, _ place: Int) -> Double
  ) throws -> [Tensor] {
    var (lower, upper) = (rough[0].doubles, rough[1].doubles)
    for (k, element) in elements.enumerated() {
      let place = Int(element)
      let (low, high) = (found(0, k), found(1, k))
      // NaN is no bound at all.
      if low.isFinite { lower[place] = low }
      if high.isFinite { upper[place] = high }
      // Rounding may cross bounds that do not account for it.
      if lower[place] > upper[place] { (lower[place], upper[place]) = (upper[place], lower[place]) }
    }
    return try [lower, upper].map { try Tensor($0, shape: rough[0].shape, dtype: rough[0].dtype) }
  }

  /// The elements whose bounds have different signs.
  private static func unstable(_ bounds: [Tensor]) -> [Int32] {
    let (low, high) = (bounds[0].doubles, bounds[1].doubles)
    // NaN is no bound at all.
    return low.indices.filter { !(low[$0] >= 0) && !(high[$0] <= 0) }.map { Int32($0) }
  }

  /// The list, filled up by its last element.
  static func padded<Element: BinaryInteger>(_ list: [Element]) -> [Element] {
    list + Array(repeating: list.last ?? 0, count: paddedCount(list.count) - list.count)
  }
}

extension Graph {
  /// Whether a node is affine in the set by one operation that sums, so that its intervals are exact.
  func hasExactIntervals(_ node: Int, _ varying: [Bool]) -> Bool {
    var (place, sums) = (node, 0)
    while case .apply(let primitive) = nodes[place].operation {
      let sets = nodes[place].inputs.filter { varying[$0] }
      guard sets.count == 1, isLinear(place, varying) else { return false }
      if !primitive.isElementwise && !primitive.isReshape { sums += 1 }
      place = sets[0]
    }
    return sums <= 1
  }

  /// Whether a node enters rectifiers only, and sums and products.
  fileprivate func isRectified(_ node: Int) -> Bool {
    let varying = self.varying
    return nodes.indices.allSatisfy { k in
      guard nodes[k].inputs.contains(node), case .apply(let primitive) = nodes[k].operation else {
        return true
      }
      return primitive.isRectifier || isLinear(k, varying)
    }
  }
}

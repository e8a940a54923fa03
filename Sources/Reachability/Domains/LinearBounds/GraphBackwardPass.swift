import Tensors

/// Bounds of target elements that are linear in the values of earlier nodes, carried from the targets
/// back to the inputs (Zhang et al. 2018, CROWN):
/// target t >= sum over nodes of <coefficients[t], node> + constant[t].
///
/// A target is an element of a row; each row of the batch has all of them. Until the first function
/// that is not linear upper and lower bounds are the same; from there on the targets are doubled, the second
/// half being the negatives of the first, so that only lower bounds are carried.
struct GraphBackwardPass {
  let analysis: LinearAnalysis
  /// For each node that is still to be replaced, [targets, rows, …], where rows may be 1 for
  /// coefficients that are the same in all rows; [targets, …] if rows are not apart.
  var coefficients: [Int: Value] = [:]
  /// [targets, rows], or [targets].
  private var constant: Value?
  /// What rounding may have added to the constant; nil if that is not asked.
  var slack: Value?
  private var isDoubled = false
  /// How many targets there are, negatives included.
  private var targets = 0

  let target: Int

  private init(_ analysis: LinearAnalysis, _ target: Int) {
    self.analysis = analysis
    self.target = target
  }

  var graph: Graph { analysis.graph }
  var isBatched: Bool { analysis.isBatched }

  /// - Parameters:
  ///   - elements: which elements of each row are wanted, [targets]; all of them unless given.
  /// - Returns: bounds of the node's shape, or [rows, targets] of chosen elements.
  static func bounds(
    of node: Int, in analysis: LinearAnalysis, elements: Value? = nil
  ) throws -> Interval {
    var pass = GraphBackwardPass(analysis, node)
    try pass.start(elements)
    let found = try pass.run()
    let (shape, dtype) = (
      analysis.graph.nodes[node].type.shape, analysis.graph.nodes[node].type.dtype
    )
    func arranged(_ bound: Value) throws -> Value {
      let rows = try (pass.isBatched ? bound.transposed(0, 1) : bound).cast(to: dtype)
      return elements == nil ? try rows.reshaped(to: shape) : rows
    }
    return Interval(lower: try arranged(found.lower), upper: try arranged(found.upper))
  }

  // MARK: - The start

  /// Coefficients of the targets themselves, one each. Sums with fixed tensors and products with fixed
  /// matrices are taken at once: their coefficients need no product.
  private mutating func start(_ elements: Value?) throws {
    var node = target
    while case .apply(let primitive) = graph.nodes[node].operation {
      let inputs = graph.nodes[node].inputs
      let traits = primitive.traits
      if traits.linear?.isReshape == true, isBatched || elements == nil {
        node = inputs[0]
        continue
      }
      if primitive.isElementwise, let linear = traits.linear, inputs.count == 2,
        linear.direction(0) == .increasing, analysis.varies[inputs[0]],
        !analysis.varies[inputs[1]], analysis.error(inputs[1]) == nil, isBatched
      {
        let shift = try chosen(analysis.point(inputs[1]), elements)
        try add(linear.direction(1) == .increasing ? shift : -shift)
        try account(shift)
        node = inputs[0]
        continue
      }
      if isBatched, analysis.varies[inputs[0]], let product = traits.product,
        analysis.error(inputs[1]) == nil, let matrix = try product.matrix(operands(node))
      {
        let rows = try matrix.transposed(0, 1)
        let taken = try elements.map { try rows.gathered(0, $0) } ?? rows
        targets = taken.shape[0]
        coefficients[inputs[0]] = try taken.reshaped(
          to: Shape([taken.shape[0], 1, taken.shape[1]]))
        return
      }
      break
    }
    let shape = graph.nodes[node].type.shape
    let inner = isBatched ? Array(shape.dimensions.dropFirst()) : shape.dimensions
    let size = inner.reduce(1, *)
    var unit = Value.tensor(try .identity(size, dtype: graph.nodes[node].type.dtype))
    if let elements { unit = try unit.gathered(0, elements) }
    targets = unit.shape[0]
    coefficients[node] = try unit.reshaped(
      to: Shape([unit.shape[0]] + (isBatched ? [1] : []) + inner))
  }

  /// The chosen elements of a value of the target's type, [targets, rows].
  private func chosen(_ value: Value, _ elements: Value?) throws -> Value {
    let rows = value.shape[0]
    let flat = try value.reshaped(to: Shape([rows, value.shape.count / max(rows, 1)]))
    return try (elements.map { try flat.gathered(1, $0) } ?? flat).transposed(0, 1)
  }

  private mutating func add(_ term: Value) throws {
    constant = try constant.map { try $0 + term } ?? term
  }

  /// Adds the products with a value to the constant.
  mutating func add(_ coefficients: Value, times value: Value) throws {
    try add(dot(coefficients, value))
    try account(coefficients, value, terms: value.shape.count + GraphBackwardPass.steps)
  }

  // MARK: - Backward

  private mutating func run() throws -> (lower: Value, upper: Value) {
    for node in (0...target).reversed() {
      guard coefficients[node] != nil, case .apply(let primitive) = graph.nodes[node].operation
      else { continue }
      try replace(node, primitive)
    }
    guard let place = graph.inputs.first, let last = coefficients[place] else {
      // All that is left are numbers; none at all where nothing had a derivative.
      let value = try constant ?? nothing()
      let lower = try slack.map { try value - $0 } ?? value
      guard isDoubled else { return (lower, try slack.map { try value + $0 } ?? value) }
      return try halves(lower)
    }
    let center = try dot(last, analysis.input.center)
    let size = try last.magnitude(smooth: analysis.smooth)
    var radius = try dot(size, analysis.input.radius)
    let ends = analysis.input
    try account(size, ends.magnitude * 2, terms: ends.lower.shape.count + GraphBackwardPass.steps)
    if let slack { radius = try radius + slack }
    let middle = try constant.map { try $0 + center } ?? center
    let lower = try middle - radius
    guard isDoubled else { return (lower, try middle + radius) }
    return try halves(lower)
  }

  private func nothing() throws -> Value {
    let type = graph.nodes[target].type
    let rows = isBatched ? type.shape[0] : 1
    let size = [targets] + (isBatched ? [rows] : [])
    return try Value.scalar(0, type.dtype).expanded(to: Shape(size))
  }

  /// Lower bounds of the targets, and upper ones from those of their negatives.
  private func halves(_ bound: Value) throws -> (lower: Value, upper: Value) {
    let targets = bound.shape[0] / 2
    return (
      try bound.sliced(0, 0..<targets), try -bound.sliced(0, targets..<2 * targets)
    )
  }

  mutating func double() throws {
    guard !isDoubled else { return }
    isDoubled = true
    targets *= 2
    for (node, value) in coefficients {
      coefficients[node] = try Value.concatenated([value, -value], dimension: 0)
    }
    constant = try constant.map { try Value.concatenated([$0, -$0], dimension: 0) }
    slack = try slack.map { try Value.concatenated([$0, $0], dimension: 0) }
  }

  // MARK: - Parts

  mutating func give(_ part: Value, _ node: Int) throws {
    guard let known = coefficients[node] else {
      coefficients[node] = part
      return
    }
    coefficients[node] = try known + part
  }

  /// Takes the coefficients of a node; for all rows unless the operation serves one row as well.
  mutating func coefficient(_ node: Int, shared: Bool) throws -> Value {
    let value = coefficients.removeValue(forKey: node)!
    guard isBatched, !shared else { return value }
    let rows = graph.nodes[node].type.shape[0]
    guard value.shape[1] != rows else { return value }
    return try value.expanded(to: value.shape.replacing(1, with: rows))
  }

  /// The sum over the elements of each row of products with a value of the node's shape, or of the
  /// coefficients' shape.
  func dot(_ coefficients: Value, _ value: Value) throws -> Value {
    let targets = coefficients.shape[0]
    if value.shape.rank == coefficients.shape.rank {
      let inner = Array((isBatched ? 2 : 1)..<value.shape.rank)
      return try (coefficients * value).sum(inner)
    }
    if !isBatched {
      let size = value.shape.count
      return try coefficients.reshaped(to: Shape([targets, size]))
        .matmul(value.reshaped(to: Shape([size])))
    }
    let rows = value.shape[0]
    guard coefficients.shape[1] == 1 else {
      let inner = Array(2..<coefficients.shape.rank)
      return inner.isEmpty
        ? try coefficients * value : try (coefficients * value).sum(inner)
    }
    let size = value.shape.count / max(rows, 1)
    return try coefficients.reshaped(to: Shape([targets, size]))
      .matmul(transposed: value.reshaped(to: Shape([rows, size])))
  }

  /// What the coefficients of a node become for its inputs, by the derivative of its operation.
  /// - Parameter place: where the derivative is taken; it does not matter for linear operations.
  func pull(
    _ primitive: any Primitive, _ node: Int, _ value: Value, _ needs: [Bool],
    at place: [Value]? = nil
  ) throws -> [Value?] {
    let rows = isBatched ? value.shape[1] : nil
    func blank(_ type: TensorType) throws -> Value {
      let shape =
        rows.map { type.shape.rank > 0 ? type.shape.replacing(0, with: $0) : type.shape }
        ?? type.shape
      return try Value.scalar(0, type.dtype).expanded(to: shape)
    }
    let inputs: [Value] = try graph.nodes[node].inputs.enumerated().map { k, input in
      if let place { return place[k] }
      return try analysis.varies[input] ? blank(graph.nodes[input].type) : analysis.point(input)
    }
    // Which of its inputs the largest is, its derivative may read off the result.
    let output = try place.map { try apply(primitive, $0) } ?? blank(graph.nodes[node].type)
    var given: [Int] = []
    let pulled = try Batch.map(
      { arguments in
        let cotangents = try primitive.vjp(
          Backward(inputs: inputs, output: output, cotangent: arguments[0], needs: needs))
        given = cotangents.indices.filter { cotangents[$0] != nil && needs[$0] }
        return given.map { cotangents[$0]! }
      }, [value])
    var results = [Value?](repeating: nil, count: inputs.count)
    for (k, part) in zip(given, pulled) { results[k] = part }
    return results
  }

  private func operands(_ node: Int) throws -> [Value] {
    try graph.nodes[node].inputs.map { input in
      if !analysis.varies[input] { return analysis.point(input) }
      let type = graph.nodes[input].type
      return try Value.scalar(0, type.dtype).expanded(to: type.shape)
    }
  }
}

import Tensors

/// Sound bounds: every rounding of a pass is accounted for, relative to the products of the coefficients'
/// magnitudes with bounds of what they belong to. The sum is taken off in the end (Higham 2002, section 3.1).
extension GraphBackwardPass {
  /// Additions to the constant, beyond any number that there are.
  static let steps = 64

  /// Accounts for roundings that are relative to the products with a value.
  mutating func account(
    _ coefficients: Value, _ value: @autoclosure () throws -> Value, terms: Int
  ) throws {
    guard analysis.isSound else { return }
    let value = try value().abs()
    // Coefficients that have underflown are off by the smallest of numbers for each term of their sums.
    let sizes = try coefficients.abs() + value.dtype.smallestNormal
    try accept(dot(sizes, value) * value.dtype.error(terms) + value.dtype.smallestNormal)
  }

  /// Accounts for products with a value that may be off by an error.
  mutating func account(_ coefficients: Value, error: Value) throws {
    try accept(dot(coefficients.abs(), error) * (1 + error.dtype.error(error.shape.count)))
  }

  /// Accounts for a fixed factor that may be off by an error.
  mutating func account(_ coefficients: Value, inexactFactorOf node: Int) throws {
    guard case .apply(let primitive) = graph.nodes[node].operation else { return }
    let inputs = graph.nodes[node].inputs
    guard inputs.contains(where: { analysis.error($0) != nil }) else { return }
    let factors = try inputs.map { input in
      if let error = analysis.error(input) { return error }
      return try analysis.interval(input).magnitude
    }
    try account(
      coefficients,
      error: apply(primitive, factors) * (1 + factors[0].dtype.error(terms(node, primitive))))
  }

  /// Accounts for the roundings of what is added to a first part of the constant.
  mutating func account(_ part: Value) throws {
    guard analysis.isSound else { return }
    try accept(
      part.abs() * part.dtype.error(GraphBackwardPass.steps) + part.dtype.smallestNormal)
  }

  /// Accounts for the roundings in replacing a node.
  /// - Parameter terms: how many there are one on top of the other.
  mutating func account(_ coefficients: Value, replacing node: Int, _ terms: Int) throws {
    guard analysis.isSound, case .apply(let primitive) = graph.nodes[node].operation else { return }
    let magnitudes = try graph.nodes[node].inputs.map { input in
      let value = try analysis.interval(input)
      return value.lower.dtype.isFloat ? try value.magnitude : value.lower
    }
    // Subtracted magnitudes count like added ones.
    let all =
      primitive.isElementwise && primitive.traits.isLinear
      ? try magnitudes[1...].reduce(magnitudes[0]) { try $0 + $1 }
      : try apply(primitive, magnitudes)
    try account(coefficients, all, terms: terms)
  }

  /// Accounts for the roundings of lines: slopes, points of contact and values are relative to what the
  /// lines are made of.
  mutating func account(
    _ coefficients: Value, relaxing node: Int, _ lower: Lines.Line, _ upper: Lines.Line
  ) throws {
    guard analysis.isSound else { return }
    let x = try analysis.entering(graph.nodes[node].inputs[0]).magnitude
    var parts = try (lower.slope.abs() + upper.slope.abs() + 1) * x
    parts = try parts + analysis.interval(node).magnitude
    for line in [lower, upper] {
      if let offset = line.offset { parts = try parts + offset.abs() }
    }
    try account(coefficients, parts, terms: GraphBackwardPass.steps)
  }

  /// Roundings of a coefficient in replacing a node, and in the sums that follow.
  func terms(_ node: Int, _ primitive: any Primitive) -> Int {
    let types = graph.nodes[node].inputs.map { graph.nodes[$0].type }
    guard case .sum(let terms) = primitive.rounding(types) else {
      // Where elements are repeated, their coefficients are summed.
      let repeats = primitive.isBroadcast || !primitive.isElementwise && !primitive.isReshape
      return GraphBackwardPass.steps + (repeats ? graph.nodes[node].type.shape.count : 0)
    }
    return terms + GraphBackwardPass.steps
  }

  private mutating func accept(_ error: Value) throws {
    slack = try slack.map { try $0 + error } ?? error
  }
}

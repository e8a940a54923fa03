import Tensors

/// How a node is replaced by what it is computed from: one rule a trait.
extension GraphBackwardPass {
  /// Replaces a node by what it is computed from.
  mutating func replace(_ node: Int, _ primitive: any Primitive) throws {
    switch primitive.traits {
    case .product: return try product(node, primitive, analysis.partition.varying(node))
    case .stopped:
      return try give(coefficients.removeValue(forKey: node)!, graph.nodes[node].inputs[0])
    case .linear, .selection:
      if analysis.partition.isAffine(node) { return try linear(node, primitive) }
    case .curve, .saturating:
      if let lines = try analysis.lines(node, primitive) {
        try double()
        return try relaxed(node, lines)
      }
    case .largest(let choosing):
      try double()
      return try largest(node, choosing)
    case .logSumExp(let range):
      try double()
      return try logSumExp(node, range)
    case .distribution(let shares) where shares.areLogarithms:
      try double()
      return try logSoftmax(node, shares.range)
    // Quotients, the larger of two and the smallest of some are written anew before (`expanded`).
    case .quotient, .extreme, .smallest, .distribution, .opaque, .power, .monotone, .steps, .wave,
      .inexact:
      break
    }
    try double()
    try cut(node)
  }

  /// Linear in all inputs together: what is fixed goes into the constant.
  private mutating func linear(_ node: Int, _ primitive: any Primitive) throws {
    let inputs = graph.nodes[node].inputs
    let needs = inputs.map { graph.nodes[$0].type.dtype.isFloat }
    guard zip(inputs, needs).allSatisfy({ !analysis.varies[$0] || $1 }) else {
      // Whole numbers have no derivative.
      try double()
      return try cut(node)
    }
    let isSum = primitive.isElementwise && primitive.traits.linear != nil
    let fixed = inputs.contains { !analysis.varies[$0] }
    let value = try coefficient(node, shared: isSum || !fixed)
    try account(value, replacing: node, terms(node, primitive))
    if primitive.traits.isSelection { try account(value, uncertainMaskOf: node) }
    let pulled = try pull(primitive, node, value, needs)
    for (input, part) in zip(inputs, pulled) {
      guard let part else { continue }
      if analysis.varies[input] {
        try give(part, input)
      } else {
        try add(part, times: analysis.point(input))
        if let error = analysis.error(input) { try account(part, error: error) }
      }
    }
  }

  /// Of two sets x = a + u, y = b + v the linear part a b + u b + a v is kept, and u v is bounded by the
  /// product of the radii.
  private mutating func product(_ node: Int, _ primitive: any Primitive, _ sets: [Bool]) throws {
    let inputs = graph.nodes[node].inputs
    if sets.contains(false) {
      // A fixed factor without a dimension for rows serves all of them.
      let ranks = inputs.map { graph.nodes[$0].type.shape.rank }
      let value = try coefficient(
        node, shared: !primitive.isElementwise && sets[0] && (ranks[1] == 2 || ranks[1] == 4))
      try account(value, replacing: node, terms(node, primitive))
      try account(value, inexactFactorOf: node)
      let pulled = try pull(primitive, node, value, sets)
      for (input, part) in zip(inputs, pulled) where analysis.varies[input] {
        if let part { try give(part, input) }
      }
      return
    }
    try double()
    let value = try coefficient(node, shared: false)
    let factors = try inputs.map(analysis.entering)
    let center = try apply(primitive, factors.map { try $0.center })
    let error = try apply(primitive, factors.map { try $0.radius })
    try add(-value, times: center)
    try add(-value.magnitude(smooth: analysis.smooth), times: error)
    try account(value, replacing: node, 4 * terms(node, primitive))
    let pulled = try pull(primitive, node, value, sets, at: factors.map { try $0.center })
    for (input, part) in zip(inputs, pulled) { if let part { try give(part, input) } }
  }

  /// A function of single numbers: positive coefficients take the line below it, negative ones the line
  /// above.
  private mutating func relaxed(_ node: Int, _ lines: Lines) throws {
    let value = try coefficient(node, shared: false)
    let (positive, negative) = try value.parts(smooth: analysis.smooth)
    var (lower, upper) = (lines.lower, lines.upper)
    if let choice = lines.choice,
      let number = try analysis.choices?.number(target: target, node, value, choice)
    {
      (lower, upper) = try choice.lines(number)
    }
    let input = graph.nodes[node].inputs[0]
    try account(
      analysis.smooth > 0 ? positive - negative : value, relaxing: node, lower, upper)
    try give(positive * lower.slope + negative * upper.slope, input)
    if let offset = lower.offset { try add(positive, times: offset) }
    if let offset = upper.offset { try add(negative, times: offset) }
  }

  /// The largest of some elements: nowhere below the one with the largest lower bound, nowhere above the
  /// largest upper bound. The derivative where all are at their lower bounds is a choice of that element, or of
  /// several equal ones in parts that sum to one.
  private mutating func largest(_ node: Int, _ primitive: any Choosing) throws {
    let input = graph.nodes[node].inputs[0]
    let bounds = try analysis.entering(input)
    let value = try coefficient(node, shared: false)
    // Where that one is certain to be the largest, upper bounds take it as well.
    let certain = try Dominance(primitive, bounds).isCertain
    let (positive, negative) = try value.parts(smooth: analysis.smooth)
    try add(negative * (1 - certain), times: apply(primitive, [bounds.upper]))
    let chosen = try positive + negative * certain
    let pulled = try pull(primitive, node, chosen, [true], at: [bounds.lower])
    if let part = pulled[0] { try give(part, input) }
  }

  /// What has no linear rule is bounded by an interval, where the pass ends.
  private mutating func cut(_ node: Int) throws {
    for input in graph.nodes[node].inputs where analysis.varies[input] {
      _ = try analysis.entering(input)
    }
    let bounds = try analysis.interval(node)
    let value = try coefficient(node, shared: false)
    try add(value, times: bounds.center)
    try add(-value.magnitude(smooth: analysis.smooth), times: bounds.radius)
    try account(value, bounds.magnitude, terms: GraphBackwardPass.steps)
  }
}

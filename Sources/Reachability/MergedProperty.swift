import Tensors

/// Linear functions of a function's outputs, taken into the linear operations at its end.
///
/// A box loses what its sides have to do with one another. Bounds of differences of logits are therefore
/// wider when the logits are bounded first than when the rows of the property are multiplied with the
/// last layer, C (W z + b) = (C W) z + C b. Here W is whatever is linear between the outputs and the last
/// operations that are not: layers, reshapes, residual additions.
public enum MergedProperty {
  /// sum_k rows[n, p, k] function(x)[n, k] as [n, p]: the same numbers, by another way.
  /// - Parameters:
  ///   - rows: [n, properties, outputs].
  ///   - x: samples along the leading dimension.
  public static func apply(
    _ rows: Value, to function: (Value) throws -> Value, at x: Value
  ) throws -> Value {
    let (graph, captured) = try Trace.graph([x.type]) { [try function($0[0])] }
    let shape = graph.outputTypes[0].shape
    guard shape.rank == 2, rows.shape.rank == 3, rows.shape[0] == shape[0],
      rows.shape[2] == shape[1]
    else {
      throw TensorError.shapes(
        operation: "property", got: [rows.shape, shape],
        expected: "rows of shape [n, properties, outputs] and outputs of shape [n, outputs]")
    }
    return try LinearTail(graph.decomposed(), [x] + captured).product(rows)
  }
}

/// The linear end of a graph.
private struct LinearTail {
  private let graph: Graph
  /// What each node that an output depends on means; nil for all others.
  private var meanings: [Value?]
  /// Whether a node depends on the graph's first input.
  private var isVarying: [Bool]
  /// Whether only linear operations lie between a node, itself included, and the output.
  private var isTail: [Bool]
  /// The varying nodes that the tail begins with.
  private var frontier: [Int]

  init(_ graph: Graph, _ inputs: [Value]) throws {
    self.graph = graph
    let nodes = graph.nodes
    meanings = [Value?](repeating: nil, count: nodes.count)
    isVarying = [Bool](repeating: false, count: nodes.count)
    isTail = isVarying
    frontier = []
    let live = graph.live
    for (k, node) in nodes.enumerated() where live[k] {
      switch node.operation {
      case .input(let index):
        isVarying[k] = index == 0
        meanings[k] = inputs[index]
      case .constant(let tensor): meanings[k] = .tensor(tensor)
      case .apply(let primitive):
        isVarying[k] = node.inputs.contains { isVarying[$0] }
        meanings[k] = try Tensors.apply(primitive, node.inputs.map { meanings[$0]! })
      }
    }
    var isReached = [Bool](repeating: false, count: nodes.count)
    isReached[graph.outputs[0]] = true
    for k in nodes.indices.reversed() where isReached[k] && isVarying[k] {
      isTail[k] = isLinear(nodes[k])
      guard isTail[k] else {
        frontier.append(k)
        continue
      }
      for input in nodes[k].inputs { isReached[input] = true }
    }
  }

  /// Whether a node is linear, or affine, in what varies, and keeps samples apart.
  private func isLinear(_ node: Graph.Node) -> Bool {
    guard case .apply(let primitive) = node.operation, node.type.dtype.isFloat else { return false }
    let varying = node.inputs.map { isVarying[$0] }
    let types = node.inputs.map { graph.nodes[$0].type }
    guard zip(types, varying).allSatisfy({ $0.dtype.isFloat || !$1 }),
      primitive.keepsRows(types, varying)
    else { return false }
    let traits = primitive.traits
    if traits.isLinear { return true }
    if traits.isProduct { return varying != [true, true] }
    if traits.isQuotient { return !varying[1] }
    return traits.isSelection && !varying[0]
  }

  /// The output as a function of what the tail begins with.
  private func output(_ values: [Value]) throws -> Value {
    var meanings = meanings
    for (k, value) in zip(frontier, values) { meanings[k] = value }
    for (k, node) in graph.nodes.enumerated() where isTail[k] {
      guard case .apply(let primitive) = node.operation else { continue }
      meanings[k] = try Tensors.apply(primitive, node.inputs.map { meanings[$0]! })
    }
    return meanings[graph.outputs[0]]!
  }

  /// sum_k rows[n, p, k] output[n, k].
  func product(_ rows: Value) throws -> Value {
    let (samples, properties) = (rows.shape[0], rows.shape[1])
    func product(_ values: Value, _ matrix: Value) throws -> Value {
      let size = values.shape.count / max(samples, 1)
      return try values.reshaped(to: Shape([samples, 1, size])).matmul(matrix)
        .reshaped(to: Shape([samples, properties]))
    }
    guard samples > 0, isTail[graph.outputs[0]] else {
      return try product(meanings[graph.outputs[0]]!, rows.transposed(1, 2))
    }
    // A linear function is the sum of its derivatives' products with its arguments, and its value at zero.
    let zeros = try frontier.map { try meanings[$0]!.filled(0) }
    var sum = try product(output(zeros), rows.transposed(1, 2))
    for (place, node) in frontier.enumerated() {
      let coefficients = try Batch.map(
        { arguments in
          [
            try valueAndGradient(
              of: { values in try (output(values) * arguments[0]).sum() }, at: zeros,
              argument: place
            ).gradient
          ]
        }, [rows.transposed(0, 1)])[0]
      let size = coefficients.shape.count / max(properties * samples, 1)
      let matrix = try coefficients.reshaped(to: Shape([properties, samples, size]))
        .permuted([1, 2, 0])
      sum = try sum + product(meanings[node]!, matrix)
    }
    return sum
  }
}

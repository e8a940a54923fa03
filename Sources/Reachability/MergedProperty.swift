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
  private let partition: Partition
  /// What each node that an output depends on means; nil for all others.
  private let meanings: [Value?]
  /// Whether only linear operations lie between a node, itself included, and the output.
  private let isTail: [Bool]
  /// The varying nodes that the tail begins with.
  private let frontier: [Int]

  private var graph: Graph { partition.graph }

  init(_ graph: Graph, _ inputs: [Value]) throws {
    partition = graph.partition()
    meanings = try graph.meanings(of: partition.live, graph.nodes.map { _ in nil }) {
      operation, operands in
      switch operation {
      case .input(let index): inputs[index]
      case .constant(let tensor): .tensor(tensor)
      case .apply(let primitive): try Tensors.apply(primitive, operands)
      }
    }
    var isTail = [Bool](repeating: false, count: graph.nodes.count)
    var frontier: [Int] = []
    var isReached = isTail
    isReached[graph.outputs[0]] = true
    for k in graph.nodes.indices.reversed() where isReached[k] && partition.varies[k] {
      isTail[k] = LinearTail.takes(k, partition)
      guard isTail[k] else {
        frontier.append(k)
        continue
      }
      for input in graph.nodes[k].inputs { isReached[input] = true }
    }
    self.isTail = isTail
    self.frontier = frontier
  }

  /// Whether a node is affine in what varies, keeps samples apart, and has a derivative by all that varies.
  private static func takes(_ k: Int, _ partition: Partition) -> Bool {
    guard case .apply(let primitive) = partition.graph.nodes[k].operation, partition.isAffine(k),
      partition.keepsRows(k), partition.graph.nodes[k].type.dtype.isFloat
    else { return false }
    // No derivative passes through the first, nor to whole numbers.
    if case .stopped = primitive.traits { return false }
    return zip(partition.types(k), partition.varying(k)).allSatisfy { $0.dtype.isFloat || !$1 }
  }

  /// The output as a function of what the tail begins with.
  private func output(_ values: [Value]) throws -> Value {
    var known = meanings
    for (k, value) in zip(frontier, values) { known[k] = value }
    return try graph.meanings(of: isTail, known) { operation, operands in
      guard case .apply(let primitive) = operation else { throw TensorError.foreignTrace }
      return try Tensors.apply(primitive, operands)
    }[graph.outputs[0]]!
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

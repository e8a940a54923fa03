/// A primitive that others could make up, and that exists because one kernel does it faster.
///
/// Whoever has no rule for it, as abstract domains, takes the others.
public protocol Composed: Primitive {
  /// The same, in other primitives.
  func composition(_ inputs: [Value]) throws -> Value
}

extension Graph {
  /// The graph without composed primitives, and with one primitive for what is known by it though written in others.
  public func decomposed() throws -> Graph {
    let isOther = nodes.contains {
      guard case .apply(let primitive) = $0.operation else { return false }
      return primitive is any Composed
    }
    guard isOther || Idiom.mayBe(in: self) else { return self }
    return try rewritten { primitive, inputs in
      let value = try (primitive as? any Composed)?.composition(inputs) ?? apply(primitive, inputs)
      return try Idiom.primitive(for: value) ?? value
    }
  }

  /// The graph with something else in place of each operation. What is computed from constants alone
  /// stays an operation: whoever reads the graph may ask how it is rounded.
  /// - Parameters:
  ///   - types: of the new graph's inputs, where they are others.
  ///   - constant: what stands for a constant.
  ///   - rule: what stands for a primitive, of its operands.
  package func rewritten(
    _ types: [TensorType]? = nil, constant: (Tensor) throws -> Tensor = { $0 },
    _ rule: (any Primitive, [Value]) throws -> Value
  ) throws -> Graph {
    try Trace.graph(types ?? inputTypes) { try recorded($0, constant: constant, rule) }.graph
  }

  /// The graph in the current trace, as `rewritten` has it.
  private func recorded(
    _ values: [Value], constant: (Tensor) throws -> Tensor = { $0 },
    _ rule: (any Primitive, [Value]) throws -> Value
  ) throws -> [Value] {
    guard let trace = Trace.current else { throw TensorError.foreignTrace }
    return try interpret { operation, inputs in
      switch operation {
      case .input(let k): values[k]
      case .constant(let tensor): trace.constant(try constant(tensor))
      case .apply(let primitive): try rule(primitive, inputs)
      }
    }
  }

  /// The graph with a function of its output behind it.
  package func followed(_ function: (Value) throws -> Value) throws -> Graph {
    try Trace.graph(inputTypes) { [try function(recorded($0) { try apply($0, $1) }[0])] }.graph
  }

  /// The graph with tensors in place of its inputs after the first.
  package func fixing(_ tensors: [Tensor]) -> Graph {
    var graph = self
    for (place, tensor) in zip(inputs.dropFirst(), tensors) {
      graph.nodes[place] = Node(operation: .constant(tensor), inputs: [], type: tensor.type)
    }
    graph.inputs = [inputs[0]]
    return graph
  }
}

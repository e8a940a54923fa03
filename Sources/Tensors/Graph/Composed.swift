/// A primitive that others could make up, and that exists because one kernel does it faster.
///
/// Whoever has no rule for it, as abstract domains, takes the others.
public protocol Composed: Primitive {
  /// The same, in other primitives.
  func composition(_ inputs: [Value]) throws -> Value
}

extension Graph {
  /// The graph without composed primitives.
  public func decomposed() throws -> Graph {
    let isComposed = nodes.contains {
      if case .apply(let primitive) = $0.operation { primitive is any Composed } else { false }
    }
    guard isComposed else { return self }
    return try rewritten { primitive, inputs in
      if let composed = primitive as? any Composed { return try composed.composition(inputs) }
      return try apply(primitive, inputs)
    }
  }

  /// The graph with something else in place of each operation.
  /// - Parameter rule: what stands for a primitive, of its operands.
  package func rewritten(_ rule: (any Primitive, [Value]) throws -> Value) throws -> Graph {
    try Trace.graph(inputTypes) { values in
      try interpret { operation, inputs in
        switch operation {
        case .input(let k): values[k]
        case .constant(let tensor): .tensor(tensor)
        case .apply(let primitive): try rule(primitive, inputs)
        }
      }
    }.graph
  }
}

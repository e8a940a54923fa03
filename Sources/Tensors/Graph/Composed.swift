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
    return try Trace.graph(inputTypes) { values in
      try interpret { operation, inputs in
        switch operation {
        case .input(let k): values[k]
        case .constant(let tensor): .tensor(tensor)
        case .apply(let primitive as any Composed): try primitive.composition(inputs)
        case .apply(let primitive): try apply(primitive, inputs)
        }
      }
    }.graph
  }
}

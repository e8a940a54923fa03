import Tensors

extension Graph {
  /// The same function in operations that have a linear rule: larger and smaller of two by rectifiers,
  /// quotients by reciprocals.
  func expanded() throws -> Graph {
    let graph = try decomposed()
    return try Trace.graph(graph.inputTypes) { values in
      try graph.interpret { operation, inputs in
        switch operation {
        case .input(let k): return values[k]
        case .constant(let tensor): return .tensor(tensor)
        case .apply(let primitive):
          if primitive.traits.isQuotient { return try inputs[0] * inputs[1].reciprocal() }
          switch primitive.extreme {
          case .largest where inputs[0].dtype.isFloat:
            return try inputs[0] + (inputs[1] - inputs[0]).relu()
          case .smallest where inputs[0].dtype.isFloat:
            return try inputs[0] - (inputs[0] - inputs[1]).relu()
          default: return try apply(primitive, inputs)
          }
        }
      }
    }.graph
  }
}

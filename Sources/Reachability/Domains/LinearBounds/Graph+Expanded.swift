import Tensors

extension Graph {
  /// Whether it has operations that are written anew.
  var isExpanded: Bool {
    nodes.contains {
      guard case .apply(let primitive) = $0.operation else { return false }
      return primitive.extreme != nil || primitive.largestOfNegatives != nil
        || primitive.traits.isQuotient
    }
  }

  /// The same function in operations that have a linear rule: larger and smaller of two by rectifiers, the
  /// smallest of many as a largest, quotients by reciprocals.
  func expanded() throws -> Graph {
    try decomposed().rewritten { primitive, inputs in
      if let largest = primitive.largestOfNegatives, inputs[0].dtype.isFloat {
        return try -apply(largest, [-inputs[0]])
      }
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
}

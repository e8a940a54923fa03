import Tensors

extension Graph {
  /// Whether it has operations that are written anew.
  var isExpanded: Bool {
    nodes.contains {
      guard case .apply(let primitive) = $0.operation else { return false }
      return switch primitive.traits {
      case .extreme, .smallest, .quotient: true
      case .distribution(let shares): !shares.areLogarithms
      case .opaque, .linear, .product, .power, .selection, .monotone, .steps, .curve, .wave,
        .saturating, .largest, .logSumExp, .stopped, .inexact:
        false
      }
    }
  }

  /// The same function in operations that have a linear rule: larger and smaller of two by rectifiers, the
  /// smallest of many as a largest, quotients by reciprocals, a softmax by its logarithm.
  func expanded() throws -> Graph {
    try decomposed().rewritten { primitive, inputs in
      switch primitive.traits {
      case .quotient: return try inputs[0] * inputs[1].reciprocal()
      case .distribution(let shares) where !shares.areLogarithms:
        return try inputs[0].logSoftmax(Array(shares.range)).exp()
      case .smallest(let largest) where inputs[0].dtype.isFloat:
        return try -apply(largest, [-inputs[0]])
      case .extreme(.largest) where inputs[0].dtype.isFloat:
        return try inputs[0] + (inputs[1] - inputs[0]).relu()
      case .extreme(.smallest) where inputs[0].dtype.isFloat:
        return try inputs[0] - (inputs[0] - inputs[1]).relu()
      case .opaque, .linear, .product, .power, .selection, .monotone, .steps, .curve, .wave,
        .saturating, .extreme, .largest, .smallest, .logSumExp, .distribution, .stopped, .inexact:
        return try apply(primitive, inputs)
      }
    }
  }
}

import Tensors

extension Graph {
  /// Beyond this size constants would leave nothing of the precision of what is added to them.
  private static let mostConstant = 0x1p20

  /// The same function with ReLU as the only operation that is linear in pieces: of two values the larger or
  /// smaller, absolute values, clamps and the largest of a window are sums of ReLUs. What has constants of
  /// enormous size stays.
  func rectified() throws -> Graph {
    try decomposed().rewritten { primitive, inputs in
      guard inputs.allSatisfy({ $0.dtype.isFloat }) else { return try apply(primitive, inputs) }
      switch primitive.traits {
      case .saturating(let low, let high):
        guard [low, high].filter(\.isFinite).allSatisfy({ abs($0) < Graph.mostConstant }) else {
          return try apply(primitive, inputs)
        }
        var value = inputs[0]
        if low.isFinite { value = try (value - low).relu() + low }
        if high.isFinite { value = try high - (high - value).relu() }
        return value
      case .curve(.absolute, _): return try inputs[0].relu() + (-inputs[0]).relu()
      case .largest(let choosing):
        let elements = try choosing.candidates(inputs[0])
        return try elements.map(largest) ?? apply(primitive, inputs)
      case .extreme(let extreme):
        // What is fixed comes first: then the other is not needed behind its ReLU.
        var (a, b) = (inputs[0], inputs[1])
        if try b.known != nil { swap(&a, &b) }
        if let constant = try a.known,
          !constant.doubles.allSatisfy({ abs($0) < Graph.mostConstant })
        {
          return try apply(primitive, inputs)
        }
        switch extreme {
        case .largest: return try a + (b - a).relu()
        case .smallest: return try a - (a - b).relu()
        }
      case .opaque, .linear, .product, .quotient, .power, .selection, .monotone, .steps, .curve,
        .wave, .smallest, .logSumExp, .distribution, .stopped, .inexact:
        return try apply(primitive, inputs)
      }
    }
  }
}

/// The largest of some values: of two at a time, so that few ReLUs stand behind each other.
private func largest(_ values: [Value]) throws -> Value {
  if values.count == 1 { return values[0] }
  let (a, b) = (
    try largest(Array(values[..<(values.count / 2)])),
    try largest(Array(values[(values.count / 2)...]))
  )
  return try a + (b - a).relu()
}

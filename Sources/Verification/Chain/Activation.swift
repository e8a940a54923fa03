import Tensors

/// What a neuron of a chain does to its input.
enum Activation: Hashable, Sendable {
  /// max(x, 0).
  case rectifier
  case sShaped(SShape)

  /// Nil for functions that chains do not have.
  init?(_ primitive: any Primitive) {
    switch primitive.traits {
    case .curve(.rectifier, _): self = .rectifier
    case .curve(.sShaped, _):
      guard let shape = SShape(named: primitive.name) else { return nil }
      self = .sShaped(shape)
    default: return nil
    }
  }

  @inline(__always)
  func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .rectifier: max(x, 0)
    case .sShaped(let shape): shape(x)
    }
  }

  /// No value is below it.
  var lowest: Double {
    switch self {
    case .rectifier: 0
    case .sShaped(let shape): shape.offset - shape.height
    }
  }
}

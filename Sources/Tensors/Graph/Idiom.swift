/// What is written in several primitives and known as one function: its parts share a number, which bounds of the parts
/// do not see. Only bounds look for them; values are computed as they were written.
enum Idiom {
  /// Whether it is worth to look.
  static func mayBe(in graph: Graph) -> Bool {
    graph.nodes.contains { node in
      guard case .apply(let primitive) = node.operation else { return false }
      return switch primitive {
      case is Exponential, is LogSumExp, is LogSoftmax, is Softmax, is SquareRoot, is Sigmoid,
        is HyperbolicTangent, is ErrorFunction:
        true
      default: false
      }
    }
  }

  /// The same in one primitive; nil where it is none.
  static func primitive(for value: Value) throws -> Value? {
    guard let node = Recorded(value) else { return nil }
    if let found = try node.shares ?? node.gated ?? node.root { return found }
    // A quotient by 1 + e^-x may be x times a gate in turn.
    guard let opened = try node.opened else { return nil }
    return try primitive(for: opened) ?? opened
  }
}

/// A node of the trace that is open, with what made it.
struct Recorded {
  let trace: Trace
  let place: Int

  init?(_ value: Value) {
    guard case .traced(let trace, let place) = value, trace.isOpen else { return nil }
    (self.trace, self.place) = (trace, place)
  }

  private init(_ trace: Trace, _ place: Int) { (self.trace, self.place) = (trace, place) }

  var value: Value { .traced(trace, place) }
  private var node: Graph.Node { trace.graph.nodes[place] }
  var shape: Shape { node.type.shape }

  var primitive: (any Primitive)? {
    if case .apply(let primitive) = node.operation { primitive } else { nil }
  }

  var operands: [Recorded] { node.inputs.map { Recorded(trace, $0) } }

  /// The one number that it is everywhere, where that is a constant.
  var number: Double? {
    switch node.operation {
    case .input: return nil
    case .constant(let tensor):
      guard tensor.dtype.isFloat, tensor.count > 0 else { return nil }
      let first = tensor[0]
      return (0..<tensor.count).allSatisfy { tensor[$0] == first } ? first : nil
    case .apply(let primitive):
      guard primitive is Broadcast || primitive is Reshape else { return nil }
      return operands[0].number
    }
  }
}

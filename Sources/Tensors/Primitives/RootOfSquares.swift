import CKernels

/// The square root of a sum of squares, as in a norm. The derivative at 0 is 0, as in PyTorch; that of its
/// square is 1 everywhere, so that the second derivatives of a squared norm exist at 0 too.
struct RootOfSquares: Unary, Touchable {
  var name: String { "sqrt" }
  var traits: Traits { .curve(.root, self) }
  var rounding: Rounding { .result(1) }
  var counterpart: Counterpart { .operation("Sqrt") }
  static let kernels = SquareRoot.kernels
  static let examples = [Example(Self(), [5], domain: 0.2...4)]

  func touching(slope: Value) throws -> Value { try 0.25 / slope.square() }

  func derivative(_ x: Value, _ y: Value) throws -> Value? {
    try x.equals(x.filled(0)).select(y.filled(0), y.reciprocal() * 0.5)
  }

  func vjp(_ backward: Backward) throws -> [Value?] { [try pulledThroughRoot(backward)] }
}

extension Unary {
  /// The cotangent of a square root's input. Where y or a multiple of it is a factor of what came, as behind a
  /// square, y goes out of c k y / (2 y). The choice at 0 would make a constant of that, whose derivatives are
  /// wrong, and zero times infinity would be one itself.
  func pulledThroughRoot(_ backward: Backward) throws -> Value? {
    var total: Value?
    for term in Cotangent.terms(backward.cotangent) {
      let share: Value
      if let rest = try Cotangent.quotient(term, by: backward.output) {
        share = try rest * 0.5
      } else if let slope = try derivative(backward.inputs[0], backward.output) {
        share = try term.chained(slope)
      } else {
        continue
      }
      total = try total.map { try $0 + share } ?? share
    }
    return total
  }
}

extension Cotangent {
  /// What was added to make the value.
  static func terms(_ value: Value) -> [Value] {
    guard let (trace, node, primitive) = made(value), primitive is Add else { return [value] }
    return node.inputs.flatMap { terms(.traced(trace, $0)) }
  }

  /// The other factors, if the value is a product with `divisor`, or with a multiple of it, as a factor.
  static func quotient(_ value: Value, by divisor: Value) throws -> Value? {
    guard case .traced(let owner, let place) = divisor, let (trace, node, primitive) = made(value),
      trace === owner,
      primitive is ChainProduct || primitive is SmoothChainProduct || primitive is Multiply
    else { return nil }
    for k in 0..<2 {
      let (factor, rest) = (node.inputs[k], Value.traced(trace, node.inputs[1 - k]))
      if factor == place { return rest }
      guard primitive is ChainProduct || primitive is SmoothChainProduct else { continue }
      if let multiple = try quotient(.traced(trace, factor), by: divisor) {
        return try rest.chained(multiple)
      }
    }
    return nil
  }

  /// The operation that made a value.
  private static func made(_ value: Value) -> (Trace, Graph.Node, any Primitive)? {
    guard case .traced(let trace, let place) = value, trace.isOpen,
      case .apply(let primitive) = trace.graph.nodes[place].operation
    else { return nil }
    return (trace, trace.graph.nodes[place], primitive)
  }
}

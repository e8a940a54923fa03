import Layers
import Tensors

/// A weighted sum of terms.
public struct Loss: LossTerm {
  public struct Part {
    public let weight: Double
    public let term: any LossTerm
  }

  public let parts: [Part]

  public init(_ term: any LossTerm, weight: Double = 1) {
    if let loss = term as? Loss {
      parts = loss.parts.map { Part(weight: weight * $0.weight, term: $0.term) }
    } else {
      parts = [Part(weight: weight, term: term)]
    }
  }

  private init(parts: [Part]) { self.parts = parts }

  public static func + (a: Loss, b: Loss) -> Loss { Loss(parts: a.parts + b.parts) }
  public static func * (weight: Double, loss: Loss) -> Loss { Loss(loss, weight: weight) }

  public var name: String { parts.count == 1 ? parts[0].term.name : "sum" }

  public var description: String {
    parts.map { $0.weight == 1 ? $0.term.description : "\($0.weight) * \($0.term.description)" }
      .joined(separator: " + ")
  }

  public func callAsFunction(_ net: Network, _ x: Value, _ y: Value) throws -> Value {
    var total: Value?
    for part in try values(net, x, y) {
      let weighted = part.weight == 1 ? part.value : try part.value * part.weight
      total = try total.map { try $0 + weighted } ?? weighted
    }
    return total!
  }

  /// Each term's value, without its weight, in order.
  public func values(
    _ net: Network, _ x: Value, _ y: Value
  ) throws -> [(name: String, weight: Double, value: Value)] {
    try parts.map { part in
      let value = try part.term(net, x, y)
      guard value.shape.count == 1 else { throw TensorError.notScalar(value.shape) }
      return (part.term.name, part.weight, try value.reshaped(to: .scalar))
    }
  }
}

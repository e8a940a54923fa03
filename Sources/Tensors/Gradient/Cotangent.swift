/// Sums of cotangents.
enum Cotangent {
  /// The sum of all that a value received. Slices of one vector, as networks take their parameters,
  /// come back as pads of it: those are joined into one concatenation, which a plan fills in place,
  /// instead of being added as full vectors of zeros.
  static func sum(_ contributions: [Value]) throws -> Value {
    if contributions.count == 1 { return contributions[0] }
    var pieces: [(first: Int, value: Value)] = []
    var total: Value?
    for contribution in contributions {
      if let piece = piece(contribution) {
        pieces.append(piece)
      } else {
        total = try total.map { try $0 + contribution } ?? contribution
      }
    }
    if !pieces.isEmpty {
      let joined = try join(pieces, contributions[0].type)
      total = try total.map { try $0 + joined } ?? joined
    }
    return total!
  }

  /// The unpadded part, if the value is a pad along the leading dimension alone.
  private static func piece(_ value: Value) -> (Int, Value)? {
    guard case .traced(let trace, let node) = value,
      case .apply(let primitive) = trace.graph.nodes[node].operation,
      let pad = primitive as? Pad
    else { return nil }
    let input = trace.graph.nodes[node].inputs[0]
    let (inner, outer) = (trace.type(of: input).shape, value.shape)
    guard (1..<max(outer.rank, 1)).allSatisfy({ inner[$0] == outer[$0] }), outer.rank > 0 else {
      return nil
    }
    return (pad.first[0], .traced(trace, input))
  }

  private static func join(
    _ pieces: [(first: Int, value: Value)], _ type: TensorType
  ) throws -> Value {
    var parts: [Value] = []
    var overlapping: [(first: Int, value: Value)] = []
    var end = 0
    func zeros(_ count: Int) throws -> Value {
      try apply(
        Broadcast(shape: type.shape.replacing(0, with: count)), [.scalar(0, type.dtype)])
    }
    for piece in pieces.sorted(by: { $0.first < $1.first }) {
      guard piece.first >= end else {
        overlapping.append(piece)
        continue
      }
      if piece.first > end { parts.append(try zeros(piece.first - end)) }
      parts.append(piece.value)
      end = piece.first + piece.value.shape[0]
    }
    if end < type.shape[0] { parts.append(try zeros(type.shape[0] - end)) }
    let joined = parts.count == 1 ? parts[0] : try apply(Concat(dimension: 0), parts)
    return overlapping.isEmpty ? joined : try joined + join(overlapping, type)
  }
}

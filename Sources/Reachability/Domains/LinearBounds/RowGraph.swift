import Tensors

/// A graph that keeps rows apart as a function of one row, and of what it depends on besides the set:
/// a driver can then look at each row by itself.
struct RowGraph: Sendable {
  private enum Input: CaseIterable { case row, points, errors }

  /// Takes a row of the set, then the points and what they are off by.
  let graph: Graph
  /// From the captured values of the whole graph to the points, those with rows still whole.
  private let pointsPlan: Plan
  /// For each point whether it has a row for each of the set.
  private let hasRows: [Bool]

  /// Nil if the graph mixes rows.
  /// - Parameter isSound: whether it counts how points are rounded. Those that rounding may have moved are
  ///   then `Inexact`, and what they are off by is a further point.
  init?(_ whole: Graph, isSound: Bool) throws {
    let varies = whole.varying
    guard whole.outputs.count == 1, varies[whole.outputs[0]], whole.keepsRows(varies) else {
      return nil
    }
    let live = whole.live
    // What enters the part that varies from outside, and how.
    var places: [Place: Int] = [:]
    var order: [Place] = []
    for (k, node) in whole.nodes.enumerated() where live[k] && varies[k] {
      guard case .apply(let primitive) = node.operation else { continue }
      for (operand, input) in node.inputs.enumerated() where !varies[input] {
        let place = whole.place(of: input, operand, primitive, node)
        if places.updateValue(places[place] ?? order.count, forKey: place) == nil {
          order.append(place)
        }
      }
    }
    let isExact = isSound ? whole.exact(varies) : [Bool](repeating: true, count: varies.count)
    let inexact = order.filter { !isExact[$0.node] }
    let errors = Dictionary(uniqueKeysWithValues: inexact.enumerated().map { ($1, $0) })
    hasRows = (order + inexact).map { $0.kind == .rows }
    let captured = Array(whole.inputTypes.dropFirst())
    pointsPlan = try Plan.cached(
      try Trace.graph(captured) { values in
        let fixed = try FixedValues(
          whole, varies, values, isSound: isSound, wanted: order.map(\.node)
        ).values
        return order.map { fixed[$0.node]!.point }
          + inexact.map { fixed[$0.node]!.error ?? fixed[$0.node]!.point }
      }.graph)
    func types(_ places: [Place]) -> [TensorType] {
      places.map { place in
        let type = whole.nodes[place.node].type
        return place.kind == .rows ? TensorType(type.shape.replacing(0, with: 1), type.dtype) : type
      }
    }
    let input = whole.inputTypes[0]
    let packing = Packing<Input> { field in
      switch field {
      case .row: [TensorType(input.shape.replacing(0, with: 1), input.dtype)]
      case .points: types(order)
      case .errors: types(inexact)
      }
    }
    graph = try Trace.graph(packing.types) { values in
      let inputs = packing.unpacked(values)
      let (points, moved) = (inputs[.points], inputs[.errors])
      var meanings = [Value?](repeating: nil, count: whole.nodes.count)
      for (k, node) in whole.nodes.enumerated() where live[k] && varies[k] {
        guard case .apply(let primitive) = node.operation else {
          meanings[k] = inputs.one(.row)
          continue
        }
        let operands: [Value] = try node.inputs.enumerated().map { operand, input in
          if let known = meanings[input] { return known }
          let place = whole.place(of: input, operand, primitive, node)
          var value = try whole.number(place) ?? points[places[place]!]
          if let error = errors[place] {
            value = try value.inexact(moved[error])
          }
          guard case .spread(let shape) = place.kind else { return value }
          return try value.expanded(to: shape.replacing(0, with: 1))
        }
        meanings[k] = try apply(primitive.onOneRow, operands)
      }
      return [meanings[whole.outputs[0]]!]
    }.graph
  }

  /// The points for the captured values, to be cut to rows.
  func points(_ captured: [Tensor]) throws -> [Tensor] { try pointsPlan(captured) }

  /// The points for a row.
  func points(_ whole: [Tensor], row: Int) throws -> [Tensor] {
    try zip(whole, hasRows).map { try $1 ? $0.row(row) : $0 }
  }
}

/// How a value that does not depend on the set enters an operation on rows.
private struct Place: Hashable {
  enum Kind: Hashable {
    /// The same for all rows.
    case whole
    /// Repeated for all rows, in the shape of all of them.
    case spread(Shape)
    /// With a row for each.
    case rows
  }
  let node: Int
  let kind: Kind
}

extension Graph {
  fileprivate func place(
    of input: Int, _ operand: Int, _ primitive: any Primitive, _ node: Node
  ) -> Place {
    let types = node.inputs.map { nodes[$0].type }
    guard primitive.countsRows(operand, types), types[operand].shape.rank > 0 else {
      return Place(node: input, kind: .whole)
    }
    if case .apply(let operation) = nodes[input].operation, operation.isBroadcast {
      let source = nodes[input].inputs[0]
      let (inner, outer) = (nodes[source].type.shape, nodes[input].type.shape)
      if inner.rank < outer.rank || inner[0] == 1 {
        return Place(node: source, kind: .spread(outer))
      }
    }
    return Place(node: input, kind: .rows)
  }

  /// A constant that is one number everywhere: rules that depend on it must know it.
  fileprivate func number(_ place: Place) throws -> Value? {
    guard case .constant(let tensor) = nodes[place.node].operation, tensor.dtype.isFloat else {
      return nil
    }
    let elements = tensor.doubles
    guard let number = elements.first, elements.allSatisfy({ $0 == number }) else { return nil }
    let shape = place.kind == .rows ? tensor.shape.replacing(0, with: 1) : tensor.shape
    return .tensor(try Tensor.full(number, shape: shape, dtype: tensor.dtype))
  }
}

extension Tensor {
  /// Row `k` with its leading dimension, sharing memory.
  func row(_ k: Int) throws -> Tensor {
    try Value.tensor(self).sliced(0, k..<k + 1).tensor()
  }
}

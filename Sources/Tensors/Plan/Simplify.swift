extension Graph {
  /// The same function with dead code removed, equal subexpressions computed once, constants folded
  /// and operations that do nothing dropped.
  func simplified() throws -> Graph {
    var simplifier = Simplifier(self)
    return try simplifier.run(self).pruned
  }

  /// Without nodes that no output depends on. Inputs stay: they are the signature.
  var pruned: Graph {
    let live = self.live
    if !live.contains(false) { return self }
    var place = [Int](repeating: -1, count: nodes.count)
    var result = Graph()
    result.nodes.reserveCapacity(nodes.count)
    for (k, node) in nodes.enumerated() {
      if case .input = node.operation {
        place[k] = result.append(node.operation, [], node.type)
      } else if live[k] {
        place[k] = result.append(node.operation, node.inputs.map { place[$0] }, node.type)
      }
    }
    result.inputs = inputs.map { place[$0] }
    result.outputs = outputs.map { place[$0] }
    return result
  }
}

private struct Simplifier {
  private struct ConstantKey: Hashable {
    let storage: ObjectIdentifier
    let offset: Int
    let type: TensorType
  }

  private var graph = Graph()
  /// The type of each node's primitive: asking a primitive itself takes much longer.
  private var kinds: [(any Primitive.Type)?] = []
  private var seen: Expressions
  private var constants: [ConstantKey: Int] = [:]

  init(_ source: Graph) {
    seen = Expressions(capacity: source.nodes.count)
    graph.nodes.reserveCapacity(source.nodes.count + 16)
    kinds.reserveCapacity(source.nodes.count + 16)
  }

  mutating func run(_ source: Graph) throws -> Graph {
    let live = source.live
    var place = [Int](repeating: -1, count: source.nodes.count)
    // Inputs stay, used or not: they are the signature.
    for (k, input) in source.inputs.enumerated() {
      place[input] = append(.input(k), [], source.nodes[input].type)
      graph.inputs.append(place[input])
    }
    for k in source.nodes.indices where live[k] {
      switch source.nodes[k].operation {
      case .input: break
      case .constant(let tensor): place[k] = constant(tensor)
      case .apply(let primitive):
        place[k] = try add(
          primitive, source.nodes[k].inputs.map { place[$0] }, source.nodes[k].type)
      }
    }
    graph.outputs = source.outputs.map { place[$0] }
    return graph
  }

  private mutating func append(
    _ operation: Graph.Operation, _ inputs: [Int], _ type: TensorType,
    _ kind: (any Primitive.Type)? = nil
  ) -> Int {
    kinds.append(kind)
    return graph.append(operation, inputs, type)
  }

  private mutating func constant(_ tensor: Tensor) -> Int {
    let key = ConstantKey(
      storage: ObjectIdentifier(tensor.storage), offset: tensor.offset, type: tensor.type)
    if let known = constants[key] { return known }
    let place = append(.constant(tensor), [], tensor.type)
    constants[key] = place
    return place
  }

  /// - Parameter type: what the operation gives, if that is known.
  private mutating func add(
    _ primitive: any Primitive, _ inputs: [Int], _ type: TensorType? = nil
  ) throws -> Int {
    let kind = Swift.type(of: primitive)
    if let same = forwarded(primitive, kind, inputs) { return same }
    var (primitive, inputs) = (primitive, inputs)
    if primitive.isElementwise {
      if let lifted = try lifted(primitive, inputs) { return lifted }
    } else {
      (primitive, inputs) = absorbed(primitive, kind, inputs)
      if let spread = try spread(primitive, kind, inputs) { return spread }
    }
    let hash = Expressions.hash(kind, inputs)
    if let known = seen.place(of: primitive, inputs, hash) { return known }
    let place: Int
    if kind != Broadcast.self, let tensors = constantInputs(inputs) {
      place = constant(try Eager.run(primitive, tensors))
    } else {
      let type = try type ?? primitive.type(of: inputs.map { graph.nodes[$0].type })
      place = append(.apply(primitive), inputs, type, kind)
    }
    seen.insert(primitive, inputs, hash, place)
    return place
  }

  private func primitive(_ node: Int) -> (any Primitive)? {
    if case .apply(let primitive) = graph.nodes[node].operation { primitive } else { nil }
  }

  private func constantInputs(_ inputs: [Int]) -> [Tensor]? {
    var tensors: [Tensor] = []
    for input in inputs {
      guard case .constant(let tensor) = graph.nodes[input].operation else { return nil }
      tensors.append(tensor)
    }
    return tensors
  }

  /// The number that all elements of a node are, if it is a constant of that kind.
  private func uniform(_ node: Int) -> Double? {
    switch graph.nodes[node].operation {
    case .constant(let tensor): tensor.count == 1 ? tensor[0] : nil
    case .apply:
      kinds[node] == Broadcast.self || kinds[node] == Reshape.self
        ? uniform(graph.nodes[node].inputs[0]) : nil
    case .input: nil
    }
  }

  /// The input itself, where the operation changes nothing.
  private func forwarded(
    _ primitive: any Primitive, _ kind: any Primitive.Type, _ inputs: [Int]
  ) -> Int? {
    let first = inputs[0]
    if kind == Multiply.self || kind == ChainProduct.self || kind == SmoothChainProduct.self {
      if uniform(inputs[1]) == 1 { return first }
      return uniform(first) == 1 ? inputs[1] : nil
    }
    if kind == Divide.self || kind == ChainQuotient.self {
      return uniform(inputs[1]) == 1 ? first : nil
    }
    if primitive.isElementwise && kind != Cast.self || inputs.count > 1 { return nil }
    let type = graph.nodes[first].type
    switch primitive {
    case is Identity, is StopGradient: return first
    case let reshape as Reshape: return reshape.shape == type.shape ? first : nil
    case let broadcast as Broadcast: return broadcast.shape == type.shape ? first : nil
    case let cast as Cast: return cast.dtype == type.dtype ? first : nil
    case let slice as Slice: return slice.shape == type.shape ? first : nil
    default: return nil
    }
  }

  /// Takes shape operations of the inputs into the operation.
  private func absorbed(
    _ primitive: any Primitive, _ kind: any Primitive.Type, _ inputs: [Int]
  ) -> (primitive: any Primitive, inputs: [Int]) {
    if kind == Reshape.self, kinds[inputs[0]] == Reshape.self {
      return (primitive, graph.nodes[inputs[0]].inputs)
    }
    guard kind == MatMul.self, var product = primitive as? MatMul else {
      return (primitive, inputs)
    }
    var inputs = inputs
    for k in 0..<2 {
      guard kinds[inputs[k]] == Transpose.self,
        let transpose = self.primitive(inputs[k]) as? Transpose,
        transpose.order == [1, 0] || transpose.order == [0, 2, 1]
      else { continue }
      inputs[k] = graph.nodes[inputs[k]].inputs[0]
      if k == 0 { product.transposeA.toggle() } else { product.transposeB.toggle() }
    }
    return (product, inputs)
  }

  /// A number that was spread, and then reshaped or spread again, is spread once.
  private mutating func spread(
    _ primitive: any Primitive, _ kind: any Primitive.Type, _ inputs: [Int]
  ) throws -> Int? {
    guard kind == Reshape.self || kind == Broadcast.self, kinds[inputs[0]] == Broadcast.self else {
      return nil
    }
    let shape: Shape
    switch primitive {
    case let reshape as Reshape: shape = reshape.shape
    case let broadcast as Broadcast: shape = broadcast.shape
    default: return nil
    }
    guard shape.count > 1 else { return nil }
    let source = graph.nodes[inputs[0]].inputs[0]
    guard graph.nodes[source].type.shape.count == 1 else { return nil }
    return try add(Broadcast(shape: shape), [add(Reshape(shape: .scalar), [source])])
  }

  /// An elementwise operation on numbers that were spread is done on the numbers, and its result
  /// spread.
  private mutating func lifted(_ primitive: any Primitive, _ inputs: [Int]) throws -> Int? {
    guard let first = inputs.first, kinds[first] == Broadcast.self else { return nil }
    let shape = graph.nodes[first].type.shape
    guard shape.count > 1 else { return nil }
    var scalars: [Int] = []
    for input in inputs {
      guard kinds[input] == Broadcast.self else { return nil }
      let source = graph.nodes[input].inputs[0]
      guard graph.nodes[source].type.shape.count == 1 else { return nil }
      scalars.append(try add(Reshape(shape: .scalar), [source]))
    }
    return try add(Broadcast(shape: shape), [add(primitive, scalars)])
  }
}

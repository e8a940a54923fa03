/// Graphs are equal if they compute the same in the same way: the same operations on the same nodes.
/// Small constants are compared by value, large ones by identity.
extension Graph: Hashable {
  /// Bytes up to which constants are compared by value.
  private static let smallConstant = 1 << 16

  public static func == (a: Graph, b: Graph) -> Bool {
    guard a.nodes.count == b.nodes.count, a.outputs == b.outputs, a.inputs == b.inputs else {
      return false
    }
    return a.sharesNodes(with: b) || zip(a.nodes, b.nodes).allSatisfy(isSame)
  }

  /// Copies of one graph are told without a look at the nodes.
  private func sharesNodes(with other: Graph) -> Bool {
    nodes.withUnsafeBufferPointer { mine in
      other.nodes.withUnsafeBufferPointer { $0.baseAddress == mine.baseAddress }
    }
  }

  private static func isSame(_ a: Node, _ b: Node) -> Bool {
    guard a.inputs == b.inputs, a.type == b.type else { return false }
    switch (a.operation, b.operation) {
    case (.input(let j), .input(let k)): return j == k
    case (.constant(let x), .constant(let y)):
      if x.storage === y.storage { return x.offset == y.offset }
      return x.type.byteCount <= smallConstant && x.hasSameBits(as: y)
    case (.apply(let p), .apply(let q)): return p.isEqual(to: q)
    default: return false
    }
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(outputs)
    for node in nodes {
      hasher.combine(node.type.shape.count)
      for input in node.inputs { hasher.combine(input) }
      switch node.operation {
      case .input: break
      // Enough to tell most: the rest is compared.
      case .constant(let tensor): if tensor.count > 0 { hasher.combine(tensor[0]) }
      case .apply(let primitive): primitive.hash(into: &hasher)
      }
    }
  }
}

extension Primitive {
  func isEqual(to other: any Primitive) -> Bool { other.isEqual(to: self, Self.self) }

  /// Compares types first: casts look protocols up, which takes longer than all the rest.
  private func isEqual<Other: Primitive>(to other: Other, _: Other.Type) -> Bool {
    guard Self.self == Other.self else { return false }
    return self == unsafeBitCast(other, to: Self.self)
  }
}

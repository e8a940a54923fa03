import Tensors

/// What linear bounds ask of a graph that is cut by what varies.
extension Partition {
  /// The nodes that vary and enter something not linear, in order.
  var stages: [Int] {
    var stages: Set<Int> = []
    for k in varies.indices where live[k] && varies[k] && !isAffine(k) {
      for input in graph.nodes[k].inputs where varies[input] { stages.insert(input) }
    }
    return stages.sorted()
  }

  /// Whether rows of the leading dimension stay apart in all that varies.
  var keepsRows: Bool {
    guard let input = graph.inputTypes.first, input.shape.rank > 1 else { return false }
    return varies.indices.allSatisfy { k in
      guard live[k], varies[k], case .apply = graph.nodes[k].operation else { return true }
      return keepsRows(k)
    }
  }

  /// Whether a node is affine in the set by one operation that sums, so that its intervals are exact.
  func hasExactIntervals(_ node: Int) -> Bool {
    var (place, sums) = (node, 0)
    while case .apply(let primitive) = graph.nodes[place].operation {
      guard let next = onlyVarying(place), isAffine(place) else { return false }
      if !primitive.isElementwise && primitive.traits.linear?.isReshape != true { sums += 1 }
      place = next
    }
    return sums <= 1
  }

  /// Whether a node enters rectifiers only, and sums and products.
  func isRectified(_ node: Int) -> Bool {
    graph.nodes.indices.allSatisfy { k in
      guard graph.nodes[k].inputs.contains(node),
        case .apply(let primitive) = graph.nodes[k].operation
      else { return true }
      return primitive.traits.isRectifier || isAffine(k)
    }
  }

  /// The only operand of a node that varies.
  func onlyVarying(_ node: Int) -> Int? {
    let sets = graph.nodes[node].inputs.filter { varies[$0] }
    return sets.count == 1 ? sets[0] : nil
  }

  /// For each fixed node whether it is free of rounding.
  var exact: [Bool] {
    var exact = [Bool](repeating: true, count: varies.count)
    for k in varies.indices where !varies[k] {
      guard case .apply(let primitive) = graph.nodes[k].operation else { continue }
      guard case .none = primitive.rounding(types(k)), !primitive.traits.isInexact else {
        exact[k] = false
        continue
      }
      exact[k] = graph.nodes[k].inputs.allSatisfy { exact[$0] }
    }
    return exact
  }
}

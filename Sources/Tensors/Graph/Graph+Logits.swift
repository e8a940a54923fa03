extension Graph {
  /// The graph of a classifier, with its logits as a second output: what goes into a softmax over classes, or the
  /// logarithm of one, that comes last; the output itself where none does.
  package var withLogits: Graph {
    guard outputs.count == 1 else { return self }
    var graph = self
    var place = outputs[0]
    if nodes[place].primitive is Logarithm, nodes[nodes[place].inputs[0]].primitive is Softmax {
      place = nodes[place].inputs[0]
    }
    if let softmax = nodes[place].primitive as? any Distribution,
      softmax is Softmax || softmax is LogSoftmax, softmax.range == 1..<2
    {
      graph.outputs.append(nodes[place].inputs[0])
    } else {
      graph.outputs.append(outputs[0])
    }
    return graph
  }
}

extension Graph.Node {
  fileprivate var primitive: (any Primitive)? {
    if case .apply(let primitive) = operation { primitive } else { nil }
  }
}

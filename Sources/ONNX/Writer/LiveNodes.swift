import Tensors

extension Graph {
  /// The nodes that an output depends on.
  var liveNodes: [Bool] {
    var live = [Bool](repeating: false, count: nodes.count)
    for output in outputs { live[output] = true }
    for k in nodes.indices.reversed() where live[k] {
      for input in nodes[k].inputs { live[input] = true }
    }
    return live
  }
}

import Landscape
import Layers
import Tensors

/// The exchanges and sign flips of hidden units that leave a loss unchanged.
enum NetworkSymmetry {
  /// The symmetry of fully connected networks: linear layers with functions of single elements
  /// between them. It is tried on the surface itself; what does not hold there (a loss may look at
  /// single parameters) is left out.
  static func find(_ network: Network, _ surface: any EnergySurface) throws -> any Symmetry {
    let layers = hiddenLayers(network)
    guard !layers.isEmpty else { return NoSymmetry() }
    for candidate in [layers, layers.map { HiddenLayer(units: $0.units, isOdd: false) }] {
      if try holds(candidate, surface) { return UnitSymmetry(layers: candidate) }
    }
    return NoSymmetry()
  }

  /// Hidden layers with the places of their units' parameters; empty if the network is of another
  /// kind.
  private static func hiddenLayers(_ network: Network) -> [HiddenLayer] {
    var linear: [(layer: Linear, blocks: [Network.Block])] = []
    var isOdd: [Bool] = []
    for (position, layer) in network.layers.enumerated() {
      if let layer = layer as? Linear {
        // Two linear layers in a row have larger symmetries than exchanges; those exchanges still
        // hold.
        if linear.count > isOdd.count { isOdd.append(true) }
        linear.append((layer, network.blocks.filter { $0.layer == position }))
      } else if let activation = layer as? any Activation, !linear.isEmpty {
        if linear.count > isOdd.count {
          isOdd.append(activation.isOdd)
        } else {
          isOdd[isOdd.count - 1] = isOdd[isOdd.count - 1] && activation.isOdd
        }
      } else if !(layer is Flatten && linear.isEmpty) {
        return []
      }
    }
    guard linear.count >= 2 else { return [] }
    return (0..<linear.count - 1).map { level in
      let (here, next) = (linear[level], linear[level + 1])
      let units = (0..<here.layer.outputs).map { unit in
        let weights = here.blocks[0].range.lowerBound + unit * here.layer.inputs
        var incoming = Array(weights..<weights + here.layer.inputs)
        if here.layer.hasBias { incoming.append(here.blocks[1].range.lowerBound + unit) }
        let outgoing = (0..<next.layer.outputs).map {
          next.blocks[0].range.lowerBound + $0 * next.layer.inputs + unit
        }
        return HiddenUnit(incoming: incoming, outgoing: outgoing)
      }
      return HiddenLayer(units: units, isOdd: isOdd[level])
    }
  }

  /// Whether the energy of a random point stays when units are exchanged and signs flipped.
  private static func holds(_ layers: [HiddenLayer], _ surface: any EnergySurface) throws -> Bool {
    let evaluator = try surface.makeEvaluator()
    var random = CounterRandom(seed: 0, stream: 1)
    let x = (0..<surface.dimension).map { _ in random.symmetric() }
    var image = x
    for layer in layers {
      // Exchange the first two units, then flip the first.
      if layer.units.count > 1 {
        for (a, b) in zip(layer.units[0].parameters, layer.units[1].parameters) {
          image.swapAt(a, b)
        }
      }
      if layer.isOdd { for k in layer.units[0].parameters { image[k].negate() } }
    }
    var slope = x
    let (a, b) = (
      try evaluator.energy(x, gradient: &slope), try evaluator.energy(image, gradient: &slope)
    )
    return abs(a - b) <= 1e-9 * max(1, abs(a))
  }
}

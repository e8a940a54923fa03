import Layers
import LuaBridge
import Reachability
import Regions
import Tensors

extension UnboundedOperation {
  /// The error with the layer of the network at which it comes up.
  func placed(in network: Network, _ set: Box, _ options: BoundOptions) -> any Error {
    let stage = UnboundedOperation.stage(of: network.layers.count, set, options) { stage in
      var part = try Network(Array(network.layers.prefix(stage + 1)), dtype: network.dtype)
      part.sampleShape = network.sampleShape
      return part.callAsFunction
    }
    guard let stage else { return self }
    return MessageError("net[\(stage + 1)] \(network.layers[stage].name): \(self)")
  }
}

import Layers
import LuaBridge
import Reachability
import Regions
import Tensors

extension UnboundedOperation {
  /// The error with the layer of the network at which it comes up: the first with which the layers from
  /// the start on have no bounds.
  func placed(in network: Network, _ set: Box, _ options: BoundOptions) -> any Error {
    for (position, layer) in network.layers.enumerated() {
      do {
        var part = try Network(Array(network.layers.prefix(position + 1)), dtype: network.dtype)
        part.sampleShape = network.sampleShape
        let start = part
        _ = try set.image({ try start($0) }, options)
      } catch is UnboundedOperation {
        return MessageError("net[\(position + 1)] \(layer.name): \(self)")
      } catch { return self }
    }
    return self
  }
}

import Layers
import Tensors

/// Sums over the parameters of a network.
enum Penalty {
  /// The sum of `function` over all parameters, or over all but the biases.
  static func sum(
    _ net: Network, bias: Bool, _ function: (Value) throws -> Value
  ) throws -> Value {
    if bias { return try function(net.parameters).sum() }
    var total = try Value.scalar(0, net.dtype)
    for block in net.blocks where !block.isBias {
      total = try total + function(net.parameters.sliced(0, block.range)).sum()
    }
    return total
  }
}

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

  /// The weights with two dimensions or more, as matrices [outputs, all others].
  static func matrices(_ net: Network) throws -> [Value] {
    try net.blocks.filter { !$0.isBias && $0.shape.rank > 1 && $0.shape.count > 0 }.map { block in
      try net.parameters.sliced(0, block.range)
        .reshaped(to: Shape([block.shape[0], block.shape.count / block.shape[0]]))
    }
  }

  /// The products of a matrix with its transpose: W W^T or W^T W, whichever is smaller.
  static func gram(_ matrix: Value) throws -> Value {
    let transposed = try matrix.transposed(0, 1)
    return matrix.shape[0] <= matrix.shape[1]
      ? try matrix.matmul(transposed) : try transposed.matmul(matrix)
  }
}

import Tensors

/// x + f(x), where f is a sequence of layers (He et al. 2016).
public struct Residual: Container {
  private let sequence: Sequential

  public init(_ layers: [any Layer]) { sequence = Sequential(layers) }

  public var nested: NestedLayers { sequence.nested }
  public var name: String { "Residual" }

  public func forward(
    _ x: Value, _ parameters: [Value], _ buffers: [Value], _ training: Training?
  ) throws -> (output: Value, buffers: [Value]) {
    let result = try sequence.forward(x, parameters, buffers, training)
    guard result.output.shape == x.shape else {
      throw LayerError(
        got: result.output.shape, expected: "layers that keep the input's shape \(x.shape)")
    }
    return (try x + result.output, result.buffers)
  }
}

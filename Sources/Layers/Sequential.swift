import Tensors

/// Layers one after another.
public struct Sequential: Container {
  public let nested: NestedLayers

  public init(_ layers: [any Layer]) { nested = NestedLayers(layers) }

  public var name: String { "Sequential" }

  public func forward(
    _ x: Value, _ parameters: [Value], _ buffers: [Value], _ training: Training?
  ) throws -> (output: Value, buffers: [Value]) {
    try Sequential.forward(layers, x, parameters, buffers, training)
  }

  /// The function of layers one after another, the first of which is at a position.
  static func forward(
    _ layers: [any Layer], at first: Int = 0, _ x: Value, _ parameters: [Value], _ buffers: [Value],
    _ training: Training?
  ) throws -> (output: Value, buffers: [Value]) {
    var (value, after) = (x, [Value]())
    var (parameters, buffers) = (parameters[...], buffers[...])
    for (position, layer) in layers.enumerated() {
      let (own, held) = (layer.parameterCount, layer.bufferCount)
      do {
        let result = try layer.forward(
          value, Array(parameters.prefix(own)), Array(buffers.prefix(held)), training)
        value = result.output
        after += result.buffers
      } catch {
        throw NetworkError.placed(error, first + position + 1, layer)
      }
      parameters = parameters.dropFirst(own)
      buffers = buffers.dropFirst(held)
    }
    return (value, after)
  }
}

import Layers
import ONNX
import Tensors

/// Networks as ONNX models and back.
enum ONNXNetwork {
  /// The model as layers, where it is a chain of known ones; else as one layer, whose parameters are the
  /// initialisers.
  static func load(_ path: String) throws -> Network {
    let model = try ONNXModel(reading: path)
    try model.requireOneInputAndOutput()
    if let network = ONNXLayers.network(model) { return network }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let layer = FunctionLayer(
      name: "ONNX(\(name))",
      parameters: model.blocks.map { Parameter($0.name, $0.shape, .constant(0)) }
    ) { x, parameters in
      let flat = try parameters.map { try $0.reshaped(to: Shape([$0.shape.count])) }
      let vector =
        flat.isEmpty
        ? Value.tensor(model.parameters) : try Value.concatenated(flat, dimension: 0)
      return try model(x, parameters: vector)
    }
    var network = try Network(
      [layer], parameters: model.parameters, buffers: Tensor([], dtype: model.parameters.dtype))
    network.sampleShape = model.sampleShape
    return network
  }

  static func save(_ network: Network, to path: String) throws {
    let sampleShape = try network.sampleShape ?? self.sampleShape(of: network)
    if let graph = try LayerOperators.graph(network, sampleShape: sampleShape) {
      return try graph.write(to: path)
    }
    let writer = ONNXWriter(
      sampleShape: sampleShape, parameters: try network.parameters.tensor(),
      blocks: network.blocks.map { .init(name: $0.name, range: $0.range) })
    try writer.write(to: path) { x, parameters in
      try network.with(parameters: parameters)(x)
    }
  }

  /// The shape of samples that goes through all layers: a vector for the first linear layer, or the
  /// smallest square image.
  ///
  /// - Throws: `NetworkFileError.sampleShape` if none does, or any.
  static func sampleShape(of network: Network) throws -> Shape {
    guard let layer = network.layers.first(where: { !$0.parameters.isEmpty }) else {
      throw NetworkFileError.sampleShape(candidates: 0)
    }
    if let linear = layer as? Linear { return try Shape([linear.inputs]) }
    let convolution =
      layer as? Conv2d
      ?? (layer as? any Container)?.layers.lazy.compactMap { $0 as? Conv2d }.first
    guard let channels = convolution?.inputs else {
      throw NetworkFileError.sampleShape(candidates: 0)
    }
    let fitting = try (1...256).map { try Shape([channels, $0, $0]) }.filter { shape in
      let type = TensorType(try Shape([2] + shape.dimensions), network.dtype)
      return
        (try? Trace.graph([type, network.parameters.type]) {
          [try network.with(parameters: $0[1])($0[0])]
        }) != nil
    }
    // Pools and strides leave a border out: of sizes that lie together the smallest is meant. Networks
    // that take images of any size do not say which.
    guard let first = fitting.first, fitting.count <= 16 else {
      throw NetworkFileError.sampleShape(candidates: fitting.count)
    }
    return first
  }
}

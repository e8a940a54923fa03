import Layers
import ONNX
import Tensors

/// Layers as the operators of ONNX that mean the same, so that other programs see Gemm and Conv, and
/// reading gives the layers again.
struct LayerOperators {
  private var graph = ONNXGraph()
  private let dtype: DType
  private var parameters: [String: Tensor]
  /// The shape that two samples have where the way has come.
  private var shape: Shape

  /// - Returns: nil if a layer is no operator.
  /// - Throws: `NetworkError` if samples of the shape do not go through.
  static func graph(_ network: Network, sampleShape: Shape) throws -> ONNXGraph? {
    let named = try network.namedTensors()
    var operators = LayerOperators(
      dtype: network.dtype,
      parameters: Dictionary(uniqueKeysWithValues: named.map { ($0.name, $0.tensor) }),
      shape: try Shape([2] + sampleShape.dimensions))
    // The network says best where it does not fit.
    _ = try Trace.graph([TensorType(operators.shape, network.dtype)]) { [try network($0[0])] }
    guard let value = try operators.write(network.layers, operators.graph.input, "") else {
      return nil
    }
    try operators.graph.finish(
      value, samples: sampleShape,
      results: Shape(Array(operators.shape.dimensions.dropFirst())), dtype: network.dtype)
    return operators.graph
  }

  private init(dtype: DType, parameters: [String: Tensor], shape: Shape) {
    (self.dtype, self.parameters, self.shape) = (dtype, parameters, shape)
  }

  private mutating func write(
    _ layers: [any Layer], _ start: String, _ path: String
  ) throws -> String? {
    var value = start
    for (position, layer) in layers.enumerated() {
      let place = "\(path)\(position + 1)."
      guard let result = try write(layer, value, place) else { return nil }
      value = result
      if !(layer is any Container) { try pass(layer, place) }
    }
    return value
  }

  /// The shape after a layer.
  private mutating func pass(_ layer: any Layer, _ place: String) throws {
    func numbers(_ blocks: [Parameter]) -> [Value] {
      blocks.compactMap { parameters[place + $0.name].map { .tensor($0) } }
    }
    let type = TensorType(shape, dtype)
    shape = try Trace.graph([type]) {
      [try layer.forward($0[0], numbers(layer.parameters), numbers(layer.buffers), nil).output]
    }.graph.outputTypes[0].shape
  }

  /// - Parameter place: with which the names of the layer's parameters begin.
  /// - Returns: the name of the output, or nil if the layer is no operator.
  private mutating func write(_ layer: any Layer, _ x: String, _ place: String) throws -> String? {
    switch layer {
    case let layer as Linear:
      guard shape.rank == 2 else { return nil }
      return graph.node("Gemm", [x] + operands(layer, place), ["transB": .integer(1)])
    case let layer as Conv2d:
      return graph.node(
        "Conv", [x] + operands(layer, place),
        [
          "kernel_shape": Self.list(layer.kernel), "strides": Self.list(layer.stride),
          "pads": Self.pads(layer.padding),
        ])
    case let layer as BatchNorm:
      let statistics = layer.buffers.map { operand(place + $0.name) }
      return graph.node(
        "BatchNormalization", [x] + operands(layer, place) + statistics,
        ["epsilon": .number(BatchNorm.epsilon)])
    case let layer as MaxPool2d: return pool("MaxPool", x, layer.window)
    case let layer as AvgPool2d: return pool("AveragePool", x, layer.window)
    case let layer as Dropout:
      return try graph.node("Dropout", [x, number(layer.probability, .float32)])
    case let layer as Normalize: return try normalize(layer, x)
    case let layer as Reshape:
      // The batch is what is left, or the size that the input has.
      let batch = layer.sizes.contains(-1) ? 0 : -1
      guard !layer.sizes.contains(0) else { return nil }
      return graph.node("Reshape", [x, graph.integers([batch] + layer.sizes)])
    case let layer as LeakyReLU:
      return graph.node("LeakyRelu", [x], ["alpha": .number(layer.slope)])
    case let layer as ELU: return graph.node("Elu", [x], ["alpha": .number(layer.alpha)])
    case is HardTanh: return try graph.node("Clip", [x, number(-1, dtype), number(1, dtype)])
    case is SiLU: return graph.node("Mul", [x, graph.node("Sigmoid", [x])])
    case is GELU:
      let ratio = try graph.node("Div", [x, number(2.0.squareRoot(), dtype)])
      let sum = try graph.node("Add", [graph.node("Erf", [ratio]), number(1, dtype)])
      return try graph.node("Mul", [graph.node("Mul", [x, sum]), number(0.5, dtype)])
    case let layer as Residual:
      return try write(layer.layers, x, place).map { graph.node("Add", [x, $0]) }
    case let layer as Sequential: return try write(layer.layers, x, place)
    default: return Self.plain(layer).map { graph.node($0, [x]) }
    }
  }

  /// Layers without settings.
  private static func plain(_ layer: any Layer) -> String? {
    switch layer {
    case is ReLU: "Relu"
    case is Tanh: "Tanh"
    case is Sigmoid: "Sigmoid"
    case is Softplus: "Softplus"
    case is Identity: "Identity"
    case is Flatten: "Flatten"
    default: nil
    }
  }

  private mutating func operands(_ layer: any Layer, _ place: String) -> [String] {
    layer.parameters.map { operand(place + $0.name) }
  }

  private mutating func operand(_ name: String) -> String {
    parameters[name].map { graph.parameter($0, name: name) } ?? ""
  }

  private mutating func number(_ number: Double, _ dtype: DType) throws -> String {
    graph.constant(try Tensor(scalar: number, dtype: dtype))
  }

  private mutating func normalize(_ layer: Normalize, _ x: String) throws -> String {
    func constant(_ numbers: [Double]) throws -> String {
      let ones = [Int](repeating: 1, count: max(shape.rank - 2, 0))
      let shape = numbers.count == 1 ? Shape.scalar : try Shape([numbers.count] + ones)
      return graph.constant(try Tensor(numbers, shape: shape, dtype: dtype))
    }
    let centered = try graph.node("Sub", [x, constant(layer.mean)])
    return try graph.node("Div", [centered, constant(layer.deviation)])
  }

  private mutating func pool(_ operation: String, _ x: String, _ window: PoolingWindow) -> String {
    let (kernel, strides) = (Self.list(window.kernel), Self.list(window.stride))
    let pads = Self.pads(window.padding)
    return operation == "MaxPool"
      ? graph.node(operation, [x], ["kernel_shape": kernel, "strides": strides, "pads": pads])
      : graph.node(
        operation, [x],
        [
          "kernel_shape": kernel, "strides": strides, "pads": pads,
          "count_include_pad": .integer(1),
        ])
  }

  private static func list(_ extent: Extent) -> ONNXGraph.Attribute {
    .integers([extent.height, extent.width])
  }

  private static func pads(_ padding: Extent) -> ONNXGraph.Attribute {
    .integers([padding.height, padding.width, padding.height, padding.width])
  }
}

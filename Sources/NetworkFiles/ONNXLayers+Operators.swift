import Layers
import ONNX
import Tensors

/// Single operators as layers.
extension ONNXLayers {
  /// The layer that a step is, alone or with the one that adds its bias; no layer if it changes nothing.
  ///
  /// - Returns: nil if there is none.
  func layer(
    _ step: ONNXStep, at place: Place, isFirst: Bool
  ) throws -> (piece: Piece?, after: Place)? {
    let after: Place = (step.output, step.shape)
    guard Set(step.data).count == 1 else { return nil }
    // A product of a value with itself, for example.
    if step.data.count > 1 { return function(step) }
    switch step.operation {
    case "Gemm", "MatMul": return try linear(step)
    case "Conv": return try convolution(step, place.shape)
    case "Relu": return (Piece(layer: ReLU()), after)
    case "Sigmoid": return (Piece(layer: Sigmoid()), after)
    case "Tanh": return (Piece(layer: Tanh()), after)
    case "Softplus": return (Piece(layer: Softplus()), after)
    case "LeakyRelu":
      return (Piece(layer: LeakyReLU(try step.number("alpha", default: 0.01))), after)
    case "Elu": return (Piece(layer: ELU(try step.number("alpha", default: 1))), after)
    case "Identity": return (Piece(layer: Identity()), after)
    case "Dropout":
      let ratio = try step.known(1).map(decimals)?.first ?? step.number("ratio", default: 0.5)
      return (Piece(layer: try Dropout(ratio)), after)
    case "Clip" where step.known(1)?.doubles == [-1] && step.known(2)?.doubles == [1]:
      return (Piece(layer: HardTanh()), after)
    case "BatchNormalization": return try normalization(step, place.shape)
    case "MaxPool", "AveragePool", "GlobalMaxPool", "GlobalAveragePool":
      return try pool(step, place.shape).map { (Piece(layer: $0), after) } ?? function(step)
    case "Flatten", "Reshape", "Squeeze", "Unsqueeze": return try reshape(step, place.shape)
    case "Add", "Sub", "Mul", "Div":
      return try scaling(step, place.shape, isFirst: isFirst) ?? function(step)
    default: return function(step)
    }
  }

  /// The numbers as somebody wrote them: 0.1, not the float32 near it.
  private func decimals(_ tensor: Tensor) -> [Double] {
    tensor.dtype == .float32
      ? tensor.doubles.map { Double("\(Float($0))") ?? $0 } : tensor.doubles
  }

  /// A step without parameters, as a function.
  private func function(_ step: ONNXStep) -> (piece: Piece?, after: Place)? {
    for case .known(_, let name) in step.inputs where parameterNames.contains(name) { return nil }
    guard step.shape.rank > 0, step.shape[0] == 2 else { return nil }
    let layer = FunctionLayer(name: step.operation) { x, _ in try step(x) }
    return (Piece(layer: layer), (step.output, step.shape))
  }

  /// The vector that the only user of a value adds to it, one number for each of `count` outputs.
  private func bias(after step: ONNXStep, _ shapes: [[Int]]) throws -> (Value, Place)? {
    guard let sum = onlyUser(of: step.output), sum.operation == "Add", sum.shape == step.shape,
      let vector = sum.known(0) ?? sum.known(1), shapes.contains(vector.shape.dimensions)
    else { return nil }
    return (
      try Value.tensor(vector).reshaped(to: Shape([vector.count])), (sum.output, sum.shape)
    )
  }

  private func numbers(_ bias: Value?) -> [Numbers] { bias.map { value in [{ value }] } ?? [] }

  private func linear(_ step: ONNXStep) throws -> (piece: Piece?, after: Place)? {
    guard let matrix = step.known(1), matrix.shape.rank == 2,
      try step.integer("transA", default: 0) == 0
    else { return nil }
    let isTransposed = try step.integer("transB", default: 0) != 0
    let alpha = step.operation == "Gemm" ? try step.number("alpha", default: 1) : 1
    let (outputs, inputs) = (matrix.shape[isTransposed ? 0 : 1], matrix.shape[isTransposed ? 1 : 0])
    // Some rows at a time: the whole is as large as the file may be.
    let count = max(1, (1 << 22) / max(inputs, 1))
    let weight = stride(from: 0, to: outputs, by: count).map { start -> Numbers in
      {
        let rows = start..<min(start + count, outputs)
        let part = try Value.tensor(matrix).sliced(isTransposed ? 0 : 1, rows)
        let weight = isTransposed ? part : try part.transposed(0, 1)
        return alpha == 1 ? weight : try weight * alpha
      }
    }
    var (bias, after): (Value?, Place) = (nil, (step.output, step.shape))
    if step.has(2) {
      guard let vector = step.known(2), [1, outputs].contains(vector.count) else { return nil }
      let beta = try step.number("beta", default: 1)
      bias =
        try Value.tensor(vector).reshaped(to: Shape([vector.count]))
        .expanded(to: Shape([outputs])) * beta
    } else if let (vector, place) = try self.bias(after: step, [[outputs], [1, outputs]]) {
      (bias, after) = (vector, place)
    }
    let layer = try Linear(inputs, outputs, bias: bias != nil)
    return (Piece(layer: layer, parameters: weight + numbers(bias)), after)
  }

  private func convolution(
    _ step: ONNXStep, _ shape: Shape
  ) throws -> (piece: Piece?, after: Place)? {
    guard let weight = step.known(1), weight.shape.rank == 4,
      try step.integer("group", default: 1) == 1,
      let window = try window(step, Array(weight.shape.dimensions[2...]), shape)
    else { return nil }
    let outputs = weight.shape[0]
    var (bias, after): (Value?, Place) = (nil, (step.output, step.shape))
    if step.has(2) {
      guard let vector = step.known(2), vector.count == outputs else { return nil }
      bias = .tensor(vector)
    } else if let (vector, place) = try self.bias(
      after: step, [[outputs, 1, 1], [1, outputs, 1, 1]])
    {
      (bias, after) = (vector, place)
    }
    let layer = try Conv2d(
      weight.shape[1], outputs, kernel: window.kernel, stride: window.stride,
      padding: window.padding, bias: bias != nil)
    return (Piece(layer: layer, parameters: [{ .tensor(weight) }] + numbers(bias)), after)
  }

  private func normalization(
    _ step: ONNXStep, _ shape: Shape
  ) throws -> (piece: Piece?, after: Place)? {
    let numbers = (1...4).compactMap { step.known($0) }
    guard numbers.count == 4, [2, 4].contains(shape.rank) else { return nil }
    // A variance to which the layer's epsilon is added in the place of the file's.
    let epsilon = try step.number("epsilon", default: 1e-5)
    let variance =
      epsilon == BatchNorm.epsilon
      ? Value.tensor(numbers[3]) : try Value.tensor(numbers[3]) + (epsilon - BatchNorm.epsilon)
    let piece = Piece(
      layer: try BatchNorm(shape[1]),
      parameters: [{ .tensor(numbers[0]) }, { .tensor(numbers[1]) }],
      buffers: [{ .tensor(numbers[2]) }, { variance }])
    return (piece, (step.output, step.shape))
  }

  private func pool(_ step: ONNXStep, _ shape: Shape) throws -> (any Layer)? {
    guard shape.rank == 4 else { return nil }
    if step.operation.hasPrefix("Global") {
      let whole = try PoolingWindow(Extent(shape[2], shape[3]))
      return step.operation == "GlobalMaxPool" ? MaxPool2d(whole) : AvgPool2d(whole)
    }
    guard let sizes = try step.integers("kernel_shape"),
      let (kernel, stride, padding) = try window(step, sizes, shape),
      try step.integer("ceil_mode", default: 0) == 0
    else { return nil }
    let pooling = try PoolingWindow(kernel, stride: stride, padding: padding)
    if step.operation == "MaxPool" { return MaxPool2d(pooling) }
    guard
      try padding == Extent(0) || step.integer("count_include_pad", default: 0) != 0
    else { return nil }
    return AvgPool2d(pooling)
  }

  /// Kernel, stride and padding; nil where layers have no such window.
  private func window(
    _ step: ONNXStep, _ sizes: [Int], _ shape: Shape
  ) throws -> (kernel: Extent, stride: Extent, padding: Extent)? {
    let strides = try step.integers("strides") ?? [1, 1]
    var pads = try step.integers("pads") ?? [0, 0, 0, 0]
    guard shape.rank == 4, sizes.count == 2, strides.count == 2, pads.count == 4,
      try step.integers("dilations") ?? [1, 1] == [1, 1]
    else { return nil }
    if try step.text("auto_pad", default: "NOTSET").hasPrefix("SAME") {
      for d in 0..<2 {
        let total = max(0, (step.shape[d + 2] - 1) * strides[d] + sizes[d] - shape[d + 2])
        (pads[d], pads[d + 2]) = (total / 2, total - total / 2)
      }
    }
    guard pads[0] == pads[2], pads[1] == pads[3] else { return nil }
    return (
      Extent(sizes[0], sizes[1]), Extent(strides[0], strides[1]), Extent(pads[0], pads[1])
    )
  }

  private func reshape(_ step: ONNXStep, _ shape: Shape) throws -> (piece: Piece?, after: Place)? {
    let after: Place = (step.output, step.shape)
    if step.shape == shape { return (nil, after) }
    guard step.shape.rank > 0, step.shape[0] == 2 else { return nil }
    let sizes = Array(step.shape.dimensions.dropFirst())
    return (Piece(layer: sizes.count == 1 ? Flatten() : try Reshape(sizes)), after)
  }

  /// Arithmetic with numbers at the beginning of a network, by one number or one for each channel, scales
  /// its inputs.
  private func scaling(
    _ step: ONNXStep, _ shape: Shape, isFirst: Bool
  ) throws -> (piece: Piece?, after: Place)? {
    guard let constant = step.known(1) ?? step.known(0), step.shape == shape else { return nil }
    let after: Place = (step.output, step.shape)
    let numbers = decimals(constant)
    if ["Add", "Sub"].contains(step.operation), step.known(0) == nil || step.operation == "Add",
      numbers.allSatisfy({ $0 == 0 })
    {
      return (nil, after)
    }
    let rank = shape.rank
    let aligned =
      [Int](repeating: 1, count: rank - min(rank, constant.shape.rank))
      + constant.shape.dimensions
    let isPerChannel =
      numbers.count == 1
      || aligned.count == rank
        && aligned.indices.allSatisfy { aligned[$0] == ($0 == 1 ? shape[1] : 1) }
    guard isFirst, isPerChannel, step.known(0) == nil || ["Add", "Mul"].contains(step.operation)
    else { return nil }
    func normalize(_ mean: [Double], _ deviation: [Double]) throws -> Piece {
      Piece(layer: try Normalize(mean: mean, deviation: deviation))
    }
    switch step.operation {
    case "Add": return (try normalize(numbers.map { -$0 }, [1]), after)
    case "Mul": return (try normalize([0], numbers.map { 1 / $0 }), after)
    case "Div": return (try normalize([0], numbers), after)
    default:
      // A quotient that follows belongs to it.
      if let next = onlyUser(of: step.output), ["Div", "Mul"].contains(next.operation),
        let scale = next.known(1), [1, numbers.count].contains(scale.count) || numbers.count == 1
      {
        let deviation = decimals(scale).map { next.operation == "Div" ? $0 : 1 / $0 }
        return (try normalize(numbers, deviation), (next.output, next.shape))
      }
      return (try normalize(numbers, [1]), after)
    }
  }
}

import ONNXProto
import Tensors

/// The operators that mean what a primitive does, by what it says of itself.
extension GraphBuilder {
  /// - Returns: the name of the result.
  mutating func write(_ use: PrimitiveUse) throws -> String {
    switch use.counterpart {
    case .none: throw ONNXWriterError.problem("a primitive has no counterpart")
    case .operation(let operation, let attributes):
      return try emit(operation, names(use), attributes: attributes.map(Onnx_AttributeProto.init))
    case .arithmetic(let operation): return try emit(operation, operands(use))
    case .comparison(let operation, let isNegated):
      var mask = try emit(operation, operands(use))
      if isNegated { mask = try emit("Not", [mask]) }
      return try cast(mask, to: use.type.dtype)
    case .square:
      let x = try name(use.inputs[0])
      return try emit("Mul", [x, x])
    case .clip(let low, let high):
      let limits = try [low, high].map { number in
        number.isFinite
          ? try constant(Tensor(scalar: number, dtype: use.type.dtype)) : ""
      }
      return try emit("Clip", [name(use.inputs[0])] + limits)
    case .cast: return try cast(name(use.inputs[0]), to: use.type.dtype)
    case .choice:
      var inputs = try operands(use)
      inputs[0] = try emit("Cast", [inputs[0]], attributes: [.integer("to", 9)])
      return try emit("Where", inputs)
    case .same: return try emit("Identity", names(use))
    // Values are spread only where something needs it.
    case .spread: return try name(use.inputs[0])
    case .reshape(let shape):
      guard case .reshape(let other) = use.twin else { throw ONNXWriterError.other }
      let operand = try shapeOperand(shape, other, isReshape: true)
      return try emit("Reshape", [name(use.inputs[0]), operand])
    case .slice(let first, let shape): return try slice(use, first, shape)
    case .pad(let first, let shape): return try pad(use, first, shape)
    case .sum(let range):
      let x = try name(use.inputs[0])
      guard !range.isEmpty else { return try emit("Identity", [x]) }
      return try emit(
        "ReduceSum", [x, integers(Array(range))], attributes: [.integer("keepdims", 0)])
    case .reduction(let operation, let range):
      let x = try name(use.inputs[0])
      guard !range.isEmpty else { return try emit("Identity", [x]) }
      return try emit(
        operation, [x], attributes: [.integers("axes", Array(range)), .integer("keepdims", 0)])
    case .distribution(let operation, let range): return try lines(use, operation, range)
    case .place(let operation, let dimension):
      let places = try emit(
        operation, [name(use.inputs[0])],
        attributes: [.integer("axis", dimension), .integer("keepdims", 0)])
      return try cast(places, to: .int32)
    case .runningSum(let dimension):
      return try emit("CumSum", [name(use.inputs[0]), integers([dimension])])
    case .product(let transposeA, let transposeB):
      return try product(use, [transposeA, transposeB])
    case .pool(let operation, let attributes, let size, let stride, let padding):
      return try pool(
        use, operation,
        attributes + [.integers("kernel_shape", [size.height, size.width])]
          + .moves(stride: stride, padding: padding))
    case .transposedConvolution(let stride, let padding, let size):
      let (images, weight) = (use.types[0].shape, use.types[1].shape)
      guard images.rank == 4, weight.rank == 4 else {
        throw ONNXWriterError.problem("a batch of transposed convolutions")
      }
      let extra = [
        size.height - (images[2] - 1) * stride.height + 2 * padding.height - weight[2],
        size.width - (images[3] - 1) * stride.width + 2 * padding.width - weight[3],
      ]
      return try emit(
        "ConvTranspose", names(use),
        attributes: ([.integers("output_padding", extra)]
          + .moves(stride: stride, padding: padding)).map(Onnx_AttributeProto.init))
    }
  }

  /// Operands in their own shapes.
  private mutating func names(_ use: PrimitiveUse) throws -> [String] {
    var names: [String] = []
    for input in use.inputs { names.append(try name(input)) }
    return names
  }

  /// Operands of arithmetic: ONNX spreads them as NumPy does.
  private mutating func operands(_ use: PrimitiveUse) throws -> [String] {
    var names: [String] = []
    let isLoose = spreads(use.inputs, to: use.type.shape)
    for (k, input) in use.inputs.enumerated() {
      // At least one of them in full: the result would be too small else.
      names.append(isLoose || k > 0 ? try loose(input) : try name(input))
    }
    return names
  }

  private mutating func cast(_ name: String, to dtype: DType) throws -> String {
    try emit("Cast", [name], attributes: [.integer("to", Int(Onnx_TensorProto.code(dtype)))])
  }

  private mutating func slice(_ use: PrimitiveUse, _ first: [Int], _ shape: Shape) throws -> String
  {
    guard case .slice(let twin, let other) = use.twin else { throw ONNXWriterError.other }
    guard first == twin else {
      throw ONNXWriterError.problem("a slice begins at a place that follows the batch size")
    }
    let axes = first.indices.filter { first[$0] != 0 || shape[$0] != use.types[0].shape[$0] }
    guard axes.allSatisfy({ shape[$0] == other[$0] }) else {
      throw ONNXWriterError.problem("a slice ends at a place that follows the batch size")
    }
    return try emit(
      "Slice",
      [
        name(use.inputs[0]), integers(axes.map { first[$0] }),
        integers(axes.map { first[$0] + shape[$0] }), integers(axes),
      ])
  }

  private mutating func pad(_ use: PrimitiveUse, _ first: [Int], _ shape: Shape) throws -> String {
    guard case .pad(let twin, let other) = use.twin else { throw ONNXWriterError.other }
    let after = first.indices.map { shape[$0] - first[$0] - use.types[0].shape[$0] }
    let isFixed = first.indices.allSatisfy {
      shape[$0] == other[$0] || after[$0] == 0 && first[$0] == 0
    }
    guard first == twin, isFixed else {
      throw ONNXWriterError.problem("a padding follows the batch size")
    }
    return try emit("Pad", [name(use.inputs[0]), integers(first + after)])
  }

  /// A function of lines. Several dimensions become one and are several again afterwards.
  private mutating func lines(
    _ use: PrimitiveUse, _ operation: String, _ range: Range<Int>
  ) throws -> String {
    var x = try name(use.inputs[0])
    if range.count != 1 { x = try joined(x, shapeOf: use.inputs[0], range) }
    let result = try emit(operation, [x], attributes: [.integer("axis", range.lowerBound)])
    return range.count == 1 ? result : try reshaped(result, shapeOf: use.node)
  }

  private mutating func product(_ use: PrimitiveUse, _ flags: [Bool]) throws -> String {
    let names = try names(use)
    if use.types.allSatisfy({ $0.shape.rank == 2 }), flags.contains(true) {
      return try emit(
        "Gemm", names,
        attributes: [.integer("transA", flags[0] ? 1 : 0), .integer("transB", flags[1] ? 1 : 0)])
    }
    let operands = try names.enumerated().map { k, name -> String in
      guard flags[k] else { return name }
      let rank = use.types[k].shape.rank
      var order = Array(0..<rank)
      order.swapAt(rank - 1, rank - 2)
      return try emit("Transpose", [name], attributes: [.integers("perm", order)])
    }
    return try emit("MatMul", operands)
  }

  /// A pool of images [n, channels, height, width].
  private mutating func pool(
    _ use: PrimitiveUse, _ operation: String, _ attributes: [Counterpart.Attribute]
  ) throws -> String {
    var x = try name(use.inputs[0])
    let isImages = use.type.shape.rank == 4
    if !isImages { x = try asImages(x, shapeOf: use.inputs[0]) }
    let result = try emit(operation, [x], attributes: attributes.map(Onnx_AttributeProto.init))
    return isImages ? result : try reshaped(result, shapeOf: use.node)
  }
}

extension Onnx_AttributeProto {
  fileprivate init(_ attribute: Counterpart.Attribute) {
    self =
      switch attribute {
      case .integer(let name, let value): .integer(name, value)
      case .number(let name, let value): .number(name, value)
      case .integers(let name, let values): .integers(name, values)
      }
  }
}

extension ONNXWriterError {
  static let other = problem("the function does other operations for other batch sizes")
}

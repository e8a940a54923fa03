import Foundation
import ONNXProto
import Tensors

/// A primitive in a trace, to be written.
struct PrimitiveUse {
  let settings: Settings
  /// What it is set to in the trace for the other batch size.
  let twin: Settings
  let name: String
  let node: Int
  let inputs: [Int]
  let types: [TensorType]
  let type: TensorType
}

/// The operators that mean what a primitive does, by the primitive's name. A primitive has its entry
/// here, or cannot be written.
enum PrimitiveTable {
  typealias Rule = @Sendable (PrimitiveUse, inout GraphBuilder) throws -> String

  static func write(_ use: PrimitiveUse, _ builder: inout GraphBuilder) throws -> String {
    guard let rule = table[use.name] else { throw ONNXWriterError.noCounterpart([use.name]) }
    return try rule(use, &builder)
  }

  static let table: [String: Rule] = [elementwise, shapes, reductions, products, convolutions]
    .reduce(into: [:]) { $0.merge($1) { first, _ in first } }

  private static let elementwise: [String: Rule] = [
    "neg": direct("Neg"), "abs": direct("Abs"), "sign": direct("Sign"), "exp": direct("Exp"),
    "log": direct("Log"), "sqrt": direct("Sqrt"), "tanh": direct("Tanh"),
    "sigmoid": direct("Sigmoid"), "relu": direct("Relu"), "softplus": direct("Softplus"),
    "sin": direct("Sin"), "cos": direct("Cos"), "reciprocal": direct("Reciprocal"),
    "erf": direct("Erf"),
    "elu": { use, builder in
      let alpha: Double = try use.settings("alpha")
      let x = try builder.name(use.inputs[0])
      return try builder.emit("Elu", [x], attributes: [.number("alpha", alpha)])
    },
    "leaky_relu": { use, builder in
      let slope: Double = try use.settings("slope")
      let x = try builder.name(use.inputs[0])
      return try builder.emit("LeakyRelu", [x], attributes: [.number("alpha", slope)])
    },
    "add": spreading("Add"), "sub": spreading("Sub"), "mul": spreading("Mul"),
    "div": spreading("Div"), "pow": spreading("Pow"),
    "square": { use, builder in
      let x = try builder.name(use.inputs[0])
      return try builder.emit("Mul", [x, x])
    },
    "clamp": { use, builder in
      let limits = try ["low", "high"].map { side in
        let number: Double = try use.settings(side)
        guard number.isFinite else { return "" }
        return try builder.constant(Tensor(scalar: number, dtype: use.type.dtype))
      }
      return try builder.emit("Clip", [builder.name(use.inputs[0])] + limits)
    },
    "to": { use, builder in
      try cast(builder.name(use.inputs[0]), to: use.type.dtype, &builder)
    },
    "maximum": spreading("Max"), "minimum": spreading("Min"),
    "gt": compared("Greater"), "ge": compared("GreaterOrEqual"), "lt": compared("Less"),
    "le": compared("LessOrEqual"), "eq": compared("Equal"),
    "ne": { use, builder in
      let equal = try builder.emit("Equal", operands(use.inputs, use, &builder))
      return try cast(builder.emit("Not", [equal]), to: use.type.dtype, &builder)
    },
    "where": { use, builder in
      var inputs = try operands(use.inputs, use, &builder)
      inputs[0] = try builder.emit("Cast", [inputs[0]], attributes: [.integer("to", 9)])
      return try builder.emit("Where", inputs)
    },
  ]

  static func direct(_ operation: String) -> Rule {
    { use, builder in try builder.emit(operation, [builder.name(use.inputs[0])]) }
  }

  /// Operands of arithmetic: ONNX spreads them as NumPy does.
  private static func operands(
    _ inputs: [Int], _ use: PrimitiveUse, _ builder: inout GraphBuilder
  ) throws -> [String] {
    var names: [String] = []
    let isLoose = builder.spreads(inputs, to: use.type.shape)
    for (k, input) in inputs.enumerated() {
      // At least one of them in full: the result would be too small else.
      names.append(isLoose || k > 0 ? try builder.loose(input) : try builder.name(input))
    }
    return names
  }

  private static func spreading(_ operation: String) -> Rule {
    { use, builder in try builder.emit(operation, operands(use.inputs, use, &builder)) }
  }

  private static func compared(_ operation: String) -> Rule {
    { use, builder in
      let mask = try builder.emit(operation, operands(use.inputs, use, &builder))
      return try cast(mask, to: use.type.dtype, &builder)
    }
  }

  private static func cast(
    _ name: String, to dtype: DType, _ builder: inout GraphBuilder
  ) throws -> String {
    try builder.emit(
      "Cast", [name], attributes: [.integer("to", Int(Onnx_TensorProto.code(dtype)))])
  }

  private static let shapes: [String: Rule] = [
    "reshape": { use, builder in
      let shape = try builder.shapeOperand(
        use.settings("shape"), use.twin("shape"), isReshape: true)
      return try builder.emit("Reshape", [builder.name(use.inputs[0]), shape])
    },
    // Elsewhere values are spread only where something needs it.
    "expand": { use, builder in try builder.name(use.inputs[0]) },
    "identity": direct("Identity"), "whole_numbers": direct("Identity"),
    "stop_gradient": direct("Identity"),
    "permute": { use, builder in
      try builder.emit(
        "Transpose", [builder.name(use.inputs[0])],
        attributes: [.integers("perm", use.settings("order"))])
    },
    "slice": { use, builder in
      let (first, twin): ([Int], [Int]) = (try use.settings("first"), try use.twin("first"))
      let shape: Shape = try use.settings("shape")
      guard first == twin else {
        throw ONNXWriterError.problem("a slice begins at a place that follows the batch size")
      }
      let axes = first.indices.filter { first[$0] != 0 || shape[$0] != use.types[0].shape[$0] }
      let other: Shape = try use.twin("shape")
      guard axes.allSatisfy({ shape[$0] == other[$0] }) else {
        throw ONNXWriterError.problem("a slice ends at a place that follows the batch size")
      }
      return try builder.emit(
        "Slice",
        [
          builder.name(use.inputs[0]), builder.integers(axes.map { first[$0] }),
          builder.integers(axes.map { first[$0] + shape[$0] }), builder.integers(axes),
        ])
    },
    "pad": { use, builder in
      let (first, shape): ([Int], Shape) = (try use.settings("first"), try use.settings("shape"))
      let (twin, other): ([Int], Shape) = (try use.twin("first"), try use.twin("shape"))
      let after = first.indices.map { shape[$0] - first[$0] - use.types[0].shape[$0] }
      let isFixed = first.indices.allSatisfy {
        shape[$0] == other[$0] || after[$0] == 0 && first[$0] == 0
      }
      guard first == twin, isFixed else {
        throw ONNXWriterError.problem("a padding follows the batch size")
      }
      return try builder.emit(
        "Pad", [builder.name(use.inputs[0]), builder.integers(first + after)])
    },
    "cat": { use, builder in
      var names: [String] = []
      for input in use.inputs { names.append(try builder.name(input)) }
      return try builder.emit(
        "Concat", names, attributes: [.integer("axis", use.settings("dimension"))])
    },
    "gather": { use, builder in
      try builder.emit(
        "GatherElements", [builder.name(use.inputs[0]), builder.name(use.inputs[1])],
        attributes: [.integer("axis", use.settings("dimension"))])
    },
    "index_select": { use, builder in
      try builder.emit(
        "Gather", [builder.name(use.inputs[0]), builder.name(use.inputs[1])],
        attributes: [.integer("axis", use.settings("dimension"))])
    },
  ]

  private static let reductions: [String: Rule] = [
    "sum": { use, builder in
      let range: Range<Int> = try use.settings("range")
      let x = try builder.name(use.inputs[0])
      guard !range.isEmpty else { return try builder.emit("Identity", [x]) }
      return try builder.emit(
        "ReduceSum", [x, builder.integers(Array(range))], attributes: [.integer("keepdims", 0)])
    },
    "max": reduction("ReduceMax"), "min": reduction("ReduceMin"),
    "prod": reduction("ReduceProd"), "logsumexp": reduction("ReduceLogSumExp"),
    "argmax": place("ArgMax"), "argmin": place("ArgMin"),
    "softmax": distribution("Softmax"), "log_softmax": distribution("LogSoftmax"),
    "cumsum": { use, builder in
      let axis: Int = try use.settings("dimension")
      return try builder.emit(
        "CumSum", [builder.name(use.inputs[0]), builder.integers([axis])])
    },
  ]

  /// Where the largest or smallest element is.
  private static func place(_ operation: String) -> Rule {
    { use, builder in
      let places = try builder.emit(
        operation, [builder.name(use.inputs[0])],
        attributes: [.integer("axis", use.settings("dimension")), .integer("keepdims", 0)])
      return try cast(places, to: .int32, &builder)
    }
  }

  /// Several dimensions become one and are several again afterwards.
  private static func distribution(_ operation: String) -> Rule {
    { use, builder in
      let range: Range<Int> = try use.settings("range")
      var x = try builder.name(use.inputs[0])
      if range.count != 1 { x = try builder.joined(x, shapeOf: use.inputs[0], range) }
      let result = try builder.emit(
        operation, [x], attributes: [.integer("axis", range.lowerBound)])
      return range.count == 1 ? result : try builder.reshaped(result, shapeOf: use.node)
    }
  }

  private static func reduction(_ operation: String) -> Rule {
    { use, builder in
      let range: Range<Int> = try use.settings("range")
      let x = try builder.name(use.inputs[0])
      guard !range.isEmpty else { return try builder.emit("Identity", [x]) }
      return try builder.emit(
        operation, [x],
        attributes: [.integers("axes", Array(range)), .integer("keepdims", 0)])
    }
  }

  private static let products: [String: Rule] = [
    "matmul": { use, builder in
      let flags: [Bool] = try [use.settings("transposeA"), use.settings("transposeB")]
      let names = [try builder.name(use.inputs[0]), try builder.name(use.inputs[1])]
      if use.types.allSatisfy({ $0.shape.rank == 2 }), flags.contains(true) {
        return try builder.emit(
          "Gemm", names,
          attributes: [.integer("transA", flags[0] ? 1 : 0), .integer("transB", flags[1] ? 1 : 0)])
      }
      let operands = try names.enumerated().map { k, name -> String in
        guard flags[k] else { return name }
        let rank = use.types[k].shape.rank
        var order = Array(0..<rank)
        order.swapAt(rank - 1, rank - 2)
        return try builder.emit("Transpose", [name], attributes: [.integers("perm", order)])
      }
      return try builder.emit("MatMul", operands)
    }
  ]
}

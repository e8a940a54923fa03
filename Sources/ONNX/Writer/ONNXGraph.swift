import DataIO
import ONNXProto
import Tensors

/// An ONNX model that is written node by node, with one input and one output and a free batch size.
public struct ONNXGraph {
  public enum Attribute {
    case integer(Int)
    case number(Double)
    case integers([Int])
  }

  /// The version of the operator set that is written.
  public static let version = 17
  /// The version of the file format: of the releases that brought that operator set.
  private static let formatVersion: Int64 = 8

  public let input = "input"
  public let output = "output"
  private(set) var proto = Onnx_GraphProto()
  /// Names of what is written once only.
  var named: [String: String] = [:]
  private var used: Set<String>
  private var counts: [String: Int] = [:]

  public init() {
    used = [input, output]
    proto.name = "network"
  }

  /// Adds a node with one output.
  ///
  /// - Returns: the output's name.
  @discardableResult
  public mutating func node(
    _ operation: String, _ inputs: [String], _ attributes: KeyValuePairs<String, Attribute> = [:]
  ) -> String {
    emit(
      operation, inputs,
      attributes: attributes.map { name, attribute in
        switch attribute {
        case .integer(let value): .integer(name, value)
        case .number(let value): .number(name, value)
        case .integers(let values): .integers(name, values)
        }
      })
  }

  @discardableResult
  mutating func emit(
    _ operation: String, _ inputs: [String], attributes: [Onnx_AttributeProto] = [],
    as output: String? = nil
  ) -> String {
    let result = output ?? fresh(operation.lowercased())
    proto.node.append(
      .with { node in
        node.opType = operation
        node.name = "node_" + result
        node.input = inputs
        node.output = [result]
        node.attribute = attributes
      })
    return result
  }

  /// Parameters; their name if nothing has it yet.
  public mutating func parameter(_ tensor: Tensor, name: String?) -> String {
    let result = fresh(name ?? "parameters", isExact: name != nil)
    proto.initializer.append(Onnx_TensorProto(tensor, name: result))
    return result
  }

  /// Numbers that are no parameters.
  public mutating func constant(_ tensor: Tensor) -> String {
    let value = Onnx_AttributeProto.with {
      $0.name = "value"
      $0.type = .tensor
      $0.t = Onnx_TensorProto(tensor, name: "")
    }
    return emit("Constant", [], attributes: [value])
  }

  /// Whole numbers as an operand: axes, starts, shapes.
  public mutating func integers(_ numbers: [Int]) -> String {
    if let done = named["integers \(numbers)"] { return done }
    let name = fresh("integers")
    proto.initializer.append(Onnx_TensorProto(numbers, name: name))
    named["integers \(numbers)"] = name
    return name
  }

  private mutating func fresh(_ stem: String, isExact: Bool = false) -> String {
    if isExact, used.insert(stem).inserted { return stem }
    while true {
      counts[stem, default: 0] += 1
      let name = "\(stem)_\(counts[stem]!)"
      if used.insert(name).inserted { return name }
    }
  }

  /// Makes a value the output.
  ///
  /// - Parameters:
  ///   - input, output: shapes for one number of samples and for another.
  mutating func finish(
    _ value: String, input: (Shape, Shape), output: (Shape, Shape), dtypes: (DType, DType),
    batch: BatchSize
  ) throws {
    emit("Identity", [value], as: self.output)
    foldLastIdentity()
    proto.input = [try info(self.input, input, dtypes.0, batch)]
    proto.output = [try info(self.output, output, dtypes.1, batch)]
  }

  /// Makes a value the output.
  ///
  /// - Parameters:
  ///   - samples, results: the shapes of one sample and of what comes of it.
  public mutating func finish(
    _ value: String, samples: Shape, results: Shape, dtype: DType
  ) throws {
    let batch = BatchSize(first: 2, second: 3)
    func both(_ shape: Shape) throws -> (Shape, Shape) {
      (try Shape([2] + shape.dimensions), try Shape([3] + shape.dimensions))
    }
    try finish(
      value, input: both(samples), output: both(results), dtypes: (dtype, dtype), batch: batch)
  }

  /// Gives the output's name to the node before it, instead of a copy.
  private mutating func foldLastIdentity() {
    guard proto.node.count >= 2, let last = proto.node.last else { return }
    let (source, before) = (last.input[0], proto.node.count - 2)
    guard proto.node[before].output == [source],
      !proto.node.dropLast(2).contains(where: { $0.input.contains(source) })
    else { return }
    proto.node.removeLast()
    proto.node[before].output = [output]
  }

  private func info(
    _ name: String, _ shapes: (Shape, Shape), _ dtype: DType, _ batch: BatchSize
  ) throws -> Onnx_ValueInfoProto {
    let factors = try batch.factors(shapes.0, shapes.1)
    return .with { info in
      info.name = name
      info.type.tensorType.elemType = Onnx_TensorProto.code(dtype)
      info.type.tensorType.shape.dim = zip(shapes.0.dimensions, factors).map { size, factor in
        .with {
          $0.value =
            factor == nil
            ? .dimValue(Int64(size)) : .dimParam(factor == 1 ? "N" : "N*\(factor ?? 1)")
        }
      }
    }
  }

  package var model: Onnx_ModelProto {
    var model = Onnx_ModelProto()
    model.irVersion = ONNXGraph.formatVersion
    model.producerName = "tarn"
    model.opsetImport = [.with { $0.version = Int64(ONNXGraph.version) }]
    model.graph = proto
    return model
  }

  public func write(to path: String) throws {
    let bytes = model.serializedBytes()
    try AtomicFile.write(path) { try $0.write(bytes) }
  }
}

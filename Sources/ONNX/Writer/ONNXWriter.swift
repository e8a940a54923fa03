import Tensors

/// Writes a function of a batch and of parameters as an ONNX model whose batch size is free.
///
/// The function is traced to a graph of primitives, and each primitive becomes the operators that
/// mean the same. What depends on the parameters alone is computed and stored as initialisers.
public struct ONNXWriter {
  /// A block of the flat parameter vector, which becomes an initialiser of this name.
  public struct Block {
    public let name: String
    public let range: Range<Int>

    public init(name: String, range: Range<Int>) {
      self.name = name
      self.range = range
    }
  }

  /// One sample's shape.
  public let sampleShape: Shape
  public let parameters: Tensor
  public let blocks: [Block]

  public init(sampleShape: Shape, parameters: Tensor, blocks: [Block]) {
    self.sampleShape = sampleShape
    self.parameters = parameters
    self.blocks = blocks
  }

  /// - Throws: `ONNXWriterError` that lists the primitives without counterpart, or what tracing
  ///   throws.
  public func write(
    to path: String, _ function: (_ x: Value, _ parameters: Value) throws -> Value
  ) throws {
    try graph(function).write(to: path)
  }

  package func graph(
    _ function: (_ x: Value, _ parameters: Value) throws -> Value
  ) throws -> ONNXGraph {
    // Two sizes, of which the sizes of all tensors follow.
    let batch = BatchSize(first: 2, second: 3)
    let graphs = try [batch.first, batch.second].map { size in
      let x = TensorType(try Shape([size] + sampleShape.dimensions), parameters.dtype)
      let (graph, captured) = try Trace.graph([x, parameters.type]) {
        [try function($0[0], $0[1])]
      }
      guard captured.isEmpty else {
        throw ONNXWriterError.problem("the function uses values of another trace")
      }
      return graph
    }
    guard graphs[0].nodes.count == graphs[1].nodes.count else {
      throw ONNXWriterError.problem("the function does other operations for other batch sizes")
    }
    var builder = GraphBuilder(self, graphs[0], graphs[1], batch)
    return try builder.graph()
  }
}

/// Why a function cannot be written as an ONNX model.
public enum ONNXWriterError: Error, Equatable, CustomStringConvertible {
  /// Primitives that no operator means.
  case noCounterpart([String])
  case problem(String)

  public var description: String {
    switch self {
    case .noCounterpart(let names):
      "ONNX has no operator for \(names.joined(separator: ", "))"
    case .problem(let text): "this cannot be written as ONNX: \(text)"
    }
  }
}

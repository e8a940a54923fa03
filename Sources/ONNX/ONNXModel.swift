import DataIO
import Foundation
import ONNXProto
import Tensors

/// A network read from an ONNX file, as a function of `Value`.
public struct ONNXModel {
  public struct Input: Sendable {
    public let name: String
    /// `nil` for a size that has a name or is not given.
    public let sizes: [Int?]

    /// Whether the leading dimension is the batch: 1, or without a size.
    var isBatched: Bool { sizes.first.map { $0 == nil || $0 == 1 } ?? false }
  }

  /// A block of the flat parameter vector: an initialiser.
  public struct Block: Sendable {
    public let name: String
    public let shape: Shape
    public let range: Range<Int>
  }

  public let path: String
  /// The inputs that are no initialisers.
  public let inputs: [Input]
  public let outputs: [String]
  /// The version of the operator set.
  public let version: Int
  /// All initialisers of floating type but limits and running statistics, in order of first use.
  public let parameters: Tensor
  public let blocks: [Block]
  private let nodes: [Onnx_NodeProto]
  private let constants: [String: Operand]
  /// Whether the model makes sense for one sample at a time only.
  private(set) var mapsSamples = false
  /// For each node, what no later node uses.
  private let released: [[String]]

  /// The versions whose operators have the meaning that `Operators` gives them.
  static let versions = 7...25

  /// The names of all operators that are read.
  package static var operators: [String] { Operators.table.keys.sorted() }

  /// - Throws: `DataError` or `FormatError`. Operators that are not known are named all at once.
  public init(reading path: String) throws {
    try self.init(ONNXModel.parsed(path), path: path)
  }

  private static func parsed(_ path: String) throws -> Onnx_ModelProto {
    let input = try ByteInput(file: path)
    // The decoder copies all of it.
    try Memory.requireRoom(for: 2 * input.remaining)
    let bytes = try input.bytes(input.remaining, for: "the model")
    do {
      return try Onnx_ModelProto(serializedBytes: bytes)
    } catch {
      try FileSignature.refuse(path, expected: "an ONNX model")
      throw FormatError(
        path: path, place: "", problem: "it cannot be read as an ONNX model (\(error))")
    }
  }

  package init(_ model: consuming Onnx_ModelProto, path: String) throws {
    var model = model
    self.path = path
    func fail(_ place: String, _ problem: String) -> FormatError {
      FormatError(path: path, place: place, problem: problem)
    }
    let standard = model.opsetImport.first { ["", "ai.onnx"].contains($0.domain) }
    guard let version = standard.flatMap({ Int(exactly: $0.version) }),
      ONNXModel.versions.contains(version)
    else {
      let got = standard.map { "\($0.version)" } ?? "none"
      throw fail(
        "opset_import",
        "expected version \(ONNXModel.versions.lowerBound) to "
          + "\(ONNXModel.versions.upperBound) of the operator set, got \(got)")
    }
    self.version = version
    nodes = model.graph.node
    try ONNXModel.requireKnownOperators(nodes, path: path)

    var constants: [String: Operand] = [:]
    // One after the other, so that each is in memory twice only while it is read.
    var initializers = model.graph.initializer
    model.graph.initializer = []
    while let tensor = initializers.popLast() {
      guard constants.updateValue(try tensor.operand(path: path), forKey: tensor.name) == nil else {
        throw fail("initializer \(quoted(tensor.name))", "it is there twice")
      }
    }
    inputs = model.graph.input.filter { constants[$0.name] == nil }.map { value in
      Input(
        name: value.name,
        sizes: value.type.tensorType.shape.dim.map { dimension in
          if case .dimValue(let size)? = dimension.value, size > 0 { return Int(clamping: size) }
          return nil
        })
    }
    outputs = model.graph.output.map(\.name)
    guard !outputs.isEmpty else { throw fail("graph", "it has no outputs") }
    released = try ONNXModel.order(
      nodes, defined: Set(constants.keys).union(inputs.map(\.name)), outputs: outputs, path: path)
    (parameters, blocks) = try ONNXModel.parameters(nodes, &constants, path: path)
    self.constants = constants
    do {
      try check(samples: 2)
    } catch {
      // Its own error is the one to show if the model works for one sample neither.
      guard inputs.count == 1, (try? check(samples: 1)) != nil else { throw error }
      mapsSamples = true
    }
  }

  /// Runs the model on inputs in their order.
  ///
  /// - Throws: `FormatError` with the node that could not be computed.
  public func callAsFunction(_ values: [Value], parameters: Value) throws -> [Value] {
    try compute(values, parameters: parameters)
  }

  /// - Parameter visit: gets each node with its inputs, and its outputs.
  func compute(
    _ values: [Value], parameters: Value,
    visit: (Invocation, [Operand]) throws -> Void = { _, _ in }
  ) throws -> [Value] {
    guard values.count == inputs.count else {
      throw FormatError(
        path: path, place: "graph",
        problem: "it has \(inputs.count) inputs (\(inputs.map(\.name).joined(separator: ", "))), "
          + "got \(values.count)")
    }
    var operands = constants
    for block in blocks {
      operands[block.name] = .value(
        try parameters.sliced(0, block.range).reshaped(to: block.shape))
    }
    var batch: Int?
    var data = Set(inputs.map(\.name))
    for (input, value) in zip(inputs, values) {
      let value = try fitted(value, to: input)
      operands[input.name] = .value(value)
      if input.isBatched, input.sizes[0] == 1 { batch = value.shape[0] }
    }
    for (position, node) in nodes.enumerated() {
      let isData = node.input.first.map(data.contains) ?? false
      try run(node, &operands, isData: isData, batch: batch, visit)
      if node.input.contains(where: data.contains) { data.formUnion(node.output) }
      for name in released[position] { operands[name] = nil }
    }
    return try outputs.map { name in
      guard let operand = operands[name] else {
        throw FormatError(
          path: path, place: "output \(quoted(name))", problem: "no node computes it")
      }
      return try operand.value()
    }
  }

  /// Runs a model with one input and one output on a batch. Samples may have the declared shape or
  /// be flat. A model whose input has no batch runs on a tensor of its shape, and on each sample of a batch.
  public func callAsFunction(_ x: Value, parameters: Value) throws -> Value {
    try requireOneInputAndOutput()
    if let sampleShape, !inputs[0].isBatched, x.shape != sampleShape, x.shape.rank > 0,
      x.shape[0].multipliedReportingOverflow(by: sampleShape.count) == (x.shape.count, false)
    {
      let samples = try x.reshaped(to: Shape([x.shape[0]] + sampleShape.dimensions))
      return try Batch.map({ [try self($0, parameters: parameters)[0]] }, [samples])[0]
    }
    let x = try fitted(x, to: inputs[0])
    guard mapsSamples, x.shape[0] != 1 else { return try self([x], parameters: parameters)[0] }
    let sample = try Shape([1] + x.shape.dimensions.dropFirst())
    let results = try Batch.map(
      { try self([$0[0].reshaped(to: sample)], parameters: parameters) }, [x])[0]
    // [n, 1, …]: each sample was a batch of one.
    guard results.shape.rank > 1, results.shape[1] == 1 else { return results }
    return try results.reshaped(
      to: Shape([results.shape[0]] + results.shape.dimensions.dropFirst(2)))
  }

  /// - Throws: `FormatError` if the model is no function of one tensor.
  public func requireOneInputAndOutput() throws {
    for (what, names) in [("input", inputs.map(\.name)), ("output", outputs)] where names.count != 1
    {
      throw FormatError(
        path: path, place: "graph",
        problem: "expected one \(what), got \(names.count): \(names.joined(separator: ", "))")
    }
  }

  private func run(
    _ node: Onnx_NodeProto, _ operands: inout [String: Operand], isData: Bool, batch: Int?,
    _ visit: (Invocation, [Operand]) throws -> Void
  ) throws {
    do {
      let inputs = try node.input.map { name -> Operand in
        if name.isEmpty { return .absent }
        guard let operand = operands[name] else {
          throw OperatorError("\(quoted(name)) is missing")
        }
        return operand
      }
      guard let run = Operators.table[node.opType] else { throw OperatorError("it is not known") }
      let invocation = Invocation(
        node: node, inputs: inputs, isData: isData, version: version, batch: batch)
      let results = try run(invocation)
      try visit(invocation, results)
      for (name, result) in zip(node.output, results) where !name.isEmpty {
        operands[name] = result
      }
    } catch let error where error is OperatorError || error is TensorError || error is FormatError {
      let problem = (error as? FormatError)?.problem ?? "\(error)"
      throw FormatError(path: path, place: ONNXModel.place(of: node), problem: problem)
    }
  }

  static func place(of node: Onnx_NodeProto) -> String {
    "node \(quoted(node.name.isEmpty ? node.output.first ?? "" : node.name)) (\(node.opType))"
  }
}

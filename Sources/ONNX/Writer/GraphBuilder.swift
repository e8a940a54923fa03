import Foundation
import ONNXProto
import Tensors

/// Turns two traces of one function, for two batch sizes, into an ONNX graph.
struct GraphBuilder {
  /// What a node of the trace has become.
  enum Meaning {
    /// The output of a node, or the input, by its name.
    case computed(String)
    /// Numbers that do not depend on the input: an initialiser once something uses them if they are
    /// made of parameters, else a constant.
    case known(Tensor, name: String?, isParameter: Bool)
    /// The same numbers as another node's, spread over a larger shape. ONNX spreads operands of
    /// arithmetic by itself.
    case spread(Int)
  }

  let writer: ONNXWriter
  let first: Graph
  let second: Graph
  let batch: BatchSize
  var written = ONNXGraph()
  private var meanings: [Int: Meaning] = [:]
  var batchName: String?

  init(_ writer: ONNXWriter, _ first: Graph, _ second: Graph, _ batch: BatchSize) {
    self.writer = writer
    self.first = first
    self.second = second
    self.batch = batch
  }

  mutating func graph() throws -> ONNXGraph {
    let live = first.live
    try requireCounterparts(live)
    for k in first.nodes.indices where live[k] { meanings[k] = try meaning(of: k) }
    let output = first.outputs[0]
    func shapes(_ k: Int) -> (Shape, Shape) {
      (first.nodes[k].type.shape, second.nodes[k].type.shape)
    }
    let input = first.inputs[0]
    let value = try name(output)
    try written.finish(
      value, input: shapes(input), output: shapes(output),
      dtypes: (first.nodes[input].type.dtype, first.nodes[output].type.dtype), batch: batch)
    return written
  }

  private func requireCounterparts(_ live: [Bool]) throws {
    var missing: [String] = []
    var known = [Bool](repeating: false, count: first.nodes.count)
    for (k, node) in first.nodes.enumerated() where live[k] {
      known[k] =
        switch node.operation {
        case .input(let index): index == 1
        case .constant: true
        case .apply: node.inputs.allSatisfy { known[$0] }
        }
      if case .apply(let primitive) = node.operation, !known[k],
        case .none = primitive.counterpart, !missing.contains(primitive.name)
      {
        missing.append(primitive.name)
      }
    }
    guard missing.isEmpty else { throw ONNXWriterError.noCounterpart(missing) }
  }

  private mutating func meaning(of k: Int) throws -> Meaning {
    let (node, other) = (first.nodes[k], second.nodes[k])
    switch node.operation {
    case .input(let index):
      return index == 0
        ? .computed(written.input)
        : .known(writer.parameters, name: "parameters", isParameter: true)
    case .constant(let tensor):
      guard case .constant(let twin) = other.operation else {
        throw ONNXWriterError.other
      }
      if node.type == other.type {
        guard tensor.isEqual(to: twin) || !tensor.isFinite else {
          throw ONNXWriterError.problem("a constant depends on the number of samples")
        }
        return .known(tensor, name: nil, isParameter: false)
      }
      guard tensor.count > 0 else {
        return .known(try Tensor(scalar: 0, dtype: tensor.dtype), name: nil, isParameter: false)
      }
      // A constant of the batch's size can only repeat itself.
      let (once, again) = (try unrepeated(tensor), try unrepeated(twin))
      guard once.isEqual(to: again) else {
        throw ONNXWriterError.problem("a constant has one row a sample")
      }
      return .known(once, name: nil, isParameter: false)
    case .apply(let primitive):
      guard case .apply(let twin) = other.operation, twin.name == primitive.name,
        node.inputs == other.inputs
      else {
        throw ONNXWriterError.other
      }
      let counterpart = primitive.counterpart
      if case .spread = counterpart { return .spread(node.inputs[0]) }
      if case .same = counterpart, let same = meanings[node.inputs[0]] { return same }
      if let folded = try folded(primitive, node, other) { return folded }
      return .computed(
        try write(
          PrimitiveUse(
            counterpart: counterpart, twin: twin.counterpart, node: k, inputs: node.inputs,
            types: node.inputs.map { first.nodes[$0].type }, type: node.type)))
    }
  }

  /// The tensor with size 1 where its elements repeat along a dimension.
  private func unrepeated(_ tensor: Tensor) throws -> Tensor {
    var value = Value.tensor(tensor)
    for d in 0..<tensor.shape.rank where value.shape[d] > 1 {
      let first = try value.sliced(d, 0..<1)
      if try first.expanded(to: value.shape).tensor().isEqual(to: value.tensor()) { value = first }
    }
    return try value.tensor()
  }

  /// The result, if it is the same for every input.
  private func folded(
    _ primitive: any Primitive, _ node: Graph.Node, _ other: Graph.Node
  ) throws -> Meaning? {
    var tensors: [Value] = []
    var isParameter = false
    for input in node.inputs {
      guard case .known(let tensor, _, let isWeight)? = meanings[input],
        tensor.shape == first.nodes[input].type.shape
      else { return nil }
      tensors.append(.tensor(tensor))
      isParameter = isParameter || isWeight
    }
    guard node.type == other.type else { return nil }
    var name: String?
    if case .known(_, let source, _)? = meanings[node.inputs.first ?? -1] {
      switch primitive.counterpart {
      case .slice(let places, _) where source == "parameters":
        let start = places[0]
        name =
          writer.blocks.first {
            $0.range == start..<start + node.type.shape.count
          }?.name
      case .reshape where source != "parameters": name = source
      default: break
      }
    }
    return .known(
      try apply(primitive, tensors).tensor(), name: name, isParameter: isParameter)
  }

  // MARK: Names of what flows

  /// The name of a node's value in its own shape.
  mutating func name(_ k: Int) throws -> String {
    switch meanings[k] {
    case .computed(let name)?: return name
    case .known(let tensor, let name, let isParameter)?:
      let known = try self.known(tensor, name: name, isParameter: isParameter, k)
      return tensor.shape == first.nodes[k].type.shape ? known : try expanded(known, k)
    case .spread(let source)?: return try expanded(try name(source), k)
    case nil: throw ONNXWriterError.problem("a value is used before it is computed")
    }
  }

  /// The name of a value that spreads to the node's shape where operands of arithmetic are spread.
  mutating func loose(_ k: Int) throws -> String {
    switch meanings[k] {
    case .spread(let source)?: try loose(source)
    case .known(let tensor, let name, let isParameter)?:
      try known(tensor, name: name, isParameter: isParameter, k)
    default: try name(k)
    }
  }

  /// Whether `loose` values of these nodes spread to the shape by themselves.
  func spreads(_ nodes: [Int], to shape: Shape) -> Bool {
    let shapes = nodes.map(looseShape)
    return shapes.dropFirst().reduce(shapes.first) { $0?.broadcast(with: $1) } == shape
  }

  private func looseShape(_ k: Int) -> Shape {
    switch meanings[k] {
    case .spread(let source)?: looseShape(source)
    case .known(let tensor, _, _)?: tensor.shape
    default: first.nodes[k].type.shape
    }
  }

  mutating func expanded(_ name: String, _ k: Int) throws -> String {
    if let done = written.named["expand \(k)"] { return done }
    let shape = try shapeOperand(first.nodes[k].type.shape, second.nodes[k].type.shape)
    let result = try emit("Expand", [name, shape])
    written.named["expand \(k)"] = result
    return result
  }

  /// Known numbers as an initialiser or a constant, written once.
  private mutating func known(
    _ tensor: Tensor, name: String?, isParameter: Bool, _ k: Int
  ) throws -> String {
    let key = name.map { "block \($0)" } ?? "known \(k)"
    if let done = written.named[key] { return done }
    let result =
      isParameter ? written.parameter(tensor, name: name) : written.constant(tensor)
    written.named[key] = result
    return result
  }

  // MARK: Writing

  mutating func constant(_ tensor: Tensor) throws -> String { written.constant(tensor) }

  /// Adds a node with one output.
  mutating func emit(
    _ operation: String, _ inputs: [String], attributes: [Onnx_AttributeProto] = []
  ) throws -> String {
    written.emit(operation, inputs, attributes: attributes)
  }
}

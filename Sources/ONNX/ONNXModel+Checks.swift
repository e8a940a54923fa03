import DataIO
import ONNXProto
import Tensors

/// What is checked when a model is read, before anything is computed.
extension ONNXModel {
  static func requireKnownOperators(_ nodes: [Onnx_NodeProto], path: String) throws {
    var unknown: [(name: String, nodes: [String])] = []
    for node in nodes {
      let isStandard = ["", "ai.onnx"].contains(node.domain)
      guard !isStandard || Operators.table[node.opType] == nil else { continue }
      let name = isStandard ? node.opType : "\(node.domain).\(node.opType)"
      let place = quoted(node.name.isEmpty ? node.output.first ?? "" : node.name)
      if let index = unknown.firstIndex(where: { $0.name == name }) {
        unknown[index].nodes.append(place)
      } else {
        unknown.append((name, [place]))
      }
    }
    guard !unknown.isEmpty else { return }
    let list = unknown.map { name, nodes in
      let more = nodes.count > 8 ? ", and \(nodes.count - 8) more" : ""
      return
        "\(quoted(name).dropFirst().dropLast()) (\(nodes.prefix(8).joined(separator: ", "))\(more))"
    }
    throw FormatError(
      path: path, place: "graph",
      problem: "operators that are not supported: \(list.joined(separator: "; "))")
  }

  /// Checks that every node's inputs are there before it; so there are no cycles.
  ///
  /// - Returns: for each node, what no later node uses.
  static func order(
    _ nodes: [Onnx_NodeProto], defined: Set<String>, outputs: [String], path: String
  ) throws -> [[String]] {
    var defined = defined
    var last: [String: Int] = [:]
    for (position, node) in nodes.enumerated() {
      for name in node.input where !name.isEmpty {
        guard defined.contains(name) else {
          throw FormatError(
            path: path, place: place(of: node),
            problem: "its input \(quoted(name)) is not defined before it")
        }
        last[name] = position
      }
      for name in node.output where !name.isEmpty {
        guard defined.insert(name).inserted else {
          throw FormatError(
            path: path, place: place(of: node),
            problem: "its output \(quoted(name)) is defined twice")
        }
        last[name] = position
      }
    }
    for name in outputs where !defined.contains(name) {
      throw FormatError(
        path: path, place: "output \(quoted(name))", problem: "no node computes it")
    }
    var released = [[String]](repeating: [], count: nodes.count)
    for (name, position) in last where !outputs.contains(name) { released[position].append(name) }
    return released
  }

  /// Takes the parameters out of the constants, in order of first use.
  static func parameters(
    _ nodes: [Onnx_NodeProto], _ constants: inout [String: Operand], path: String
  ) throws -> (Tensor, [Block]) {
    var fixed: Set<String> = []
    for node in nodes {
      let places = Operators.constantInputs[node.opType] ?? []
      for (k, name) in node.input.enumerated() where places.contains(k) { fixed.insert(name) }
    }
    var blocks: [Block] = []
    var tensors: [Value] = []
    var end = 0
    for name in nodes.flatMap(\.input) where !fixed.contains(name) {
      guard case .value(.tensor(let tensor))? = constants[name] else { continue }
      constants[name] = nil
      blocks.append(Block(name: name, shape: tensor.shape, range: end..<end + tensor.count))
      tensors.append(try Value.tensor(tensor).reshaped(to: Shape([tensor.count])))
      end += tensor.count
    }
    guard !tensors.isEmpty else { return (try Tensor([]), []) }
    return (try Value.concatenated(tensors, dimension: 0).tensor(), blocks)
  }

  /// Traces the model on shapes, if these are known, so that what is wrong is said on reading.
  func check(samples: Int) throws {
    guard inputs.allSatisfy({ $0.sizes.dropFirst().allSatisfy { $0 != nil } }) else { return }
    let types = try inputs.map { input in
      // Two samples: a model that works for one only would fail later.
      let sizes = input.sizes.enumerated().map { d, size in
        d == 0 && input.isBatched ? samples : size ?? 1
      }
      do {
        return TensorType(try Shape(sizes), parameters.dtype)
      } catch {
        throw FormatError(path: path, place: "input \(quoted(input.name))", problem: "\(error)")
      }
    }
    _ = try Trace.graph(types + [parameters.type]) { values in
      try self(Array(values.dropLast()), parameters: values[types.count])
    }
  }

  /// The value in the shape of the input: samples may be given flat.
  func fitted(_ value: Value, to input: Input) throws -> Value {
    let sizes = value.shape.dimensions
    let expected = input.sizes
    func failure() -> FormatError {
      let names = expected.enumerated().map { d, size in
        d == 0 && input.isBatched ? "n" : size.map(String.init) ?? "?"
      }
      return FormatError(
        path: path, place: "input \(quoted(input.name))",
        problem: "expected [\(names.joined(separator: ", "))], got \(value.shape)")
    }
    // An input of undeclared shape takes what comes.
    if expected.isEmpty { return value }
    let isMatch = zip(sizes, expected).enumerated().allSatisfy { d, pair in
      d == 0 && input.isBatched || pair.1 == nil || pair.0 == pair.1
    }
    if sizes.count == expected.count, isMatch { return value }
    let features = expected.dropFirst().compactMap { $0 }
    guard input.isBatched, !sizes.isEmpty, features.count == expected.count - 1,
      sizes.dropFirst().reduce(1, *) == features.reduce(1, *)
    else { throw failure() }
    return try value.reshaped(to: Shape([sizes[0]] + features))
  }
}

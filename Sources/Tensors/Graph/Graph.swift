/// A program on tensors: a list of primitives in the order in which they can run, with static
/// shapes. All that Tarn does to a function (evaluate, differentiate, bound, compile, export)
/// interprets a graph.
public struct Graph: Sendable {
  public enum Operation: Sendable {
    /// The k-th input of the graph.
    case input(Int)
    case constant(Tensor)
    case apply(any Primitive)
  }

  public struct Node: Sendable {
    public let operation: Operation
    /// Indices of earlier nodes.
    public let inputs: [Int]
    public let type: TensorType
  }

  public internal(set) var nodes: [Node] = []
  /// The nodes that are inputs, in order.
  public internal(set) var inputs: [Int] = []
  public internal(set) var outputs: [Int] = []

  @discardableResult
  mutating func append(_ operation: Operation, _ inputs: [Int] = [], _ type: TensorType) -> Int {
    nodes.append(Node(operation: operation, inputs: inputs, type: type))
    return nodes.count - 1
  }

  public var inputTypes: [TensorType] { inputs.map { nodes[$0].type } }
  public var outputTypes: [TensorType] { outputs.map { nodes[$0].type } }

  /// Runs every node through the primitives, on whatever the values are: tensors are computed,
  /// traced values are recorded in their trace.
  public func callAsFunction(_ values: [Value]) throws -> [Value] {
    let types = values.map(\.type)
    guard types == inputTypes else { throw TensorError.inputs(expected: inputTypes, got: types) }
    return try interpret { operation, inputs in
      switch operation {
      case .input(let k): values[k]
      case .constant(let tensor): .tensor(tensor)
      case .apply(let primitive): try apply(primitive, inputs)
      }
    }
  }

  /// The general interpretation: `step` gives each live node's meaning from the meanings of its
  /// inputs.
  public func interpret<T>(_ step: (Operation, [T]) throws -> T) rethrows -> [T] {
    let meanings = try meanings(of: live, [T?](repeating: nil, count: nodes.count), step)
    return outputs.map { meanings[$0]! }
  }

  /// The interpretation of some nodes, from what all other nodes that they depend on mean.
  package func meanings<T>(
    of isWanted: [Bool], _ known: [T?], _ step: (Operation, [T]) throws -> T
  ) rethrows -> [T?] {
    var meanings = known
    for (k, node) in nodes.enumerated() where isWanted[k] {
      meanings[k] = try step(node.operation, node.inputs.map { meanings[$0]! })
    }
    return meanings
  }

  /// The nodes that an output depends on.
  package var live: [Bool] { needed(for: outputs) }

  /// For each node whether it is one of those wanted, or one of them depends on it.
  package func needed(for wanted: [Int]) -> [Bool] {
    var isNeeded = [Bool](repeating: false, count: nodes.count)
    for node in wanted { isNeeded[node] = true }
    for k in nodes.indices.reversed() where isNeeded[k] {
      for input in nodes[k].inputs { isNeeded[input] = true }
    }
    return isNeeded
  }
}

extension Graph: CustomStringConvertible {
  public var description: String {
    let live = self.live
    var lines: [String] = []
    for (k, node) in nodes.enumerated() where live[k] {
      let what =
        switch node.operation {
        case .input(let index): "input \(index + 1)"
        case .constant: "constant"
        case .apply(let primitive):
          "\(primitive.name) \(node.inputs.map { "%\($0)" }.joined(separator: " "))"
        }
      lines.append("%\(k) = \(what) : \(node.type)")
    }
    lines.append("return \(outputs.map { "%\($0)" }.joined(separator: " "))")
    return lines.joined(separator: "\n")
  }
}

/// A model as a graph of its inputs and of what it captured, with the tensors captured now. Any number of
/// threads may use it.
public struct TracedModel: Sendable {
  /// What the model computes, whatever it captured. Its graph takes the batch, then the captured tensors.
  public let structure: Structure
  public let captured: [Tensor]

  /// Nil where the tensors are not of the types of the graph's inputs after the first.
  public init?(_ structure: Structure, captured: [Tensor]) {
    let graph = structure.graph
    guard graph.inputs.count == captured.count + 1, graph.outputs.count == 1,
      zip(graph.inputs.dropFirst(), captured).allSatisfy({ graph.nodes[$0].type == $1.type })
    else { return nil }
    self.structure = structure
    self.captured = captured
  }

  public var graph: Graph { structure.graph }
  /// Of the batch.
  public var input: TensorType { graph.nodes[graph.inputs[0]].type }
  public var output: TensorType { graph.nodes[graph.outputs[0]].type }
  public var capturedTypes: [TensorType] { captured.map(\.type) }

  /// The model of other captured values: computed at once for tensors, recorded in their trace for traced
  /// values.
  public func callAsFunction(_ x: Value, _ captured: [Value]) throws -> Value {
    try graph([x] + captured)[0]
  }

  public func callAsFunction(_ x: Value) throws -> Value {
    try self(x, captured.map(Value.tensor))
  }
}

/// Records a function as a graph while the function runs.
///
/// A trace is used by the thread that made it, from the call of the function to its return; it is
/// marked Sendable only to be the task-local `current`.
public final class Trace: @unchecked Sendable {
  public enum Mode: Sendable {
    /// Shapes alone are known: asking for a value is an error. What compile, fit and bounds use.
    case shapes
    /// Functions may branch on values: what they ask for is computed then, the rest at the end, as
    /// one plan.
    case values
  }

  /// The innermost trace of this thread. Derivatives taken inside a trace are recorded into it.
  @TaskLocal public static var current: Trace?

  public let mode: Mode
  /// Traces nest: an operation is recorded in the innermost trace of its inputs.
  let level: Int
  private(set) var isOpen = true
  private(set) var graph = Graph()
  private var tensors: [Tensor?] = []
  /// Values of outer traces that the function used; each became an input of this graph.
  private(set) var captured: [Value] = []
  private var capturedNodes: [Int] = []
  /// What was recorded so far, where values are not known.
  private var seen: Expressions
  /// Nodes with respect to which derivatives are taken.
  private(set) var variables: [Int] = []
  /// What the recording takes, beside its tensors.
  private let claim = MemoryClaim()
  /// A node with its primitive and list of inputs, and what it is found by.
  static let nodeBytes = 1024

  public init(_ mode: Mode) {
    self.mode = mode
    seen = Expressions(capacity: mode == .shapes ? 255 : 0)
    level = (Trace.current?.level ?? -1) + 1
  }

  func type(of node: Int) -> TensorType { graph.nodes[node].type }

  /// The elements of a node, computed now if they can be and are not yet.
  func tensor(of node: Int) throws -> Tensor? {
    if let tensor = tensors[node] { return tensor }
    if let outer = capturedNodes.firstIndex(of: node) { return try captured[outer].known }
    if mode == .values { try compute(node) }
    return tensors[node]
  }

  /// Runs what a node depends on, one operation after another.
  private func compute(_ node: Int) throws {
    var waiting = [node]
    while let next = waiting.last {
      let missing = graph.nodes[next].inputs.filter { tensors[$0] == nil }
      guard missing.isEmpty else {
        waiting += missing
        continue
      }
      waiting.removeLast()
      guard tensors[next] == nil, case .apply(let primitive) = graph.nodes[next].operation else {
        continue
      }
      tensors[next] = try Eager.run(primitive, graph.nodes[next].inputs.map { tensors[$0]! })
    }
  }

  /// A new input of the graph.
  public func input(_ type: TensorType) -> Value {
    let node = append(.input(graph.inputs.count), [], type, nil)
    graph.inputs.append(node)
    return .traced(self, node)
  }

  /// A tensor as a node: operations on it alone are recorded, not computed.
  func constant(_ tensor: Tensor) -> Value {
    .traced(self, append(.constant(tensor), [], tensor.type, tensor))
  }

  /// A new node with the same value, which derivatives can tell from all other uses of it.
  func variable(_ value: Value) throws -> Value {
    let source = try place(of: value)
    variables.append(source)
    return try record(Identity(), [.traced(self, source)])
  }

  /// An operation; where values are not known, one that was recorded before is that one, so that derivatives go
  /// through it once.
  func record(_ primitive: some Primitive, _ inputs: [Value]) throws -> Value {
    let type = try primitive.type(of: inputs.map(\.type))
    let places = try inputs.map(place)
    let isOnce = mode == .shapes && !(primitive is Identity)
    let hash = isOnce ? Expressions.hash(Swift.type(of: primitive), places) : 0
    if isOnce, let known = seen.place(of: primitive, places, hash) { return .traced(self, known) }
    try claim.grow(toItems: graph.nodes.count + 1, of: Trace.nodeBytes)
    let node = append(.apply(primitive), places, type, nil)
    if isOnce { seen.insert(primitive, places, hash, node) }
    // An error is then raised where the operation was written.
    if mode == .values, FiniteCheck.isOn { try compute(node) }
    return .traced(self, node)
  }

  /// The node of a value in this trace.
  private func place(of value: Value) throws -> Int {
    switch value {
    case .tensor(let tensor):
      return append(.constant(tensor), [], tensor.type, tensor)
    case .traced(let trace, let node):
      if trace === self { return node }
      guard trace.isOpen else {
        guard let tensor = try value.known else { throw TensorError.foreignTrace }
        return append(.constant(tensor), [], tensor.type, tensor)
      }
      for (k, other) in captured.enumerated() {
        if case .traced(let t, let n) = other, t === trace, n == node { return capturedNodes[k] }
      }
      let place = append(.input(-1), [], trace.type(of: node), nil)
      captured.append(value)
      capturedNodes.append(place)
      return place
    }
  }

  private func append(
    _ operation: Graph.Operation, _ inputs: [Int], _ type: TensorType, _ tensor: Tensor?
  ) -> Int {
    tensors.append(tensor)
    return graph.append(operation, inputs, type)
  }

  /// The nodes of values, of which some may be tensors or belong to other traces.
  func nodes(of values: [Value]) throws -> [Int] { try values.map(place) }

  func close() { isOpen = false }

  /// Ends the recording. The graph's inputs are the declared ones, then the captured values.
  func finish(_ outputs: [Value]) throws -> Graph {
    let places = try outputs.map(place)
    close()
    for place in capturedNodes {
      graph.nodes[place] = Graph.Node(
        operation: .input(graph.inputs.count), inputs: [], type: graph.nodes[place].type)
      graph.inputs.append(place)
    }
    graph.outputs = places
    return graph
  }

  /// Traces a function on shapes. The graph takes its declared inputs, then `captured`: values of
  /// outer traces that the function used.
  public static func graph(
    _ types: [TensorType], _ function: ([Value]) throws -> [Value]
  ) throws -> (graph: Graph, captured: [Value]) {
    let trace = Trace(.shapes)
    defer { trace.close() }
    let outputs = try $current.withValue(trace) { try function(types.map(trace.input)) }
    return (try trace.finish(outputs), trace.captured)
  }
}

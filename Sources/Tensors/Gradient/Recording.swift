/// Derivatives outside any trace. The function is recorded; what follows from the recording alone,
/// derivative and plan, is made once and found again by the recorded graph.
extension Trace {
  /// - Parameters:
  ///   - record: calls the function, and gives all values on which the rest depends.
  ///   - rest: goes on from these values to the results.
  static func recording(
    _ transformation: PlanCache.Transformation, _ record: (Trace) throws -> [Value],
    _ rest: (Trace, [Value]) throws -> [Value]
  ) throws -> [Value] {
    if let current { return try rest(current, record(current)) }
    let trace = Trace(.values)
    defer { trace.close() }
    return try $current.withValue(trace) {
      let recorded = try trace.nodes(of: record(trace))
      return try trace.results(transformation, recorded) {
        try rest(trace, recorded.map { .traced(trace, $0) })
      }
    }
  }

  private func results(
    _ transformation: PlanCache.Transformation, _ recorded: [Int], _ rest: () throws -> [Value]
  ) throws -> [Value] {
    let used = graph.nodes.count
    let (program, tensors) = program(outputs: recorded, inputsBefore: used)
    let key = PlanCache.Key(program, transformation)
    let (isKnown, plan) = PlanCache.shared.look(key)
    if let plan, !FiniteCheck.isOn { return try plan(tensors).map { .tensor($0) } }
    let results = try nodes(of: rest())
    if !isKnown || FiniteCheck.isOn { return try results.map { .tensor(try tensor(of: $0)!) } }
    let made = try Plan(self.program(outputs: results, inputsBefore: used).graph)
    PlanCache.shared.store(made, for: key)
    return try made(tensors).map { .tensor($0) }
  }

  /// What was recorded as a graph of its own, whose inputs are the tensors that were used.
  /// Single numbers stay constants, unless they are variables: they are part of what is computed.
  private func program(
    outputs: [Int], inputsBefore end: Int
  ) -> (graph: Graph, tensors: [Tensor]) {
    var graph = self.graph
    var tensors: [Tensor] = []
    for (k, node) in graph.nodes[..<end].enumerated() {
      guard case .constant(let tensor) = node.operation,
        tensor.count != 1 || variables.contains(k)
      else { continue }
      graph.nodes[k] = Graph.Node(operation: .input(tensors.count), inputs: [], type: node.type)
      graph.inputs.append(k)
      tensors.append(tensor)
    }
    graph.outputs = outputs
    return (graph, tensors)
  }
}

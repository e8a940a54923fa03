extension Plan {
  /// Whether the memory of an input may be given to an output, so that a run changes it in place.
  ///
  /// It may if the output is made element by element, in a step after which nothing reads the input and in
  /// which nothing reads it but at the place that is written, before it is written. Other outputs than
  /// this one must not get the same memory.
  public func mayOverwrite(input: Int, with output: Int) throws -> Bool {
    guard inputTypes[input] == outputTypes[output], inputTypes[input].shape.count > 0 else {
      return false
    }
    let graph = try self.graph.simplified()
    let schedule = Schedule(graph)
    let buffers = Buffers(graph, schedule, isNeeded: Planner.needed(graph, schedule))
    let (source, target) = (graph.inputs[input], graph.outputs[output])
    guard schedule.roles[target] == .elementwise,
      buffers.locations[target] == .output(output, offset: 0),
      let written = schedule.groups.firstIndex(where: { $0.contains(target) }),
      !buffers.copies.contains(where: { schedule.roots[$0.node] == source })
    else { return false }
    for (step, group) in schedule.groups.enumerated() {
      var isWritten = step > written
      for node in group {
        for read in graph.nodes[node].inputs {
          let isSpread = schedule.roles[read] == .spread
          let origin = isSpread ? graph.nodes[read].inputs[0] : read
          guard schedule.roots[origin] == source else { continue }
          let isInPlace =
            !isSpread && graph.nodes[read].type.shape.count == inputTypes[input].shape.count
          guard !isWritten, step < written || isInPlace else { return false }
        }
        isWritten = isWritten || node == target
      }
    }
    return true
  }
}

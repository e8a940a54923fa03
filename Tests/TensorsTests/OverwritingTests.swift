import Tensors
import Testing

/// Which outputs of a plan may be written over which inputs.
@Suite struct OverwritingTests {
  private static let count = 5000

  private func plan(_ inputs: Int, _ function: ([Value]) throws -> [Value]) throws -> Plan {
    let type = TensorType(try Shape([Self.count]), .float32)
    return try Plan(
      Trace.graph(Array(repeating: type, count: inputs)) { try function($0) }.graph)
  }

  /// Runs the plan with every permitted pair in one memory, and compares with memory for each.
  private func expectSame(_ plan: Plan) throws {
    var random = CounterRandom(seed: 3, stream: 0)
    let inputs = try plan.inputTypes.map { type in
      try Tensor((0..<type.shape.count).map { _ in random.normal() }, shape: type.shape)
    }
    let expected = try plan(inputs)
    for i in inputs.indices {
      for o in expected.indices where try plan.mayOverwrite(input: i, with: o) {
        for threads in [1, 2] {
          let workspace = try plan.makeWorkspace(threads: threads)
          let copies = try (inputs + expected).map { tensor in
            let copy = Tensor(tensor.type, storage: try Storage(byteCount: tensor.type.byteCount))
            copy.pointer.copyMemory(from: tensor.pointer, byteCount: tensor.type.byteCount)
            return copy
          }
          for k in inputs.indices { workspace.setInput(k, copies[k].pointer) }
          for k in expected.indices {
            workspace.setOutput(k, copies[k == o ? i : inputs.count + k].pointer)
          }
          try withExtendedLifetime(copies) { try workspace.run() }
          #expect(copies[i].isEqual(to: expected[o]), "input \(i), output \(o)")
        }
      }
    }
  }

  @Test func theLastReaderMayOverwrite() throws {
    let plan = try plan(1) { try [$0[0].exp(), $0[0].tanh()] }
    #expect(try !plan.mayOverwrite(input: 0, with: 0))
    #expect(try plan.mayOverwrite(input: 0, with: 1))
    try expectSame(plan)
  }

  @Test func stepsBeforeMayReadAnything() throws {
    let plan = try plan(2) { x in
      [try x[0] - (x[0] * x[1]).sum() * x[1], try x[1].exp() + x[0].max()]
    }
    #expect(try plan.mayOverwrite(input: 0, with: 0))
    try expectSame(plan)
  }

  @Test func otherPlacesAreNotRead() throws {
    let rows = try Shape([50, 100])
    let crossed = try plan(1) { x in
      let turned = try x[0].reshaped(to: rows).permuted([1, 0])
      return [try x[0] + turned.reshaped(to: x[0].shape)]
    }
    try expectSame(crossed)
    // One of its rows, and its first element, are added to all of it.
    let spread = try plan(1) { x in
      let matrix = try x[0].reshaped(to: rows)
      let sum = try matrix + matrix.sliced(0, 0..<1)
      return [try sum.reshaped(to: x[0].shape), try x[0] * x[0].sliced(0, 0..<1)]
    }
    for output in 0..<2 { #expect(try !spread.mayOverwrite(input: 0, with: output)) }
    try expectSame(spread)
  }

  @Test func whatIsNotMadeByElementsIsRefused() throws {
    let plan = try plan(1) { x in [x[0], try x[0].cumulativeSum(0), try x[0].sum()] }
    for output in 0..<3 { #expect(try !plan.mayOverwrite(input: 0, with: output)) }
  }

  /// A step of Adam, with its gradient, changes everything in place.
  @Test func trainingSteps() throws {
    let plan = try plan(3) { values in
      let (w, m, v) = (values[0], values[1], values[2])
      let g = try valueAndGradient(of: { try ($0[0].tanh() * $0[0]).sum() }, at: [w]).gradient
      let (mean, square) = (try m * 0.9 + g * 0.1, try v.abs() * 0.99 + g.square() * 0.01)
      return [try w - mean / (square.sqrt() + 1e-8), mean, square]
    }
    for k in 0..<3 { #expect(try plan.mayOverwrite(input: k, with: k)) }
    try expectSame(plan)
  }
}

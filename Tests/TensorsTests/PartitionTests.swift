import Tensors
import Testing

/// What varies with some inputs of a graph, and how.
@Suite struct PartitionTests {
  private static let type = TensorType(Shape(unchecked: [2, 3]), .float64)

  /// Of a function of x, which varies, and c, which does not.
  private static func isAffine(_ function: (Value, Value) throws -> Value) throws -> Bool {
    let graph = try Trace.graph([type, type]) { [try function($0[0], $0[1])] }.graph
    return graph.partition().isAffine
  }

  @Test func whatIsAffine() throws {
    #expect(try Self.isAffine { x, c in try x * c + x.sum([0], keep: true) - c.exp() })
    #expect(try Self.isAffine { x, c in try x / c })
    #expect(try Self.isAffine { x, c in try c.greater(than: 0).select(x, -x) })
    #expect(try Self.isAffine { x, c in try x.stopGradient() * 2 + c })
    #expect(
      try Self.isAffine { x, _ in
        try x.gathered(1, .tensor(Tensor([Int32(2), 0], shape: Shape([2]))))
      })
    #expect(try Self.isAffine { _, c in try c.tanh() })
    #expect(try !Self.isAffine { x, _ in try x * x })
    #expect(try !Self.isAffine { x, c in try c / x })
    #expect(try !Self.isAffine { x, c in try x.select(c, -c) })
    #expect(
      try !Self.isAffine { x, c in
        try c.gathered(along: 1, x.argMax(1).reshaped(to: Shape([2, 1])))
      })
    #expect(try !Self.isAffine { x, _ in try x.relu() })
    #expect(try !Self.isAffine { x, c in try x.power(c) })
  }

  @Test func anyInputsMayVary() throws {
    let graph = try Trace.graph([Self.type, Self.type]) { [try $0[0].exp() * $0[1]] }.graph
    #expect(graph.partition(varying: [1]).isAffine)
    #expect(!graph.partition(varying: [0]).isAffine)
    #expect(!graph.partition(varying: [0, 1]).isAffine)
    #expect(graph.partition(varying: []).varies.allSatisfy { !$0 })
  }

  @Test func fixedNodesAreInterpreted() throws {
    let graph = try Trace.graph([Self.type, Self.type]) { values in
      try [values[0] * (values[1].exp() + 1), values[1] * 5]
    }.graph
    let partition = graph.partition()
    var steps = 0
    func meanings(_ wanted: [Int]?) throws -> [Value?] {
      steps = 0
      return try partition.fixed(wanted) { operation, operands in
        steps += 1
        return switch operation {
        case .input: .tensor(try Tensor.full(0, shape: Self.type.shape, dtype: .float64))
        case .constant(let tensor): .tensor(tensor)
        case .apply(let primitive): try apply(primitive, operands)
        }
      }
    }
    let all = try meanings(nil)
    #expect(all.indices.allSatisfy { (all[$0] == nil) == partition.varies[$0] })
    let factor = graph.nodes[graph.outputs[0]].inputs[1]
    #expect(try all[factor]?.tensor().doubles == [2, 2, 2, 2, 2, 2])
    let count = steps
    #expect(try meanings([factor])[factor]?.tensor()[0] == 2)
    #expect(steps < count)
  }
}

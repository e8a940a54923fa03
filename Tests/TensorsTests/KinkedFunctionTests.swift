import Tensors
import TestSupport
import Testing

@Suite struct KinkedFunctionTests {
  /// Written with max(s, 0) in its place, every operation with kinks is itself.
  @Test func isTheSameFunction() throws {
    let types = [
      TensorType(try Shape([2, 4]), .float64), TensorType(try Shape([2, 4]), .float64),
    ]
    let functions: [(count: Int, of: ([Value]) throws -> Value)] = [
      (8, { try $0[0].relu() }), (8, { try $0[0].abs() }), (8, { try $0[0].leakyReLU(0.1) }),
      (16, { try $0[0].clamped(-0.5, 0.7) }), (8, { try $0[0].clamped(-.infinity, 0.7) }),
      (8, { try $0[0].maximum($0[1]) }), (8, { try $0[0].minimum($0[1]) }),
      (6, { try $0[0].max([1]) }), (6, { try $0[0].min([1]) }), (7, { try $0[0].max([0, 1]) }),
      (8 + 4, { try ($0[0].relu() * $0[1]).max([0]) }),
    ]
    var random = CounterRandom(seed: 4)
    for (count, function) in functions {
      let graph = try Trace.graph(types) { [try function($0)] }.graph
      let kinked = try KinkedFunction(graph)
      #expect(kinked.count == count && kinked.unsupported.isEmpty && kinked.guardedCount == 0)
      let inputs = try types.map { type in
        Value.tensor(try Tensor(type) { _ in random.symmetric() })
      }
      var seen = 0
      let found = try kinked(
        inputs,
        rectifier: { s in
          seen += s.shape.count
          return try s.maximum(0)
        }, guarded: { _ in })
      #expect(seen == count)
      try expectClose(
        found[0].tensor().doubles, function(inputs).tensor().doubles, absolute: 1e-15)
    }
  }

  @Test func guardsAndWhatIsNotSupported() throws {
    let type = TensorType(try Shape([3]), .float64)
    func kinked(_ function: (Value) throws -> Value) throws -> KinkedFunction {
      try KinkedFunction(Trace.graph([type]) { [try function($0[0])] }.graph)
    }
    #expect(try kinked { try $0.tanh().exp().softplus() }.guardedCount == 0)
    #expect(try kinked { try $0.sign() * $0 }.guardedCount == 3)
    #expect(try kinked { try $0.greater(than: 0).select($0, $0.square()) }.guardedCount == 3)
    #expect(try kinked { try $0.sqrt() }.guardedCount == 3)
    #expect(try !kinked { try $0.sorted(0).values }.unsupported.isEmpty)
    // What does not depend on the inputs has no kinks.
    #expect(try kinked { try $0 + Value.scalar(-1, .float64).relu() }.count == 0)
  }
}

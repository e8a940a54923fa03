import Foundation
import Synchronization
import Tensors
import TestSupport
import Testing

@Suite struct PlanTests {
  private static func tensor(_ shape: [Int], _ dtype: DType = .float64, seed: UInt64 = 1) throws
    -> Tensor
  {
    var random = CounterRandom(seed: seed)
    let shape = try Shape(shape)
    return try Tensor((0..<shape.count).map { _ in random.normal() }, shape: shape, dtype: dtype)
  }

  /// Compares a function compiled and eager.
  private func expectSame(
    _ inputs: [Tensor], tolerance: Double = 1e-13, _ function: @escaping ([Value]) throws -> [Value]
  ) throws {
    let compiled = try Compiled(function)(inputs.map(Value.tensor))
    let eager = try function(inputs.map(Value.tensor))
    #expect(compiled.count == eager.count)
    for (a, b) in zip(compiled, eager) {
      #expect(a.type == b.type)
      let (x, y) = (try a.tensor().doubles, try b.tensor().doubles)
      for (p, q) in zip(x, y) { #expect(abs(p - q) <= tolerance * (1 + abs(q))) }
    }
  }

  @Test func plansGoWhenNobodyHoldsThem() throws {
    weak var gone: Plan?
    do {
      let x = try Value.tensor(Tensor([1, 2, 3], dtype: .float64))
      let plan = try Plan(Trace.graph([x.type]) { [try $0[0].exp().sum()] }.0)
      for _ in 0..<3 { _ = try plan([x.tensor()]) }
      gone = plan
    }
    #expect(gone == nil)
  }

  /// Sizes around the tile of the fused loop.
  @Test(arguments: [1, 7, 1023, 1024, 1025, 1536, 1537, 5000])
  func chainsOfAllSizes(_ n: Int) throws {
    let (a, b) = (try Self.tensor([n]), try Self.tensor([n], seed: 2))
    try expectSame([a, b]) { v in
      let c = try (v[0].tanh() + v[1] * 2).square()
      return [c, try c.sum(), try (c - v[0]).maximum(0.5)]
    }
  }

  @Test(arguments: [(3, 5), (700, 3), (3, 700), (1, 9), (9, 1)])
  func rowsAndColumnsAreSpreadInsideGroups(_ sizes: (Int, Int)) throws {
    let x = try Self.tensor([sizes.0, sizes.1])
    let row = try Self.tensor([sizes.1], seed: 2)
    let column = try Self.tensor([sizes.0, 1], seed: 3)
    try expectSame([x, row, column]) { v in
      [try (v[0] + v[1]) * v[2].exp() - v[2], try (v[0] * v[2] + v[1]).sum([0])]
    }
  }

  @Test func broadcastsInTheMiddle() throws {
    try expectSame([Self.tensor([2, 1, 4]), Self.tensor([3, 1], seed: 2)]) { v in
      [try v[0] * v[1] + 1]
    }
  }

  @Test func outputsThatAreInputsConstantsAndViews() throws {
    let constant = Value.tensor(try Self.tensor([2, 2], seed: 9))
    try expectSame([Self.tensor([4])]) { v in
      let doubled = try v[0] * 2
      return [
        v[0], constant, doubled, try doubled.reshaped(to: Shape([2, 2])), doubled,
        try doubled.sliced(0, 1..<3),
      ]
    }
  }

  @Test func concatenationsAreFilledInPlace() throws {
    try expectSame([Self.tensor([3]), Self.tensor([2], seed: 2)]) { v in
      let (a, b) = (try v[0].exp(), try v[1].tanh())
      let joined = try Value.concatenated([a, b, a, v[0]], dimension: 0)
      return [joined, a, try joined.square().sum()]
    }
  }

  @Test func memoryIsReusedAndNotMixedUp() throws {
    // A long chain of products and elementwise steps, each read again much later.
    try expectSame([Self.tensor([20, 20])], tolerance: 1e-10) { v in
      var values = [v[0]]
      for k in 0..<12 {
        let next = try (values[k].matmul(values[max(0, k - 3)]) * 0.2).tanh() + values[k / 2]
        values.append(next)
      }
      return try values.map { try $0.sum([0]) } + [values.last!]
    }
  }

  @Test func emptyTensors() throws {
    try expectSame([Self.tensor([0, 3])]) { v in
      [try v[0] * 2, try v[0].sum([0]), try v[0].sum()]
    }
  }

  @Test func transposesAreTakenIntoProducts() throws {
    let x = try Self.tensor([4, 3])
    let compiled = Compiled { v in [try v[0].transposed(0, 1).matmul(v[0])] }
    #expect(try compiled.plan(for: [x.type]).stepNames == ["matmul"])
    try expectSame([x]) { v in [try v[0].transposed(0, 1).matmul(v[0])] }
  }

  @Test func equalSubexpressionsAreComputedOnceAndDeadOnesNot() throws {
    let x = try Self.tensor([8])
    let compiled = Compiled { v in
      _ = try v[0].sin().sum()
      return [try v[0].exp().sum() + v[0].exp().sum()]
    }
    let names = try compiled.plan(for: [x.type]).stepNames
    #expect(names == ["exp", "sum", "add"])
  }

  @Test func constantsAreFolded() throws {
    let weights = Value.tensor(try Self.tensor([5]))
    let compiled = Compiled { v in [try v[0] * weights.exp().square()] }
    #expect(try compiled.plan(for: [TensorType(Shape([5]), .float64)]).stepNames == ["mul"])
  }

  @Test func otherTypesAreOtherPlansAndWrongOnesErrors() throws {
    let compiled = Compiled { v in [try v[0] * 2] }
    #expect(try compiled([.tensor(Self.tensor([3]))])[0].shape == Shape([3]))
    #expect(try compiled([.tensor(Self.tensor([4], .float32))])[0].dtype == .float32)
    let plan = try compiled.plan(for: [TensorType(Shape([3]), .float64)])
    #expect(throws: TensorError.self) { try plan([Self.tensor([4])]) }
  }

  /// Any number of threads run one plan and get the same bits.
  @Test func plansRunOnManyThreads() throws {
    let compiled = Compiled { v in
      let h = try v[0].matmul(v[1]).tanh()
      return [h, try h.square().sum()]
    }
    let (x, w) = (try Self.tensor([30, 20]), try Self.tensor([20, 10], seed: 2))
    let plan = try compiled.plan(for: [x.type, w.type])
    let expected = try plan([x, w]).map(\.doubles)
    let failures = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for _ in 0..<200 {
        let results = try? plan([x, w]).map(\.doubles)
        if results != expected { failures.withLock { $0 += 1 } }
      }
    }
    #expect(failures.withLock { $0 } == 0)
  }

  /// The reference values of an independent program: loss and gradient agree to 1e-13.
  @Test func irisReference() throws {
    let check = try IrisCheck()
    let x = Value.tensor(check.x)
    let target = Value.tensor(check.oneHot)
    func loss(_ w: Value) throws -> Value {
      let w1 = try w.sliced(0, 0..<40).reshaped(to: Shape([10, 4]))
      let w2 = try w.sliced(0, 50..<80).reshaped(to: Shape([3, 10]))
      let h = try (x.matmul(transposed: w1) + w.sliced(0, 40..<50)).tanh()
      let z = try h.matmul(transposed: w2) + w.sliced(0, 80..<83)
      return try z.logSumExp([1]).mean() - (z * target).sum() / 150
        + w.square().sum() * check.lambda
    }
    let compiled = Compiled { v in
      let (value, gradient) = try valueAndGradient(of: { try loss($0[0]) }, at: v)
      return [value, gradient]
    }
    let results = try compiled([.tensor(check.theta)]).map { try $0.tensor() }
    expectClose(results[0][0], check.loss, absolute: 1e-13)
    expectClose(results[1].doubles, check.gradient, absolute: 1e-13)
  }
}

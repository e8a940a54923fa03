import Tensors
import Testing

/// The same bits on any number of threads.
@Suite(.serialized) struct ThreadsTests {
  private func random(_ sizes: [Int], _ stream: UInt64) throws -> Value {
    let shape = try Shape(sizes)
    var generator = CounterRandom(seed: 7, stream: stream)
    return .tensor(
      try Tensor((0..<shape.count).map { _ in generator.normal() }, shape: shape, dtype: .float32))
  }

  private func work(_ x: [Value]) throws -> [Value] {
    let hidden = try x[0].matmul(x[1]).tanh()
    let loss = try hidden.matmul(x[2]).logSumExp([1]).sum()
    return [
      loss, try hidden.transposed(0, 1).exp(), try hidden.sum([0]), try hidden.sum([1]),
      try hidden.max([0]), try hidden.argMax(0), try hidden.argMax(1), try hidden.softmax(0),
      try hidden.cumulativeSum(0), try hidden.logSumExp([0]),
    ]
  }

  @Test func sameBitsForOneTwoAndFourThreads() throws {
    let before = Threads.count
    defer { Threads.count = before }
    let arguments = try [[512, 300], [300, 700], [700, 40]].map { try random($0, UInt64($0[0])) }
    var seen: [[Double]] = []
    for threads in [1, 2, 4] {
      Threads.count = threads
      let eager = try work(arguments)
      let compiled = try Compiled(work)(arguments)
      for results in [eager, compiled] {
        seen.append(try results.flatMap { try $0.tensor().doubles })
      }
    }
    #expect(seen.allSatisfy { $0 == seen[0] })
  }

  /// Threads of the caller that come while the team works do their pieces alone.
  @Test func plansRunOnSeveralThreadsAtOnce() async throws {
    let arguments = try [[256, 300], [300, 200], [200, 40]].map { try random($0, UInt64($0[0])) }
    let (graph, _) = try Trace.graph(arguments.map(\.type), work)
    let plan = try Plan(graph)
    let tensors = try arguments.map { try $0.tensor() }
    let expected = try plan(tensors).map(\.doubles)
    let all = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<4 {
        group.addTask {
          (0..<20).allSatisfy { _ in (try? plan(tensors).map(\.doubles)) == expected }
        }
      }
      return await group.reduce(true) { $0 && $1 }
    }
    #expect(all)
  }
}

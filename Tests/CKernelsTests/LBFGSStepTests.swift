import CKernels
import Testing

@Suite struct LBFGSStepTests {
  /// Rings that are not full, full, and full with the newest pair anywhere in them; odd and even numbers of pairs.
  @Test(arguments: [
    (memory: 1, pairs: 1, newest: 0), (memory: 2, pairs: 1, newest: 0),
    (memory: 2, pairs: 2, newest: 0), (memory: 3, pairs: 2, newest: 1),
    (memory: 3, pairs: 3, newest: 0), (memory: 4, pairs: 4, newest: 2),
    (memory: 5, pairs: 5, newest: 4), (memory: 7, pairs: 5, newest: 4),
  ])
  func isTheStepOfTheTwoLoops(place: (memory: Int, pairs: Int, newest: Int)) {
    for blocks in [1, 2, 3, 11] {
      let ring = Case(place, blocks: blocks)
      let (step, expected) = (ring.step(), ring.twoLoops())
      let scale = expected.reduce(0) { max($0, abs($1)) }
      #expect(scale > 0)
      #expect(zip(step, expected).allSatisfy { abs($0 - $1) <= 1e-12 * scale })
    }
  }

  /// Pairs of a positive definite quadratic, so that nothing nearly vanishes.
  private struct Case {
    let memory: Int
    let blocks: Int
    /// Newest first.
    let order: [Int]
    var gradient: [Double] = []
    var steps: [[Double]] = []
    var changes: [[Double]] = []
    let scale = 0.37

    init(_ ring: (memory: Int, pairs: Int, newest: Int), blocks: Int) {
      memory = ring.memory
      self.blocks = blocks
      order = (0..<ring.pairs).map { (ring.newest - $0 + ring.memory) % ring.memory }
      let n = 8 * blocks
      var state: UInt64 = 88_172_645_463_325_252
      func number() -> Double {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Double(state >> 11) / Double(1 << 53) - 0.5
      }
      gradient = (0..<n).map { _ in number() }
      for _ in 0..<memory {
        let step = (0..<n).map { _ in number() }
        steps.append(step)
        changes.append(step.enumerated().map { (1 + Double($0.offset % 5)) * $0.element })
      }
    }

    private func dot(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }

    func twoLoops() -> [Double] {
      var q = gradient.map { -$0 }
      var coefficients = [Double](repeating: 0, count: memory)
      for k in order {
        coefficients[k] = dot(steps[k], q) / dot(steps[k], changes[k])
        q = zip(q, changes[k]).map { $0 - coefficients[k] * $1 }
      }
      q = q.map { scale * $0 }
      for k in order.reversed() {
        let factor = coefficients[k] - dot(changes[k], q) / dot(steps[k], changes[k])
        q = zip(q, steps[k]).map { $0 + factor * $1 }
      }
      return q
    }

    func step() -> [Double] {
      let n = 8 * blocks
      // Places without a pair hold what must not be used.
      let unused = [Double](repeating: .nan, count: n)
      let used = Set(order)
      let all =
        [unused, gradient] + (0..<memory).map { used.contains($0) ? steps[$0] : unused }
        + (0..<memory).map { used.contains($0) ? changes[$0] : unused }
      let memoryBlock = UnsafeMutableRawPointer.allocate(
        byteCount: all.count * n * 8, alignment: 64)
      defer { memoryBlock.deallocate() }
      let numbers = memoryBlock.bindMemory(to: Double.self, capacity: all.count * n)
      for (k, number) in all.joined().enumerated() { numbers[k] = number }
      var inverse = [Double](repeating: .nan, count: memory)
      var neighbours = inverse
      var coefficients = inverse
      for (age, k) in order.enumerated() {
        inverse[k] = 1 / dot(steps[k], changes[k])
        if age + 1 < order.count { neighbours[k] = dot(changes[k], steps[order[age + 1]]) }
      }
      tarn_lbfgs_step(
        numbers, numbers + n, numbers + 2 * n, numbers + (2 + memory) * n, inverse, neighbours,
        &coefficients, Int64(blocks), Int64(memory), Int64(order[0]), Int64(order.count), scale)
      return (0..<n).map { numbers[$0] }
    }
  }
}

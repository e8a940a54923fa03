import Foundation
import Tensors
import Testing

/// Kernels whose fast forms depend on sizes, against the definitions.
@Suite struct KernelTests {
  private func random(_ sizes: [Int], _ dtype: DType = .float64, seed: UInt64 = 5) throws -> Tensor
  {
    let shape = try Shape(sizes)
    var generator = CounterRandom(seed: seed, stream: UInt64(shape.count))
    return try Tensor((0..<shape.count).map { _ in generator.normal() }, shape: shape, dtype: dtype)
  }

  private func reduced(
    _ x: Tensor, _ fold: ([Double]) -> Double
  ) -> [Double] {
    let (a, b, c) = (x.shape[0], x.shape[1], x.shape[2])
    return (0..<a * c).map { k in
      fold((0..<b).map { x[(k / c * b + $0) * c + k % c] })
    }
  }

  private static let shapes = [
    [3, 5, 1], [2, 70, 1], [1, 1100, 1], [2, 9, 3], [2, 40, 32], [1, 19, 33], [2, 17, 1],
    [1, 3, 1030],
    [4, 1, 5], [1, 64, 1], [2, 129, 2], [1, 33, 40], [2, 67, 40], [1, 34, 1030], [1, 34, 1025],
  ]

  @Test(arguments: shapes, DType.allCases) func reductions(_ sizes: [Int], _ dtype: DType) throws {
    let x = try random(sizes, dtype)
    let tolerance = dtype == .float32 ? 1e-4 : 1e-11
    func compare(_ value: Value, _ expected: [Double], _ name: String) throws {
      let got = try value.tensor().doubles
      #expect(got.count == expected.count)
      for (g, e) in zip(got, expected) {
        #expect(abs(g - e) <= tolerance * max(1, abs(e)), "\(name) of \(sizes) \(dtype)")
      }
    }
    try compare(Value.tensor(x).sum([1]), reduced(x) { $0.reduce(0, +) }, "sum")
    try compare(Value.tensor(x).max([1]), reduced(x) { $0.max()! }, "max")
    try compare(Value.tensor(x).min([1]), reduced(x) { $0.min()! }, "min")
    try compare(
      Value.tensor(x).argMax(1), reduced(x) { Double($0.firstIndex(of: $0.max()!)!) }, "argmax")
    if dtype != .int32 {
      try compare(
        Value.tensor(x).logSumExp([1]), reduced(x) { log($0.map(exp).reduce(0, +)) }, "logsumexp")
      let shares = try Value.tensor(x).softmax(1)
      try compare(shares.sum([1]), reduced(x) { _ in 1 }, "softmax")
      try compare(
        shares.log() - Value.tensor(x).logSoftmax(1), shares.tensor().doubles.map { _ in 0 },
        "log_softmax")
    }
    let running = try Value.tensor(x).cumulativeSum(1).tensor()
    let last = try Value.tensor(running).sliced(1, sizes[1] - 1..<sizes[1])
    try compare(
      last.reshaped(to: Shape([sizes[0] * sizes[2]])), reduced(x) { $0.reduce(0, +) }, "cumsum")
  }

  @Test(arguments: shapes) func nanWinsWhereverItIs(_ sizes: [Int]) throws {
    let plain = try random(sizes, .float32)
    for r in Set([0, sizes[1] / 2, sizes[1] - 1]) {
      var values = plain.doubles
      values[r * sizes[2]] = .nan
      let x = Value.tensor(try Tensor(values, shape: plain.shape, dtype: .float32))
      for result in [try x.max([1]), try x.min([1]), try x.sum([1])] {
        let result = try result.tensor()
        #expect(result[0].isNaN)
        #expect((1..<result.count).allSatisfy { !result[$0].isNaN })
      }
      #expect(try x.argMax(1).tensor()[0] == Double(r))
    }
  }

  /// Sums of whole numbers go beyond them, and nothing wraps around or traps.
  @Test func wholeSumsAreWhole() throws {
    let x = try Tensor([Int32](repeating: .max, count: 40), shape: Shape([40]))
    #expect(try Value.tensor(x).sum().tensor().item() == 40 * Double(Int32.max))
    #expect(throws: TensorError.kernel(operation: "add", code: 6)) { try Value.tensor(x) + 1 }
    let most = Compiled { [try $0[0] - $0[1]] }
    #expect(throws: TensorError.self) {
      try most([.tensor(x), .tensor(Tensor([Int32](repeating: -1, count: 40), shape: x.shape))])
    }
    #expect(throws: TensorError.kernel(operation: "prod", code: 7)) {
      try Value.tensor(x).product()
    }
  }

  @Test func longSumsStayPrecise() throws {
    let x = try Tensor.full(0.1, shape: Shape([1_000_000]), dtype: .float32)
    let exact = Double(Float(0.1)) * 1_000_000
    #expect(abs(try Value.tensor(x).sum().tensor().item() - exact) / exact < 1e-6)
    let columns = try Value.tensor(x).reshaped(to: Shape([100_000, 10])).sum([0]).tensor()
    #expect(abs(columns[0] - exact / 10) / exact * 10 < 1e-6)
    let wide = try Value.tensor(x).reshaped(to: Shape([10_000, 100])).sum([0]).tensor()
    #expect(abs(wide[99] - exact / 100) / exact * 100 < 1e-6)
  }

  @Test(
    arguments: [
      ([17, 9], [1, 0]), ([8, 8], [1, 0]), ([40, 33], [1, 0]), ([3, 50], [1, 0]),
      ([9, 10, 11], [2, 0, 1]),
      ([9, 10, 11], [2, 1, 0]), ([9, 10, 11], [1, 0, 2]), ([9, 10, 11], [0, 2, 1]),
      ([5, 4, 3, 9], [3, 1, 2, 0]),
      ([4, 1, 9, 8], [2, 3, 1, 0]), ([2, 3], [1, 0]),
    ], DType.allCases)
  func permutations(_ permutation: (sizes: [Int], order: [Int]), _ dtype: DType) throws {
    let (sizes, order) = permutation
    let x = try Tensor(
      (0..<sizes.reduce(1, *)).map(Double.init), shape: Shape(sizes), dtype: dtype)
    let y = try Value.tensor(x).permuted(order).tensor()
    var strides = [Int](repeating: 1, count: sizes.count)
    for d in (0..<sizes.count - 1).reversed() { strides[d] = strides[d + 1] * sizes[d + 1] }
    for k in 0..<y.count {
      var (rest, place) = (k, 0)
      for d in order.indices.reversed() {
        place += rest % y.shape[d] * strides[order[d]]
        rest /= y.shape[d]
      }
      #expect(y[k] == x[place])
    }
  }

  /// Operands that broadcast give what operands that were spread give.
  @Test(arguments: [
    ([4, 5], [5]), ([4, 5], [4, 1]), ([4, 1], [1, 5]), ([2, 3, 4], [3, 1]), ([3, 1], [2, 3, 4]),
    ([2, 1, 4, 1], [3, 1, 5]), ([6], []), ([1, 1], [3, 2]), ([2, 0], [2, 1]), ([300, 200], [200]),
    ([300, 200], [300, 1]),
  ]) func broadcasting(_ sizes: (a: [Int], b: [Int])) throws {
    let (a, b) = (Value.tensor(try random(sizes.a)), Value.tensor(try random(sizes.b, seed: 6)))
    let shape = try #require(a.shape.broadcast(with: b.shape))
    let (x, y) = (try a.expanded(to: shape), try b.expanded(to: shape))
    #expect(try (a - b).tensor().doubles == (x - y).tensor().doubles)
    #expect(try (b - a).tensor().doubles == (y - x).tensor().doubles)
    #expect(try a.greater(than: b).tensor().doubles == x.greater(than: y).tensor().doubles)
  }
}

import Layers
import NetworkFiles
import Tensors
import TestSupport
import Testing
import Verification

@Suite struct VerifierTests {
  /// What is asked of a network: whether its first output stays above the second by `margin` on a box.
  private static func specification(
    _ inputs: Int, around center: [Double], _ radius: Double, margin: Double
  ) throws -> Specification {
    var text = (0..<inputs).map { "(declare-const X_\($0) Real)\n" }.joined()
    text += "(declare-const Y_0 Real)\n(declare-const Y_1 Real)\n"
    for k in 0..<inputs {
      text +=
        "(assert (>= X_\(k) \(center[k] - radius)))\n(assert (<= X_\(k) \(center[k] + radius)))\n"
    }
    return try Specification(
      text: text + "(assert (<= (- Y_0 Y_1) \(margin)))\n", path: "margin.vnnlib")
  }

  private static func network(_ sizes: [Int], _ activation: any Layer, _ seed: UInt64) throws
    -> Network
  {
    var layers: [any Layer] = []
    for k in 1..<sizes.count {
      if k > 1 { layers.append(activation) }
      layers.append(try Linear(sizes[k - 1], sizes[k]))
    }
    let net = try Network(layers, seed: seed, dtype: .float64)
    return try net.with(parameters: net.parameters * 2)
  }

  /// The smallest difference of the outputs at many points of the box.
  private static func sampled(
    _ net: Network, _ inputs: Int, _ center: [Double], _ radius: Double
  ) throws -> Double {
    var random = CounterRandom(seed: 4)
    let points = try Tensor(
      TensorType(Shape([20000, inputs]), .float64)
    ) { k in
      let t = 2 * random.uniform() - 1
      return center[k % inputs] + radius * (random.uniform() < 0.3 ? (t < 0 ? -1 : 1) : t)
    }
    let y = try net(.tensor(points))
    return try (y.sliced(1, 0..<1) - y.sliced(1, 1..<2)).min().tensor().item()
  }

  /// Margins below the smallest that occurs are proved, those above it refuted, by splitting inputs and by
  /// splitting neurons (more inputs than are split), and by any other network.
  @Test(arguments: [0, 1, 2, 3], 0..<4) func marginsAreProvedOrRefuted(_ kind: Int, _ seed: Int)
    throws
  {
    let inputs = [3, 30, 2, 30][kind]
    let activation: any Layer = kind > 1 ? Tanh() : ReLU()
    let net = try Self.network([inputs, 12, 10, 2], activation, UInt64(seed))
    var random = CounterRandom(seed: UInt64(seed), stream: 9)
    let center = (0..<inputs).map { _ in random.normal() }
    let radius = kind % 2 == 1 ? 0.05 : 0.3
    let lowest = try Self.sampled(net, inputs, center, radius)
    let subject = try Subject(net, inputs: inputs)
    var splits: [Int] = []
    for workers in [1, 2] {
      let options = VerifierOptions(timeout: 60, workers: workers)
      // Sampled points come near the smallest margin, not to it.
      let slack = kind % 2 == 1 ? 0.4 : 0.05
      let safe = try Verifier(options)(
        subject, Self.specification(inputs, around: center, radius, margin: lowest - slack))
      #expect(safe.status == .unsat, "\(safe)")
      splits.append(safe.splits)
      let unsafe = try Verifier(options)(
        subject, Self.specification(inputs, around: center, radius, margin: lowest + 1e-3))
      #expect(unsafe.status == .sat)
      let found = try #require(unsafe.counterexample)
      for k in 0..<inputs { #expect(abs(found.inputs[k] - center[k]) <= radius + 1e-12) }
      let y = try net(.tensor(Tensor(found.inputs, shape: Shape([1, inputs]), dtype: .float64)))
        .tensor()
      #expect(y[0] - y[1] <= lowest + 1e-3)
    }
    #expect(splits[0] == splits[1])
  }

  /// Margins just below the smallest that occurs are proved, those just above it refuted.
  private static func expectTight(
    _ net: Network, _ inputs: Int, _ center: [Double], _ radius: Double
  ) throws {
    let subject = try Subject(net, inputs: inputs)
    func verdict(_ margin: Double) throws -> Verdict {
      try Verifier(VerifierOptions(timeout: 60, workers: 2))(
        subject, specification(inputs, around: center, radius, margin: margin))
    }
    var lowest = try sampled(net, inputs, center, radius)
    var safe = try verdict(lowest - 0.01)
    // What the search finds is lower than what was drawn.
    while let y = safe.counterexample?.outputs {
      try #require(y[0] - y[1] <= lowest - 0.01)
      lowest = y[0] - y[1]
      safe = try verdict(lowest - 0.01)
    }
    #expect(safe.status == .unsat, "\(safe)")
    #expect(try verdict(lowest + 1e-6).status == .sat)
  }

  /// Networks whose layers read more than the one before: residual blocks, and activations that add up several
  /// pieces. Kind 4 has more inputs than are split.
  @Test(arguments: [0, 1, 2, 3, 4], 0..<2) func networksWithSeveralPaths(_ kind: Int, _ seed: Int)
    throws
  {
    let inputs = kind == 4 ? 30 : 3
    let first: any Layer = [LeakyReLU(0.1), HardTanh(), ReLU(), ReLU(), ReLU()][kind]
    let block = try Residual([Linear(8, 9), first, Linear(9, 8)])
    // Of the last but one the block is entered without a ReLU before it: inputs themselves are passed on.
    var layers: [any Layer] = [try Linear(inputs, 8), first, block, first, block, try Linear(8, 2)]
    if kind == 3 {
      layers = [try Residual([Linear(3, 9), first, Linear(9, 3)]), try Linear(3, 2)]
    }
    let net = try Network(layers, seed: UInt64(seed + 20), dtype: .float64)
    var random = CounterRandom(seed: UInt64(seed), stream: 11)
    let center = (0..<inputs).map { _ in random.normal() }
    let radius = kind == 4 ? 0.03 : 0.3
    try Self.expectTight(net, inputs, center, radius)
  }

  /// Images, whose convolutions are matrices of few elements.
  @Test func convolutions() throws {
    func convolution(_ inputs: Int) throws -> Conv2d {
      try Conv2d(inputs, 3, kernel: Extent(3), padding: Extent(1))
    }
    let block = try Residual([convolution(3), ReLU(), convolution(3)])
    let net = try Network(
      [
        Reshape([1, 12, 12]), convolution(1), ReLU(), block, ReLU(), Flatten(), Linear(432, 2),
      ], seed: 5, dtype: .float64)
    var random = CounterRandom(seed: 6)
    let center = (0..<144).map { _ in random.uniform() }
    let subject = try Subject(net, inputs: 144)
    func verdict(_ margin: Double) throws -> Verdict {
      try Verifier(VerifierOptions(timeout: 60, workers: 2))(
        subject, Self.specification(144, around: center, 0.01, margin: margin))
    }
    let lowest = try Self.sampled(net, 144, center, 0.01)
    #expect(try verdict(lowest - 0.05).status == .unsat)
    let found = try verdict(lowest + 1e-6)
    #expect(found.status == .sat)
  }

  /// Max pooling, with windows side by side and overlapping.
  @Test(arguments: [(2, 2), (3, 1)]) func maxPooling(_ size: Int, _ stride: Int) throws {
    let net = try Network(
      [
        Reshape([1, 6, 6]), Conv2d(1, 2, kernel: Extent(3), padding: Extent(1)), ReLU(),
        MaxPool2d(PoolingWindow(Extent(size), stride: Extent(stride))), Flatten(),
        Linear(stride == 2 ? 18 : 32, 2),
      ], seed: 3, dtype: .float64)
    var random = CounterRandom(seed: 6)
    let center = (0..<36).map { _ in random.uniform() }
    try Self.expectTight(net, 36, center, 0.05)
  }

  /// Several rows that must hold together, with margins so small that inputs and neurons are split: just
  /// below the lowest value of the largest difference nothing is unsafe, just above it something is.
  @Test(arguments: 0..<6) func rowsThatHoldTogether(_ seed: Int) throws {
    let net = try Self.network([4, 14, 14, 14, 4], ReLU(), UInt64(seed + 50))
    var random = CounterRandom(seed: UInt64(seed), stream: 10)
    let center = (0..<4).map { _ in random.normal() }
    let points = try Tensor(TensorType(Shape([50000, 4]), .float64)) { k in
      center[k % 4] + 0.5 * (2 * random.uniform() - 1)
    }
    let y = try net(.tensor(points)).tensor().doubles
    let largest = stride(from: 0, to: y.count, by: 4).map { k -> Double in
      let differences: [Double] = (1...3).map { y[k + $0] - y[k] }
      return differences.max() ?? 0
    }
    var lowest = largest.min() ?? 0
    func verdict(_ margin: Double) throws -> Verdict {
      var text = (0..<4).flatMap {
        ["(declare-const X_\($0) Real)\n", "(declare-const Y_\($0) Real)\n"]
      }.joined()
      for k in 0..<4 {
        text += "(assert (>= X_\(k) \(center[k] - 0.5)))(assert (<= X_\(k) \(center[k] + 0.5)))\n"
      }
      for k in 1..<4 { text += "(assert (<= (- Y_\(k) Y_0) \(margin)))\n" }
      let specification = try Specification(text: text, path: "rows.vnnlib")
      let options = VerifierOptions(timeout: 60, workers: 1)
      return try Verifier(options)(Subject(net, inputs: 4), specification)
    }
    var safe = try verdict(lowest - 0.01)
    // Points that were found are lower than those that were drawn.
    while let y = safe.counterexample?.outputs {
      let found = (1...3).map { y[$0] - y[0] }.max() ?? 0
      try #require(found <= lowest - 0.01)
      lowest = found
      safe = try verdict(lowest - 0.01)
    }
    #expect(safe.status == .unsat && safe.splits > 0, "\(safe)")
    #expect(try verdict(lowest + 1e-9).status == .sat)
  }

  @Test func sizesMustAgree() throws {
    let net = try Self.network([3, 4, 2], ReLU(), 1)
    #expect(throws: (any Error).self) {
      try Verifier()(
        Subject(net, inputs: 3), Self.specification(4, around: [0, 0, 0, 0], 1, margin: 0))
    }
  }

  /// The largest number of a type as the upper end is how some exporters write a ReLU.
  @Test func clampsWithEnormousEnds() throws {
    let weight = Value.tensor(try Tensor([1, -1, 2, 0.5], shape: Shape([2, 2]), dtype: .float64))
    let subject = try Subject(inputs: 2) { x in
      try x.matmul(weight).clamped(0, 0x1.fffffep127).matmul(weight)
        + Value.tensor(
          Tensor([3, 0], dtype: .float64))
    }
    #expect(
      try Verifier(VerifierOptions(timeout: 20))(
        subject, Self.specification(2, around: [0.2, 0.1], 0.05, margin: 1)
      ).status == .unsat)
  }

  /// The largest of some elements whose lower bounds are 0, behind rectifiers: proved and refuted as it is.
  @Test func largestOfRectified() throws {
    let weight = Value.tensor(try Tensor([1, -1, 0.5, 2], shape: Shape([2, 2]), dtype: .float64))
    let subject = try Subject(inputs: 2) { x in
      let y = try x.matmul(weight).relu()
      let largest = try y.max([1], keep: true)
      return try .concatenated([largest * 0 + 0.5, largest], dimension: 1)
    }
    // On [-1, 1] x [0.5, 1.5]: weight gives x + y / 2 and 2 y - x, of which the largest is from 0.75 to 4.
    for (margin, status) in [(-3.6, Verdict.Status.unsat), (-3.4, .sat), (-0.3, .sat)] {
      let specification = try Specification(
        text: """
          (declare-const X_0 Real) (declare-const X_1 Real)
          (declare-const Y_0 Real) (declare-const Y_1 Real)
          (assert (>= X_0 -1)) (assert (<= X_0 1)) (assert (>= X_1 0.5)) (assert (<= X_1 1.5))
          (assert (<= (- Y_0 Y_1) \(margin)))
          """, path: "largest.vnnlib")
      #expect(try Verifier(VerifierOptions(timeout: 20))(subject, specification).status == status)
    }
  }

  @Test func functionsMustKeepTheirSamples() throws {
    let constant = try Subject(inputs: 1) { _ in .tensor(try Tensor.full(1, shape: Shape([1, 2]))) }
    #expect(throws: LostBatch.self) {
      try Verifier()(
        constant, Self.specification(1, around: [0], 1, margin: 0))
    }
  }

  @Test func timeIsKept() throws {
    let net = try Self.network([6, 60, 60, 60, 2], ReLU(), 2)
    let center = [Double](repeating: 0.2, count: 6)
    let lowest = try Self.sampled(net, 6, center, 2)
    let verdict = try Verifier(VerifierOptions(timeout: 0.2))(
      Subject(net, inputs: 6), Self.specification(6, around: center, 2, margin: lowest - 0.3))
    #expect(verdict.status == .timeout || verdict.status == .unsat)
    if verdict.status == .timeout { #expect(verdict.bound.map { $0 <= 0 } ?? true) }
  }

  /// Cases of the verification competition that are decided at once.
  @Test(
    .needsShared("vnncomp"),
    arguments: [
      ("acasxu", "ACASXU_run2a_1_1_batch_2000", "prop_1", Verdict.Status.unsat),
      ("acasxu", "ACASXU_run2a_2_9_batch_2000", "prop_2", .sat),
      ("acasxu", "ACASXU_run2a_3_3_batch_2000", "prop_3", .unsat),
      ("acasxu", "ACASXU_run2a_1_9_batch_2000", "prop_4", .sat),
      ("acasxu", "ACASXU_run2a_1_1_batch_2000", "prop_6", .unsat),
      ("mnist_fc", "mnist-net_256x2", "prop_0_0.03", .unsat),
      ("mnist_fc", "mnist-net_256x2", "prop_1_0.05", .sat),
    ]) func competitionCases(
      _ set: String, _ model: String, _ property: String, _ expected: Verdict.Status
    ) throws
  {
    let folder = Repository.shared.appending(path: "vnncomp/\(set)")
    let specification = try Specification(
      reading: folder.appendingPathComponent("vnnlib/\(property).vnnlib").path)
    let network = try NetworkFile.load(folder.appendingPathComponent("onnx/\(model).onnx").path)
    let verdict = try Verifier(VerifierOptions(timeout: 60, workers: 2))(
      Subject(network, inputs: specification.inputs), specification)
    #expect(verdict.status == expected)
  }
}

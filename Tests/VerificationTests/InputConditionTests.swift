import Layers
import NetworkFiles
import Tensors
import TestSupport
import Testing
import Verification

/// Linear conditions on several inputs, and inputs of any shape.
@Suite struct InputConditionTests {
  private static func verdict(
    _ subject: Subject, _ property: PropertyText, timeout: Double = 20
  ) throws -> Verdict {
    try Verifier(VerifierOptions(timeout: timeout, workers: 2))(subject, property.specification)
  }

  private static func identity(_ count: Int) throws -> Subject {
    try Subject(inputs: count) { try $0 + 0 }
  }

  /// Both of two numbers at least 1, whose sum is at most 1 or 2.
  @Test(arguments: [("1.0", Verdict.Status.unsat), ("1.999999999", .unsat), ("2.0", .sat)])
  func sums(_ limit: String, _ status: Verdict.Status) throws {
    let property = PropertyText(lower: [-2, -2], upper: [2, 2], outputs: 2)
      .with("(<= (+ X_0 X_1) \(limit))", "(>= Y_0 1.0)", "(>= Y_1 1.0)")
    let verdict = try Self.verdict(Self.identity(2), property)
    #expect(verdict.status == status)
    if let x = verdict.counterexample?.inputs { #expect(x[0] + x[1] <= 2 && x.min()! >= 1) }
  }

  /// In each alternative other inputs are allowed.
  @Test func alternatives() throws {
    let whole = PropertyText(lower: [-2, -2], upper: [2, 2], outputs: 2)
    let safe = whole.with(
      "(or (and (<= (+ X_0 X_1) 1) (>= (+ Y_0 Y_1) 1.001)) (and (>= (- X_0 X_1) 3) (<= Y_0 0.99)))")
    #expect(try Self.verdict(Self.identity(2), safe).status == .unsat)
    let unsafe = whole.with(
      "(or (and (<= (+ X_0 X_1) 1) (>= (+ Y_0 Y_1) 1.001)) (and (>= (- X_0 X_1) 3) (<= Y_0 1.01)))")
    let found = try #require(Self.verdict(Self.identity(2), unsafe).counterexample)
    #expect(found.inputs[0] - found.inputs[1] >= 3 && found.outputs[0] <= 1.01)
  }

  /// The same of networks whose neurons are split, and of those that are no chain: the largest difference of outputs
  /// that inputs of a half space reach is known by many samples.
  @Test(arguments: [0, 1, 2], 0..<3) func networks(_ kind: Int, _ seed: Int) throws {
    let inputs = [3, 30, 2][kind]
    let net = try Network(
      [Linear(inputs, 8), kind == 2 ? Tanh() : ReLU(), Linear(8, 1)], seed: UInt64(seed),
      dtype: .float64)
    var random = CounterRandom(seed: UInt64(seed), stream: 3)
    var highest = -Double.infinity
    for _ in 0..<4000 {
      var x = (0..<inputs).map { _ in random.uniform() }
      let sum = x.reduce(0, +)
      // Into the half space, mostly onto its boundary.
      if sum > 0.5 { x = x.map { $0 * 0.5 / sum } }
      let y = try net(.tensor(Tensor(x, shape: Shape([1, inputs]), dtype: .float64)))
      highest = max(highest, try y.tensor().item())
    }
    let sum = "(<= (+ \((0..<inputs).map { "X_\($0)" }.joined(separator: " "))) 0.5)"
    let whole = PropertyText(
      lower: [Double](repeating: 0, count: inputs), upper: [Double](repeating: 1, count: inputs),
      outputs: 1
    ).with(sum)
    let subject = try Subject(net, inputs: inputs)
    let unsafe = try Self.verdict(subject, whole.with("(>= Y_0 \(highest - 1e-3))"))
    let found = try #require(unsafe.counterexample)
    #expect(found.inputs.reduce(0, +) <= 0.5 + 1e-12)
    let margin = kind == 1 ? 1.5 : 0.05
    let safe = try Self.verdict(subject, whole.with("(>= Y_0 \(highest + margin))"))
    #expect(safe.status == .unsat)
  }

  /// Inputs that must be equal: found, though almost no input is allowed.
  @Test func equalInputs() throws {
    let property = PropertyText(lower: [0, 0, 0], upper: [1, 1, 1], outputs: 3)
      .with("(= X_0 X_1)", "(<= (+ X_0 X_2) 1)", "(>= (+ Y_0 Y_1) 1.5)", "(>= Y_2 0.2)")
    let found = try #require(Self.verdict(Self.identity(3), property).counterexample)
    #expect(found.inputs[0] == found.inputs[1])
    let none = PropertyText(lower: [0, 0, 0], upper: [1, 1, 1], outputs: 3)
      .with("(= X_0 X_1)", "(>= (- Y_0 Y_1) 1e-6)")
    #expect(try Self.verdict(Self.identity(3), none).status == .unsat)
  }

  /// Networks whose inputs have no batch dimension.
  @Test(arguments: ["vector", "column"]) func inputsWithoutBatch(_ name: String) throws {
    let net = try NetworkFile.load(Repository.fixture("onnx/unbatched_\(name)_13.onnx"))
    let subject = try Subject(net, inputs: 2)
    let whole = PropertyText(lower: [-1, -1], upper: [1, 1], outputs: 2)
    // On this box the first output is at most 3.1.
    #expect(try Self.verdict(subject, whole.with("(>= Y_0 3.2)")).status == .unsat)
    #expect(try Self.verdict(subject, whole.with("(>= Y_0 3.0)")).status == .sat)
  }
}

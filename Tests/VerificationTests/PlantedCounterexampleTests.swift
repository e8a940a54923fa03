import Layers
import Tensors
import TestSupport
import Testing
import Verification

/// Networks with a counterexample at a known place, as narrow as 1e-5 and as shallow as 1e-9.
@Suite struct PlantedCounterexampleTests {
  /// A random network with a spike added to its output: height - |x - peak|_1 height / width, where it is positive.
  private struct Spiked {
    let inputs: Int
    let peak: [Double]
    let subject: Subject

    /// - Parameter height: of the spike, in which the output is 0 elsewhere at most.
    init(_ inputs: Int, width: Double, height: Double, seed: UInt64) throws {
      self.inputs = inputs
      var random = CounterRandom(seed: seed, stream: 8)
      peak = (0..<inputs).map { _ in random.uniform() }
      let net = try Network(
        [Linear(inputs, 10), ReLU(), Linear(10, 10), ReLU(), Linear(10, 1)], seed: seed,
        dtype: .float64)
      let center = Value.tensor(try Tensor(peak, shape: Shape([1, inputs]), dtype: .float64))
      subject = try Subject(inputs: inputs) { x in
        let away = try (x - center).abs().sum([1], keep: true)
        let spike = try (away * (-height / width) + height).relu()
        // What the network gives is made no greater than 0 by its own rectifier.
        return try spike - net(x).relu() * 1e-3 * away
      }
    }

    func verdict(_ limit: Double, contracts: Bool = true) throws -> Verdict {
      var options = VerifierOptions(timeout: 60, workers: 2)
      options.contracts = contracts
      let property = PropertyText(
        lower: [Double](repeating: 0, count: inputs), upper: [Double](repeating: 1, count: inputs),
        outputs: 1
      ).with("(>= Y_0 \(limit))")
      return try Verifier(options)(subject, property.specification)
    }
  }

  /// Found though no attack from far away sees it, and not found just above it.
  @Test(arguments: 1...3, 0..<3) func spikes(_ inputs: Int, _ seed: Int) throws {
    let spiked = try Spiked(inputs, width: 1e-5, height: 1, seed: UInt64(seed))
    let found = try #require(spiked.verdict(0.5).counterexample)
    for (x, peak) in zip(found.inputs, spiked.peak) { #expect(abs(x - peak) < 1e-5) }
    #expect(try spiked.verdict(1 + 1e-9).status == .unsat)
  }

  /// Properties that hold, or do not, by a margin of 1e-9: with boxes shrunk before they are split, and without.
  @Test(arguments: 1...3, 0..<3) func margins(_ inputs: Int, _ seed: Int) throws {
    let spiked = try Spiked(inputs, width: 0.5, height: 1, seed: UInt64(seed))
    for contracts in [true, false] {
      #expect(try spiked.verdict(1 + 1e-9, contracts: contracts).status == .unsat)
      #expect(try spiked.verdict(1 - 1e-9, contracts: contracts).status == .sat)
    }
  }

  /// The exact range of random networks of one input, by all their pieces: the highest value is proved to be no
  /// higher, and found, to 1e-9.
  @Test(arguments: 0..<6) func randomNetworks(_ seed: Int) throws {
    let net = try Network(
      [Linear(1, 16), ReLU(), Linear(16, 16), ReLU(), Linear(16, 1)], seed: UInt64(seed),
      dtype: .float64)
    func values(_ lower: Double, _ upper: Double, _ count: Int) throws -> [Double] {
      try net(
        .tensor(
          Tensor(TensorType(Shape([count + 1, 1]), .float64)) {
            lower + (upper - lower) * Double($0) / Double(count)
          })
      ).tensor().doubles
    }
    // The highest of a fine grid, then of finer ones around it.
    var (lower, upper, highest) = (-1.0, 1.0, -Double.infinity)
    for _ in 0..<6 {
      let y = try values(lower, upper, 4000)
      let best = y.indices.max { y[$0] < y[$1] } ?? 0
      highest = max(highest, y[best])
      let (x, step) = (lower + (upper - lower) * Double(best) / 4000, (upper - lower) / 4000)
      (lower, upper) = (max(x - step, -1), min(x + step, 1))
    }
    let whole = PropertyText(lower: [-1], upper: [1], outputs: 1)
    func status(_ limit: Double) throws -> Verdict.Status {
      try Verifier(VerifierOptions(timeout: 60))(
        Subject(net, inputs: 1), whole.with("(>= Y_0 \(limit))").specification
      ).status
    }
    #expect(try status(highest + 1e-9) == .unsat)
    #expect(try status(highest - 1e-9) == .sat)
  }
}

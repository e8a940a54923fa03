import Foundation
import Layers
import Losses
import Reachability
import Tensors
import TestSupport
import Testing

@Suite struct LossTests {
  private let x = Value.tensor(
    try! Tensor([1, 2, -1, 0.5, 0.3, 0.2, -2, 1], shape: Shape([4, 2]), dtype: .float64))
  private let y = Value.tensor(try! Tensor([Int32(1), 3, 2, 2], shape: Shape([4])))

  private func net() throws -> Network {
    try Network([Linear(2, 5), Tanh(), Linear(5, 3)], seed: 2, dtype: .float64)
  }

  @Test func crossEntropyByItsDefinition() throws {
    let logits = try net()(x).tensor().doubles
    var expected = 0.0
    for (row, label) in [1, 3, 2, 2].enumerated() {
      let z = Array(logits[row * 3..<row * 3 + 3])
      expected -= z[label - 1] - log(z.reduce(0) { $0 + exp($1) })
    }
    let value = try CrossEntropy()(net(), x, y).tensor().item()
    expectClose(value, expected / 4, absolute: 1e-14)
    // Classes may be floats too.
    #expect(try CrossEntropy()(net(), x, y.cast(to: .float32)).tensor().item() == value)
  }

  @Test func labelSmoothing() throws {
    let plain = try CrossEntropy()(net(), x, y).tensor().item()
    let logits = try net()(x)
    let uniform = try -logits.logSoftmax(1).mean().tensor().item()
    let smooth = try CrossEntropy(labelSmoothing: 0.2)(net(), x, y).tensor().item()
    expectClose(smooth, 0.8 * plain + 0.2 * uniform, absolute: 1e-14)
  }

  @Test func penaltiesHaveNoHalf() throws {
    let net = try net()
    let squares = try net.parameters.tensor().doubles.reduce(0) { $0 + $1 * $1 }
    try expectClose(L2(0.1)(net, x, y).tensor().item(), 0.1 * squares, absolute: 1e-14)
    let weights = try net.blocks.filter { !$0.isBias }.flatMap {
      try net.parameters.sliced(0, $0.range).tensor().doubles
    }
    #expect(
      abs(try L2(1, bias: false)(net, x, y).tensor().item() - weights.reduce(0) { $0 + $1 * $1 })
        < 1e-14)
    #expect(
      abs(
        try L1(2, bias: false)(net, x, y).tensor().item() - 2 * weights.reduce(0) { $0 + abs($1) })
        < 1e-14)
  }

  @Test func termsCombine() throws {
    let sum = 2 * (Loss(CrossEntropy()) + 0.5 * Loss(L2(0.1)))
    #expect(sum.description == "2.0 * cross_entropy + l2(0.1)")
    #expect(sum.parts.map(\.weight) == [2, 1])
    let parts = try sum.values(net(), x, y)
    #expect(parts.map(\.name) == ["cross_entropy", "l2"])
    let expected = try 2 * parts[0].value.tensor().item() + parts[1].value.tensor().item()
    try expectClose(sum(net(), x, y).tensor().item(), expected, absolute: 1e-14)
  }

  private static func losses() -> [Loss] {
    [
      Loss(CrossEntropy()), Loss(CrossEntropy(labelSmoothing: 0.1)), Loss(L2(0.3)),
      Loss(L1(0.3)), Loss(MeanSquaredError()), Loss(SensitivityTerm(epsilon: 0.1)),
      Loss(SensitivityTerm(epsilon: 0.1, measure: .logVolume)),
      Loss(SensitivityTerm(epsilon: 0.2, measure: .meanWidth)),
      Loss(SensitivityTerm(epsilon: 0.2, measure: .maxWidth)),
      Loss(CrossEntropy()) + 0.1 * Loss(SensitivityTerm(epsilon: 0.05)),
      Loss(Hinge()), Loss(NegativeLogLikelihood()), Loss(SpectralNorm(0.3)), Loss(Parseval(0.3)),
      Loss(JacobianTerm()), Loss(JacobianTerm(projections: .random(3))),
      Loss(JacobianTerm(projections: .exact)), Loss(InputGradientTerm()),
      Loss(OutputSensitivity()), Loss(OutputSensitivity(JacobianNorm(of: .logits))),
      Loss(OutputSensitivity(NoiseVariance(draws: 3))),
      Loss(MedianOfMeans(of: Loss(CrossEntropy()) + Loss(L2(0.1)), blocks: 3)),
      Loss(IntervalBound(epsilon: 0.1)), Loss(CrownInterval(epsilon: 0.1, beta: 0.6)),
      Loss(SABR(epsilon: 0.1, shrink: 1)), Loss(SetBased(epsilon: 0.1)),
    ]
  }

  @Test(arguments: losses().indices) func gradientsMatchDifferences(_ index: Int) throws {
    let loss = Self.losses()[index]
    let net = try net()
    let target =
      loss.parts[0].term is MeanSquaredError ? try net(x).tanh() : y
    let error = try gradientError(
      { try loss(net.with(parameters: $0), x, target) }, at: net.parameters.tensor())
    #expect(error < 1e-6, "\(loss.description)")
  }

  @Test func labelsAreChecked() throws {
    func message(_ labels: [Double]) throws -> String {
      do {
        _ = try CrossEntropy()(net(), x, .tensor(Tensor(labels)))
        return ""
      } catch { return "\(error)" }
    }
    #expect(try message([1, 0, 2, 1]) == "labels: sample 2 has class 0; classes start at 1")
    #expect(
      try message([1, 4, 2, 1])
        == "labels: sample 2 has class 4, expected a whole number from 1 to 3")
    #expect(try message([1, 1.5, 2, 1]).contains("class 1.5"))
    #expect(try message([1, .nan, 2, 1]).contains("class nan"))
    #expect(try message([1, 2]).contains("one class for each of 4 samples"))
  }
}

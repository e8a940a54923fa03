import Foundation
import Optimizers
import Tensors
import TestSupport
import Testing

@Suite struct UpdateRuleTests {
  /// Twenty steps on f(w) = sum of k w_k^2 / 2, against the formulas written out by hand.
  private func run(_ rule: any UpdateRule) throws -> [Double] {
    var w = Value.tensor(try Tensor([1, -2, 3], dtype: .float64))
    let slopes = Value.tensor(try Tensor([1, 2, 3], dtype: .float64))
    var memory = try (0..<rule.memory).map { _ in try w.filled(0) }
    for step in 1...20 {
      let numbers = try rule.coefficients(step: step).map { try Value.scalar($0, .float64) }
      (w, memory) = try rule(
        w, w * slopes, memory, learningRate: rule.learningRate.value(.float64),
        coefficients: numbers)
    }
    return try w.tensor().doubles
  }

  @Test(arguments: [(0.0, false), (0.9, false), (0.9, true)])
  func sgd(_ momentum: (Double, Bool)) throws {
    let got = try run(
      SGD(learningRate: 0.05, momentum: momentum.0, nesterov: momentum.1, weightDecay: 0.1))
    var (w, v) = ([1.0, -2, 3], [0.0, 0, 0])
    for _ in 0..<20 {
      for k in 0..<3 {
        let g = Double(k + 1) * w[k] + 0.1 * w[k]
        v[k] = momentum.0 * v[k] + g
        w[k] -= 0.05 * (momentum.1 ? g + momentum.0 * v[k] : v[k])
      }
    }
    expectClose(got, w, absolute: 1e-13)
  }

  @Test(arguments: [false, true]) func adam(_ isDecoupled: Bool) throws {
    let got = try run(
      isDecoupled
        ? AdamW(learningRate: 0.1, weightDecay: 0.05) : Adam(learningRate: 0.1, weightDecay: 0.05))
    var (w, m, v) = ([1.0, -2, 3], [0.0, 0, 0], [0.0, 0, 0])
    for t in 1...20 {
      for k in 0..<3 {
        var g = Double(k + 1) * w[k]
        if isDecoupled { w[k] -= 0.1 * 0.05 * w[k] } else { g += 0.05 * w[k] }
        m[k] = 0.9 * m[k] + 0.1 * g
        v[k] = 0.999 * v[k] + 0.001 * g * g
        let (mean, square) = (m[k] / (1 - pow(0.9, Double(t))), v[k] / (1 - pow(0.999, Double(t))))
        w[k] -= 0.1 * mean / (square.squareRoot() + 1e-8)
      }
    }
    expectClose(got, w, absolute: 1e-13)
  }
}

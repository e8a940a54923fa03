import Attacks
import Foundation
import Regions
import Tensors
import TestSupport
import Testing

@Suite struct AutoAttackTests {
  /// At most one sample off the exact robust accuracy.
  @Test(arguments: [0.02, 0.05, 0.1, 0.15, 0.2, 0.3])
  func exactRobustAccuracy(_ epsilon: Double) throws {
    let fixture = try IrisExact()
    let exact = fixture.distances.count { $0.map { $0 > epsilon } ?? true }
    let result = try Sample.run(
      AutoAttack(), fixture.net.callAsFunction, fixture.x, fixture.y, epsilon
    ) { $0.clip = try? Clip(0...1) }
    let robust = result.success.count { !$0 }
    #expect(robust >= exact && robust <= exact + 1, "\(robust) of \(exact)")
    for (sample, distance) in fixture.distances.enumerated() where result.success[sample] {
      #expect((distance ?? .infinity) <= epsilon + 1e-7)
    }
  }

  /// The same for two crescents, and for two hidden layers on Iris.
  @Test func exactRobustAccuracyOfOtherNetworks() throws {
    for exact in try ExactDistances.recorded() {
      let net = try exact.network()
      for epsilon in [0.02, 0.05, 0.1, 0.15, 0.2, 0.3] {
        let least = exact.distances.count { $0.map { $0 > epsilon } ?? true }
        let result = try Sample.run(
          AutoAttack(), net.callAsFunction, exact.samples, exact.labels, epsilon
        ) { $0.clip = try? Clip(0...1) }
        let robust = result.success.count { !$0 }
        #expect(
          robust >= least && robust <= least + 1, "\(exact.name), \(epsilon): \(robust) of \(least)"
        )
      }
    }
  }

  @Test func verdictsOfScaledLogits() throws {
    let (x, y) = try Sample.data(60, dtype: .float32)
    let net = try Sample.net(.float32)
    let plain = try Sample.run(AutoAttack(), { try net($0) }, x, y)
    for scale in [20, 1e3, 1e6] {
      let scaled = try Sample.run(AutoAttack(), { try net($0) * scale }, x, y)
      #expect(scaled.success == plain.success)
    }
  }

  @Test func doubts() throws {
    let (x, y) = try Sample.data(20, dtype: .float32)
    let net = try Sample.net(.float32, classes: 5)
    func warnings(
      _ epsilon: Double = 0.05, _ function: @escaping (Value) throws -> Value
    ) throws -> [String] {
      let model = Model(function)
      let threat = try Threat(epsilon: epsilon)
      let result = try AttackDriver(AutoAttack(), threat)(model, x, y)
      let doubts = try AttackDoubts(model, x, y, result, of: AutoAttack())
      #expect(doubts.gradients == 20 && doubts.forwards == 40)
      return doubts.warnings
    }
    #expect(try warnings { try net($0) } == [])
    #expect(try warnings { try net($0).softmax(1) }.contains { $0.contains("softmax comes last") })
    #expect(
      try warnings { x in
        let powers = try (net(x) * 3).exp()
        return try powers / powers.sum([1], keep: true)
      }.contains { $0.contains("probabilities") })
    #expect(
      try warnings { try net($0.stopGradient() + $0 * 0) }.contains {
        $0.contains("zero at 20 of 20")
      })
    #expect(
      try warnings { try net($0).sliced(1, 0..<3) }.contains { $0.contains("3 classes") })
    // Steps have no gradient; a search without one gets over them.
    #expect(
      try warnings(0.3) { x in
        let grid = try (x * 50).cast(to: .int32).cast(to: .float32) / 50
        return try net(grid + (x - x.stopGradient()) * 0)
      }.contains { $0.contains("without gradients") })
  }
}

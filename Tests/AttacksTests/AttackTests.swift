import Attacks
import Foundation
import Layers
import Tensors
import TestSupport
import Testing

@Suite struct AttackTests {
  private func data(_ samples: Int, seed: UInt64 = 1, dtype: DType = .float64) throws
    -> (x: Value, y: Value)
  {
    var random = CounterRandom(seed: seed)
    let x = try Tensor(
      (0..<samples * 4).map { _ in random.uniform() }, shape: Shape([samples, 4]), dtype: dtype)
    let y = (0..<samples).map { _ in Double(1 + random.integer(below: 3)) }
    return (.tensor(x), .tensor(try Tensor(y)))
  }

  private func net(_ dtype: DType = .float64, scale: Double = 4) throws -> Network {
    let net = try Network([Linear(4, 12), Tanh(), Linear(12, 3)], seed: 4, dtype: dtype)
    return try net.with(parameters: net.parameters * scale)
  }

  private func model(_ dtype: DType = .float64) throws -> (Value) throws -> Value {
    let net = try net(dtype)
    return { try net($0) }
  }

  private func length(_ step: [Double], _ norm: ThreatModel.Norm) -> Double {
    norm == .linf
      ? step.map(abs).max() ?? 0 : step.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  @Test(arguments: ThreatModel.Norm.allCases, [0.0, 0.03, 0.3])
  func perturbationsStayInTheirBall(_ norm: ThreatModel.Norm, _ epsilon: Double) throws {
    let (x, y) = try data(40)
    let clip = ThreatModel.Clip(
      low: try .full(0, shape: x.shape, dtype: .float64),
      high: try .full(1, shape: x.shape, dtype: .float64))
    for threat in [
      ThreatModel(epsilon: epsilon, norm: norm),
      ThreatModel(epsilon: epsilon, norm: norm, clip: clip),
    ] {
      for result in [
        try PGD(threat, options: .init(steps: 15, restarts: 2))(model(), x, y),
        try FGSM(threat)(model(), x, y),
      ] {
        let (from, to) = (try x.tensor().doubles, result.adversarial.doubles)
        for sample in 0..<40 {
          let step = (0..<4).map { to[sample * 4 + $0] - from[sample * 4 + $0] }
          #expect(length(step, norm) <= epsilon * (1 + 1e-12) + 1e-15)
          expectClose(length(step, norm), result.distance[sample], absolute: 1e-12)
        }
        if threat.clip != nil { #expect(to.allSatisfy { $0 >= 0 && $0 <= 1 }) }
      }
    }
  }

  /// Flags are what the network says of the very points that are returned.
  @Test func successIsReadOffTheReturnedPoints() throws {
    let (x, y) = try data(60, dtype: .float32)
    let net = try net(.float32)
    let result = try PGD(ThreatModel(epsilon: 0.1))({ try net($0) }, x, y)
    let wrong = try net.predict(.tensor(result.adversarial)).differs(from: y).tensor().doubles
    #expect(wrong.map { $0 != 0 } == result.success)
    #expect(result.success.contains(true) && result.success.contains(false))
    expectClose(result.accuracy, Double(result.success.count { !$0 }) / 60, absolute: 1e-15)
  }

  @Test func moreStepsAndLargerBallsFindMore() throws {
    let (x, y) = try data(80)
    var last = 1.0
    for epsilon in [0.0, 0.02, 0.05, 0.1, 0.2, 0.4] {
      let accuracy = try PGD(ThreatModel(epsilon: epsilon))(model(), x, y).accuracy
      #expect(accuracy <= last + 1e-12)
      last = accuracy
    }
    let threat = ThreatModel(epsilon: 0.08)
    let one = try FGSM(threat)(model(), x, y)
    let many = try PGD(threat)(model(), x, y)
    #expect(many.accuracy <= one.accuracy)
  }

  /// A sample's result does not depend on the rest of the batch, nor on when fooled ones leave it.
  @Test func samplesAreIndependentOfTheirBatch() throws {
    let (x, y) = try data(20)
    let threat = ThreatModel(epsilon: 0.05)
    let all = try PGD(threat)(model(), x, y)
    let loose = try PGD(threat, options: .init(compact: false))(model(), x, y)
    #expect(all.success == loose.success)
    #expect(loose.gradients > all.gradients)
    let first = try PGD(threat)(model(), x.sliced(0, 0..<7), y.sliced(0, 0..<7))
    #expect(Array(all.success[..<7]) == first.success)
  }

  @Test func seedsReproduce() throws {
    let (x, y) = try data(10)
    func run(_ seed: UInt64) throws -> [Double] {
      try PGD(ThreatModel(epsilon: 0.02), options: .init(steps: 3, seed: seed))(model(), x, y)
        .adversarial.doubles
    }
    #expect(try run(3) == run(3))
    #expect(try run(3) != run(4))
  }

  /// Logits times a thousand change no decision; the direction of the attack must not be lost
  /// either.
  @Test func confidentNetworksAreAttackedAsWell() throws {
    let (x, y) = try data(80, dtype: .float32)
    let net = try net(.float32)
    let threat = ThreatModel(epsilon: 0.05)
    let plain = try PGD(threat)({ try net($0) }, x, y)
    let confident = try PGD(threat)({ try net($0) * 1000 }, x, y)
    #expect(plain.success == confident.success)
  }

  /// No attack below the exact minimal distance of a sample can succeed, and PGD comes close to it.
  @Test func exactDistances() throws {
    let fixture = try IrisExact()
    var fooledFar = 0
    for factor in [0.98, 1.05] {
      for (sample, distance) in fixture.distances.enumerated() where sample % 5 == 0 {
        guard let distance, distance > 0 else { continue }
        let clip = ThreatModel.Clip(
          low: try .full(0, shape: Shape([1, 4]), dtype: .float64),
          high: try .full(1, shape: Shape([1, 4]), dtype: .float64))
        let threat = ThreatModel(epsilon: distance * factor, clip: clip)
        let result = try PGD(threat, options: .init(steps: 60, restarts: 4))(
          { try fixture.net($0) }, fixture.x.sliced(0, sample..<sample + 1),
          fixture.y.sliced(0, sample..<sample + 1))
        if factor < 1 {
          #expect(result.success == [false], "sample \(sample + 1)")
        } else if result.success[0] {
          fooledFar += 1
        }
      }
    }
    #expect(fooledFar >= 25)
  }

  @Test func badInput() throws {
    let (x, y) = try data(4)
    let pgd = PGD(ThreatModel(epsilon: 0.1))
    func message(_ x: Value, _ y: Value) throws -> String {
      do {
        _ = try pgd(model(), x, y)
        return ""
      } catch { return "\(error)" }
    }
    #expect(try message(x, y * 0) == "y: sample 1 has class 0; classes start at 1")
    #expect(try message(x, y + 9).contains("from 1 to 3"))
    #expect(try message(x, y.sliced(0, 0..<2)).contains("one class for each of 4 samples"))
    #expect(try message(x.reshaped(to: Shape([16])), y).contains("expected a batch"))
    #expect(try message(x * .nan, y) == "x: sample 1 contains NaN or infinity")
    let clip = ThreatModel.Clip(
      low: try .full(5, shape: x.shape, dtype: .float64),
      high: try .full(6, shape: x.shape, dtype: .float64))
    #expect(throws: AttackError.invalidInput(sample: 1)) {
      try PGD(ThreatModel(epsilon: 0.1, clip: clip))(model(), x, y)
    }
    let none = try PGD(ThreatModel(epsilon: 0.1))(
      model(), x.sliced(0, 0..<0), y.sliced(0, 0..<0))
    #expect(none.success.isEmpty)
  }
}

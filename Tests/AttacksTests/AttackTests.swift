import Attacks
import Foundation
import Layers
import Regions
import Settings
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

  private func model(_ dtype: DType = .float64) throws -> Model {
    let net = try net(dtype)
    return Model { try net($0) }
  }

  /// An attack at a radius, with what else the attacker may do.
  private func run(
    _ attack: any Attack, _ epsilon: Double, _ model: Model, _ x: Value, _ y: Value,
    norm: Norm = .linf, clip: Clip? = nil, seed: UInt64 = 0, compact: Bool = true
  ) throws -> AttackResult {
    let options = try Threat(
      epsilon: epsilon, norm: norm, clip: clip, seed: seed, compact: compact)
    return try AttackDriver(attack, options)(model, x, y)
  }

  private func length(_ step: [Double], _ norm: Norm) -> Double {
    switch norm {
    case .linf: step.map(abs).max() ?? 0
    case .l2: step.reduce(0) { $0 + $1 * $1 }.squareRoot()
    case .l1: step.reduce(0) { $0 + abs($1) }
    }
  }

  private static var every: [any Attack] {
    [
      FGSM(), BIM(), PGD(steps: 15, restarts: 2), PGD(steps: 5, randomStart: false), MIFGSM(),
      APGD(steps: 12), APGD(steps: 8, loss: .dlr, targets: 2), Noise(),
      DivergenceAscent(steps: 5), DeepFool(), CarliniWagner(searches: 3, iterations: 20),
      FAB(steps: 10, restarts: 2), Square(queries: 20),
    ]
  }

  @Test(arguments: Norm.allCases, [0.0, 0.03, 0.3])
  func perturbationsStayInTheirBall(_ norm: Norm, _ epsilon: Double) throws {
    let (x, y) = try data(40)
    for clip in [nil, try Clip(0...1)] {
      for attack in Self.every {
        let norms = (attack as? any DeclaredAttack).map { type(of: $0).norms }
        guard norms?.contains(norm) ?? true else { continue }
        let result = try run(attack, epsilon, model(), x, y, norm: norm, clip: clip)
        let (from, to) = (try x.tensor().doubles, result.adversarial.doubles)
        for sample in 0..<40 {
          let step = (0..<4).map { to[sample * 4 + $0] - from[sample * 4 + $0] }
          #expect(length(step, norm) <= epsilon * (1 + 1e-12) + 1e-15, "\(attack.description)")
          expectClose(length(step, norm), result.distance[sample], absolute: 1e-12)
        }
        if clip != nil { #expect(to.allSatisfy { $0 >= 0 && $0 <= 1 }) }
      }
    }
  }

  /// Flags are what the network says of the very points that are returned.
  @Test func successIsReadOffTheReturnedPoints() throws {
    let (x, y) = try data(60, dtype: .float32)
    let net = try net(.float32)
    let result = try run(PGD(), 0.1, Model { try net($0) }, x, y)
    let wrong = try net.predict(.tensor(result.adversarial)).differs(from: y).tensor().doubles
    #expect(wrong.map { $0 != 0 } == result.success)
    #expect(result.success.contains(true) && result.success.contains(false))
    expectClose(result.accuracy, Double(result.success.count { !$0 }) / 60, absolute: 1e-15)
  }

  @Test func moreStepsAndLargerBallsFindMore() throws {
    let (x, y) = try data(80)
    var last = 1.0
    for epsilon in [0.0, 0.02, 0.05, 0.1, 0.2, 0.4] {
      let accuracy = try run(PGD(), epsilon, model(), x, y).accuracy
      #expect(accuracy <= last + 1e-12)
      last = accuracy
    }
    let one = try run(FGSM(), 0.08, model(), x, y)
    let many = try run(PGD(), 0.08, model(), x, y)
    #expect(many.accuracy <= one.accuracy)
  }

  /// A sample's result does not depend on the rest of the batch, nor on when fooled ones leave it.
  @Test func samplesAreIndependentOfTheirBatch() throws {
    let (x, y) = try data(20)
    let all = try run(PGD(), 0.05, model(), x, y)
    let loose = try run(PGD(), 0.05, model(), x, y, compact: false)
    #expect(all.success == loose.success)
    #expect(loose.gradients > all.gradients)
    let first = try run(PGD(), 0.05, model(), x.sliced(0, 0..<7), y.sliced(0, 0..<7))
    #expect(Array(all.success[..<7]) == first.success)
    // Random numbers go with a row's contents: a permuted batch has permuted results.
    let order = (0..<20).reversed().map(Int32.init)
    let places = Value.tensor(try Tensor(order, shape: Shape([20])))
    let turned = try run(PGD(), 0.05, model(), x.gathered(0, places), y.gathered(0, places))
    #expect(turned.success == all.success.reversed())
  }

  @Test func seedsReproduce() throws {
    let (x, y) = try data(10)
    func points(_ seed: UInt64) throws -> [Double] {
      try run(PGD(steps: 3, stepSize: 0.002), 0.02, model(), x, y, seed: seed).adversarial
        .doubles
    }
    #expect(try points(3) == points(3))
    #expect(try points(3) != points(4))
  }

  /// Logits times a thousand change no decision; the direction of the attack must not be lost
  /// either.
  @Test func confidentNetworksAreAttackedAsWell() throws {
    let (x, y) = try data(80, dtype: .float32)
    let net = try net(.float32)
    let plain = try run(PGD(), 0.05, Model { try net($0) }, x, y)
    let confident = try run(PGD(), 0.05, Model { try net($0) * 1000 }, x, y)
    #expect(plain.success == confident.success)
  }

  /// No attack below the exact minimal distance of a sample can succeed, and PGD comes close to it.
  @Test func exactDistances() throws {
    let fixture = try IrisExact()
    var fooledFar = 0
    for factor in [0.98, 1.05] {
      for (sample, distance) in fixture.distances.enumerated() where sample % 5 == 0 {
        guard let distance, distance > 0 else { continue }
        let result = try run(
          PGD(steps: 60, restarts: 4), distance * factor, Model { try fixture.net($0) },
          fixture.x.sliced(0, sample..<sample + 1), fixture.y.sliced(0, sample..<sample + 1),
          clip: Clip(0...1))
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
    func message(_ x: Value, _ y: Value) throws -> String {
      do {
        _ = try run(PGD(), 0.1, model(), x, y)
        return ""
      } catch { return "\(error)" }
    }
    #expect(try message(x, y * 0) == "labels: sample 1 has class 0; classes start at 1")
    #expect(try message(x, y + 9).contains("from 1 to 3"))
    #expect(try message(x, y.sliced(0, 0..<2)).contains("one class for each of 4 samples"))
    #expect(try message(x.reshaped(to: Shape([16])), y).contains("expected a batch"))
    #expect(try message(x * .nan, y) == "x: sample 1 contains NaN or infinity")
    #expect(throws: Clip.Failure.outside(sample: 1)) {
      try run(PGD(), 0.1, model(), x, y, clip: Clip(5...6))
    }
    #expect(throws: Ball.Failure.epsilon(-1)) { try run(FGSM(), -1, model(), x, y) }
    let none = try run(PGD(), 0.1, model(), x.sliced(0, 0..<0), y.sliced(0, 0..<0))
    #expect(none.success.isEmpty)
  }

  /// One evaluation a step, none wasted.
  @Test func evaluationsAreCounted() throws {
    let (x, _) = try data(6)
    let y = try net().predict(x)
    let fgsm = try run(FGSM(), 1e-6, model(), x, y)
    #expect(fgsm.gradients == 6 && fgsm.forwards == 12)
    let pgd = try run(PGD(steps: 5, randomStart: false), 1e-6, model(), x, y)
    #expect(pgd.gradients == 30 && pgd.forwards == 36)
    // Where runs begin elsewhere the samples themselves are looked at once.
    let random = try run(PGD(steps: 5, restarts: 3), 1e-6, model(), x, y)
    #expect(random.gradients == 90 && random.forwards == 6 + 3 * 36)
  }

  /// Radii and ranges may differ from row to row, and from feature to feature.
  @Test func radiiAndRangesOfRows() throws {
    let (x, y) = try data(12)
    let rows = try Tensor(
      (0..<12).map { 0.01 * Double($0) }, shape: Shape([12, 1]), dtype: .float64)
    var options = Threat(epsilon: .tensor(rows))
    let found = try AttackDriver(PGD(steps: 7), options)(model(), x, y)
    for row in 0..<12 {
      let alone = try run(
        PGD(steps: 7), rows[row], model(), x.sliced(0, row..<row + 1), y.sliced(0, row..<row + 1))
      #expect(alone.success[0] == found.success[row])
      #expect(abs(alone.distance[0] - found.distance[row]) < 1e-12)
    }
    options.epsilon = .tensor(try Tensor([0, 0.1, 0, 0.2], dtype: .float64))
    let moved = try AttackDriver(PGD(steps: 7), options)(model(), x, y).adversarial
    let step = try (Value.tensor(moved) - x).abs().max([0]).tensor().doubles
    #expect(step[0] == 0 && step[2] == 0 && step[1] <= 0.1 + 1e-15 && step[3] <= 0.2 + 1e-15)
    options.norm = .l2
    #expect(throws: Ball.Failure.self) { try AttackDriver(PGD(), options)(model(), x, y) }
  }
}

import Attacks
import Layers
import Regions
import Settings
import Tensors
import TestSupport
import Testing

@Suite struct ThreatTests {
  @Test func targetedAttacksReachTheirClass() throws {
    let (x, y) = try Sample.data(40)
    let net = try Sample.net()
    let target = try Value.tensor(.full(2, shape: Shape([40]), dtype: .int32))
    let every: [any Attack] = [
      FGSM(), PGD(), MIFGSM(), APGD(), APGD(loss: .dlr), BIM(), DeepFool(), FAB(),
      CarliniWagner(iterations: 100, stepSize: 0.1),
    ]
    for attack in every {
      let result = try Sample.run(attack, net.callAsFunction, x, y, 0.2) {
        ($0.targeted, $0.target) = (true, target)
      }
      let predicted = try net.predict(.tensor(result.adversarial)).tensor().doubles
      #expect(result.success == predicted.map { $0 == 2 })
      #expect(result.success.count { $0 } > 8, "\(attack.description)")
      let right = try zip(predicted, y.tensor().doubles).count { $0 == $1 }
      expectClose(result.accuracy, Double(right) / 40, absolute: 1e-15)
    }
  }

  /// Without a target the least likely class is reached.
  @Test func leastLikelyTargets() throws {
    let (x, y) = try Sample.data(12)
    let net = try Sample.net()
    let target = try net(x).argMin(1) + 1
    let given = try Sample.run(PGD(), net.callAsFunction, x, y, 0.3) {
      ($0.targeted, $0.target) = (true, target)
    }
    let found = try Sample.run(PGD(), net.callAsFunction, x, y, 0.3) { $0.targeted = true }
    #expect(found.success == given.success)
    #expect(found.adversarial.doubles == given.adversarial.doubles)
    #expect(found.forwards == given.forwards + 12)
  }

  @Test(arguments: 1...12) func budgetsAreKept(_ budget: Int) throws {
    let (x, y) = try Sample.data(20)
    let net = try Sample.net()
    let every: [any Attack] = [
      FGSM(), BIM(), PGD(), APGD(), Noise(), APGD(loss: .dlr, targets: 2), DeepFool(),
      Square(), CarliniWagner(), FAB(), FAB(steps: 3, restarts: 2, targets: 0),
      PGD(steps: 2, restarts: 3),
    ]
    for attack in every {
      for compact in [true, false] {
        let result = try Sample.run(attack, net.callAsFunction, x, y, 0.02) {
          ($0.budget, $0.compact) = (budget, compact)
        }
        #expect(result.gradients + result.forwards <= 20 * budget, "\(attack.description)")
        #expect(result.forwards >= 20)
        let wrong = try net.predict(.tensor(result.adversarial)).differs(from: y).tensor()
        #expect(result.success == wrong.doubles.map { $0 != 0 })
      }
    }
  }

  /// A gradient that is no number is told, and its sample does not count as robust.
  @Test func notANumber() throws {
    let (x, y) = try Sample.data(30)
    let net = try Sample.net()
    let predicted = try net.predict(x)
    func model(_ x: Value) throws -> Value {
      // Roots have infinite derivatives at 0, and their difference has none, where the first feature is small.
      let first = try x.sliced(1, 0..<1)
      let zero = try first.less(than: 0.5).select(first - first.stopGradient(), first.filled(1))
      let one = Value.tensor(try Tensor([1, 0, 0], dtype: .float64))
      return try net(x) + (zero.sqrt() - zero.power(0.25)) * one
    }
    let isBroken = try x.sliced(1, 0..<1).tensor().doubles.map { $0 < 0.49 }
    let every: [any Attack] = [
      FGSM(), PGD(), MIFGSM(), APGD(), DeepFool(), FAB(), FAB(targets: 0),
      CarliniWagner(searches: 2, iterations: 3),
    ]
    for attack in every {
      let result = try Sample.run(attack, model, x, predicted, 1e-4)
      for k in 0..<30 where isBroken[k] {
        #expect(result.isUndefined[k] && !result.withstood[k], "\(attack.description) \(k)")
      }
      #expect(result.isUndefined.count { $0 } < 30)
      expectClose(
        result.accuracy, Double(result.withstood.count { $0 }) / 30, absolute: 1e-15)
    }
    _ = y
  }

  @Test func whatDoesNotGoTogether() throws {
    let (x, y) = try Sample.data(4)
    let net = try Sample.net()
    let pair = try Sample.net(classes: 2)
    func message(_ body: () throws -> AttackResult) -> String {
      do { return "\(try body().success)" } catch { return "\(error)" }
    }
    #expect(
      message { try Sample.run(PGD(), { try net($0) }, x, y, nil) }
        == "eps is missing: attack pgd looks inside a ball")
    #expect(
      message { try Sample.run(PGD(loss: .dlr), { try pair($0) }, x, y * 0 + 1) }
        .contains("needs three classes"))
    #expect(
      message {
        try Sample.run(APGD(targets: 2), net.callAsFunction, x, y) { $0.targeted = true }
      }.contains("targets are the classes"))
    let far = try Value.tensor(.full(9, shape: Shape([4]), dtype: .int32))
    #expect(
      message {
        try Sample.run(PGD(), net.callAsFunction, x, y) { ($0.targeted, $0.target) = (true, far) }
      }.contains("from 1 to 3"))
    #expect(throws: SettingError.self) { try Threat.make(["target": .number(1)]) }
  }

  /// What lets no derivative through is said; a search without gradients does not need one.
  @Test func functionsWithoutDerivative() throws {
    let (x, y) = try Sample.data(6)
    let net = try Sample.net()
    func steps(_ x: Value) throws -> Value {
      try net((x * 20).cast(to: .int32).cast(to: .float64) / 20)
    }
    for attack in [FGSM(), APGD(), APGD(targets: 2), DeepFool(), AutoAttack()] as [any Attack] {
      #expect(throws: AttackError.notDifferentiable) { try Sample.run(attack, steps, x, y) }
    }
    #expect(try Sample.run(Square(queries: 20), steps, x, y).success.count == 6)
  }

  @Test func emptyAndSingleBatches() throws {
    let (x, y) = try Sample.data(1)
    let net = try Sample.net()
    let every: [any Attack] = [
      FGSM(), PGD(), APGD(targets: 2), MIFGSM(), Noise(), DeepFool(), FAB(restarts: 2),
      Square(queries: 9),
      CarliniWagner(searches: 2, iterations: 3),
    ]
    for attack in every {
      #expect(try Sample.run(attack, { try net($0) }, x, y).success.count == 1)
      let none = try Sample.run(
        attack, { try net($0) }, x.sliced(0, 0..<0), y.sliced(0, 0..<0))
      #expect(none.success.isEmpty && none.accuracy == 0)
    }
  }
}

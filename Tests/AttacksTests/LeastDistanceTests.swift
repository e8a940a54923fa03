import Attacks
import Layers
import Regions
import Settings
import Tensors
import TestSupport
import Testing

/// Attacks that look for the nearest point.
@Suite struct LeastDistanceTests {
  /// With the largest ratio of its distances to the exact ones, in the median.
  private static var every: [(attack: any DeclaredAttack, ratio: Double)] {
    [
      (DeepFool(), 1.03), (CarliniWagner(iterations: 100, stepSize: 0.1), 1.01),
      (FAB(steps: 50, targets: 0), 1.01), (FAB(steps: 50, restarts: 2, targets: 2), 1.01),
    ]
  }

  /// Samples that a network knows.
  private func samples(
    _ count: Int, _ dtype: DType = .float64, classes: Int = 3
  ) throws -> (net: Network, x: Value, y: Value) {
    let net = try Sample.net(dtype, classes: classes)
    let x = try Sample.data(count, dtype: dtype).x
    return (net, x, try net.predict(x))
  }

  private func run(
    _ attack: any Attack, _ model: Model, _ x: Value, _ y: Value, _ norm: Norm, clip: Clip? = nil,
    compact: Bool = true
  ) throws -> AttackResult {
    let threat = try Threat(epsilon: nil, norm: norm, clip: clip, compact: compact)
    return try AttackDriver(attack, threat)(model, x, y)
  }

  private static func norms(_ attack: any DeclaredAttack) -> [Norm] { type(of: attack).norms }

  /// Distances are never below the exact ones, and close to them; those that lie within a radius are told to, and no
  /// others.
  @Test(arguments: every.indices) func exactDistances(_ index: Int) throws {
    let (attack, ratio) = Self.every[index]
    let fixture = try IrisExact()
    let threat = try Threat(epsilon: nil, clip: Clip(0...1))
    let model = Model { try fixture.net($0) }
    let result = try AttackDriver(attack, threat)(model, fixture.x, fixture.y)
    #expect(result.accuracy == 0)
    var ratios: [Double] = []
    for (sample, exact) in fixture.distances.enumerated() {
      guard let exact, exact > 0 else {
        #expect(result.distance[sample] == 0)
        continue
      }
      #expect(result.distance[sample] >= exact * (1 - 1e-6), "sample \(sample + 1)")
      ratios.append(result.distance[sample] / exact)
    }
    #expect(ratios.sorted()[ratios.count / 2] <= ratio, "\(ratios.sorted()[ratios.count / 2])")
    let near = try AttackDriver(attack, Threat(epsilon: 0.1, clip: Clip(0...1)))(
      model, fixture.x, fixture.y)
    for (sample, exact) in fixture.distances.enumerated() {
      if let exact, exact > 0.1 { #expect(!near.success[sample]) }
      #expect(near.distance[sample] <= 0.1 * (1 + 1e-6))
      // Who found a point within the radius without one finds it with one.
      if result.distance[sample] <= 0.1 { #expect(near.success[sample]) }
    }
    // 0.580 is exact.
    #expect(near.accuracy >= 0.58 - 1e-9 && near.accuracy <= 0.6, "\(near.accuracy)")
  }

  /// As many successes as the originals, at distances that are not larger.
  @Test(arguments: ["iris_exact", "digits_mlp"]) func asTheOriginals(_ net: String) throws {
    let problem = try RecordedAttacks.Problem(net)
    for recorded in RecordedAttacks.cases("deepfool", net) {
      try compare(DeepFool(), recorded, problem, 0.98...1.001)
    }
    for recorded in RecordedAttacks.cases("fab", net) {
      let targets = recorded.settings?.targets ?? 0
      // Nine runs take long.
      if targets > 2, recorded.region != .linf { continue }
      try compare(FAB(targets: targets), recorded, problem, 0.99...1.001)
    }
    for recorded in RecordedAttacks.cases("cw", net) {
      let (searches, steps) = (recorded.settings?.binarySearchSteps, recorded.settings?.steps ?? 0)
      switch (recorded.region, searches) {
      case (.l2, 5):
        let attack = CarliniWagner(searches: 5, iterations: steps, stepSize: 0.05)
        try compare(attack, recorded, problem, 0.999...1.001)
      case (.linf, _):
        // Whose search goes another way, and further.
        let attack = CarliniWagner(iterations: steps, stepSize: 0.1)
        try compare(attack, recorded, problem, 0.7...1)
      default: break
      }
    }
  }

  @Test func convolutionsAsTheOriginals() throws {
    let problem = try RecordedAttacks.Problem("digits_conv")
    for recorded in RecordedAttacks.cases("deepfool", "digits_conv") {
      try compare(DeepFool(), recorded, problem, 0.98...1.001)
    }
  }

  /// - Parameter ratios: of distances to those of the original, in the median.
  private func compare(
    _ attack: any Attack, _ recorded: RecordedAttacks.Case, _ problem: RecordedAttacks.Problem,
    _ ratios: ClosedRange<Double>
  ) throws {
    let threat = try Threat(epsilon: nil, norm: recorded.region, clip: Clip(0...1))
    let result = try AttackDriver(attack, threat)(problem.model, problem.x, problem.y)
    let theirs = try #require(recorded.distances)
    var found: [Double] = []
    for (sample, distance) in theirs.enumerated() {
      guard let distance else { continue }
      #expect(result.success[sample], "\(recorded.original): sample \(sample + 1)")
      if distance > 0 { found.append(result.distance[sample] / distance) }
    }
    let median = found.sorted()[found.count / 2]
    #expect(ratios.contains(median), "\(recorded.original), \(recorded.norm): \(median)")
  }

  /// Points lie in the range, whatever it is, and are what the flags say of them; in single and double precision, for
  /// vectors and images, two classes and more.
  @Test(arguments: every.indices, [DType.float32, .float64]) func pointsAreInTheirRange(
    _ index: Int, _ dtype: DType
  ) throws {
    let attack = Self.every[index].attack
    let low = Value.tensor(try Tensor([0, -.infinity, 0, 0], dtype: .float64))
    let high = Value.tensor(try Tensor([1, .infinity, .infinity, 1], dtype: .float64))
    let ranges = [nil, try Clip(0...1), try Clip(low: low, high: high)]
    for classes in [2, 3] {
      let (net, x, y) = try samples(24, dtype, classes: classes)
      for norm in Self.norms(attack) {
        for clip in ranges {
          let result = try run(attack, Model { try net($0) }, x, y, norm, clip: clip)
          let points = Value.tensor(result.adversarial)
          #expect(points.dtype == dtype)
          let wrong = try net.predict(points).differs(from: y).tensor().doubles
          #expect(wrong.map { $0 != 0 } == result.success)
          #expect(result.success.count { $0 } > 19, "\(attack.description) \(norm)")
          let moved = try (clip?.apply(points) ?? points).differs(from: points).tensor()
          #expect(moved.doubles.allSatisfy { $0 == 0 })
          expectClose(
            result.distance.doubles, try norm.length(points - x).tensor().doubles, absolute: 1e-6)
        }
      }
    }
  }

  @Test(arguments: every.indices) func imagesAreVectors(_ index: Int) throws {
    let attack = Self.every[index].attack
    let (net, x, y) = try samples(12)
    let images = try x.reshaped(to: Shape([12, 1, 2, 2]))
    for norm in Self.norms(attack) {
      let flat = try run(attack, Model { try net($0) }, x, y, norm)
      let reading = Model { try net($0.reshaped(to: Shape([$0.shape[0], 4]))) }
      let found = try run(attack, reading, images, y, norm)
      expectClose(found.distance.doubles, flat.distance.doubles, absolute: 1e-9)
    }
  }

  /// A sample's result does not depend on the rest of the batch.
  @Test(arguments: every.indices) func samplesAreIndependentOfTheirBatch(_ index: Int) throws {
    let attack = Self.every[index].attack
    let (net, x, y) = try samples(20)
    let order = Value.tensor(
      try Tensor((0..<20).reversed().map(Int32.init), shape: Shape([20])))
    for norm in Self.norms(attack) {
      func distances(_ x: Value, _ y: Value, compact: Bool = true) throws -> [Double] {
        try run(attack, Model { try net($0) }, x, y, norm, compact: compact).distance.doubles
      }
      let all = try distances(x, y)
      expectClose(try distances(x, y, compact: false), all, absolute: 1e-9)
      expectClose(
        try distances(x.gathered(0, order), y.gathered(0, order)), all.reversed(), absolute: 1e-9)
      expectClose(
        try distances(x.sliced(0, 3..<4), y.sliced(0, 3..<4)), [all[3]], absolute: 1e-9)
    }
  }

  /// What changes no decision changes no distance.
  @Test(arguments: every.indices) func logitsOfAnyScale(_ index: Int) throws {
    let attack = Self.every[index].attack
    let (net, x, y) = try samples(20)
    let mask = try Value.tensor(.full(-.infinity, shape: Shape([20, 1]), dtype: .float64))
    for norm in Self.norms(attack) {
      func distances(_ change: @escaping (Value) throws -> Value) throws -> [Double] {
        let result = try run(attack, Model { try change(net($0)) }, x, y, norm, clip: Clip(0...1))
        #expect(!result.isUndefined.contains(true))
        return result.distance.doubles
      }
      let plain = try distances { $0 }
      let masked = { (logits: Value) in
        try Value.concatenated([logits, mask.sliced(0, 0..<logits.shape[0])], dimension: 1)
      }
      expectClose(try distances(masked), plain, absolute: 1e-9)
      expectClose(
        try distances { try ($0 * 1000).softmax(1) }, try distances { try $0 * 1000 },
        absolute: 1e-9)
      if attack is DeepFool {
        expectClose(try distances { try $0 * 1000 }, plain, absolute: 1e-6)
      }
    }
  }

  /// A sample where two logits are equal, and its class comes first, is right, and at no distance from being wrong.
  @Test(arguments: every.indices) func ties(_ index: Int) throws {
    let attack = Self.every[index].attack
    let x = Value.tensor(try Tensor([0.5, 0.5], shape: Shape([1, 2]), dtype: .float64))
    let y = Value.tensor(try Tensor([Int32(1)], shape: Shape([1])))
    let model = Model { x in
      let sum = try x.sum([1], keep: true)
      return try Value.concatenated([sum * 0 + 1, sum], dimension: 1)
    }
    for norm in Self.norms(attack) {
      let result = try run(attack, model, x, y, norm, clip: Clip(0...1))
      #expect(result.wasReached == [false] && result.success == [true])
      #expect(result.distance[0] > 0 && result.distance[0] < 1e-2, "\(result.distance)")
    }
  }
}

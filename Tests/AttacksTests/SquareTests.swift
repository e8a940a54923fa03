import Attacks
import Layers
import Regions
import Tensors
import TestSupport
import Testing

@Suite struct SquareTests {
  /// As many successes as the original with as many queries, up to what two of its seeds differ by.
  @Test func asTheOriginal() throws {
    let problem = try RecordedAttacks.Problem("digits_mlp")
    for recorded in RecordedAttacks.cases("square", "digits_mlp") {
      let queries = try #require(recorded.settings?.queries)
      // Projections onto l1 balls take long.
      if recorded.region == .l1, queries > 200 { continue }
      let threat = try Threat(
        epsilon: recorded.eps, norm: recorded.region, clip: Clip(0...1), seed: 1)
      let result = try AttackDriver(Square(queries: queries), threat)(
        problem.model, problem.x, problem.y)
      let theirs = recorded.successes.count { $0 }
      let others = try #require(recorded.otherSeed).count { $0 == "1" }
      let mine = result.success.count { $0 }
      #expect(mine >= min(theirs, others), "\(recorded.norm), \(queries): \(mine) of \(theirs)")
    }
  }

  /// No success nearer than the exact distance, and few that are missing.
  @Test func exactDistances() throws {
    let fixture = try IrisExact()
    for epsilon in [0.05, 0.1, 0.2] {
      let threat = try Threat(epsilon: epsilon, clip: Clip(0...1), seed: 1)
      let result = try AttackDriver(Square(queries: 1000), threat)(
        Model { try fixture.net($0) }, fixture.x, fixture.y)
      let exact = fixture.distances.map { $0.map { $0 <= epsilon } ?? false }
      for sample in 0..<150 where result.success[sample] {
        #expect((fixture.distances[sample] ?? .infinity) <= epsilon + 1e-7)
      }
      let missing = exact.count { $0 } - result.success.count { $0 }
      #expect((0...3).contains(missing), "\(epsilon): \(missing)")
      #expect(result.gradients == 0)
    }
  }

  /// Vectors, lines, pictures, channels: of any shape, the whole budget is used, in the range or without one.
  @Test(arguments: [
    [7], [1, 7], [7, 1], [3, 4], [2, 6, 6], [3, 5, 8], [2, 2, 4, 4], [1, 1, 1],
  ])
  func shapes(_ sizes: [Int]) throws {
    let features = sizes.reduce(1, *)
    var random = CounterRandom(seed: 8)
    for dtype in [DType.float32, .float64] {
      let x = Value.tensor(
        try Tensor(
          (0..<9 * features).map { _ in 0.4 + 0.2 * random.uniform() },
          shape: Shape([9] + sizes), dtype: dtype))
      // Nobody is fooled, and the way is long.
      let model = Model { x in
        let flat = try x.reshaped(to: Shape([x.shape[0], features]))
        let sum = try flat.sum([1], keep: true)
        return try Value.concatenated([sum * 0 + 1e3, sum], dimension: 1)
      }
      let y = try Value.tensor(.full(1, shape: Shape([9]), dtype: .int32))
      for norm in Norm.allCases {
        for clip in [nil, try Clip(0.3...0.7)] {
          let threat = try Threat(epsilon: 0.25, norm: norm, clip: clip, seed: 3)
          let result = try AttackDriver(Square(queries: 60), threat)(model, x, y)
          #expect(!result.success.contains(true) && !result.isUndefined.contains(true))
          #expect(result.forwards == 9 * 62)
          for distance in result.distance.doubles { #expect(distance <= 0.25 * (1 + 1e-5)) }
          let points = result.adversarial.doubles
          if clip != nil {
            #expect(points.allSatisfy { $0 >= 0.3 - 1e-6 && $0 <= 0.7 + 1e-6 })
          } else {
            // Those that found nothing higher are where they were.
            #expect(result.distance.doubles.allSatisfy { $0 > 0.249 || $0 == 0 })
            #expect(result.distance.doubles.count { $0 > 0 } > 6, "\(sizes) \(norm)")
          }
        }
      }
    }
  }

  /// Windows come everywhere: in the end all features are where the objective is highest.
  @Test(arguments: [[9], [3, 5], [2, 4, 6]]) func windowsComeEverywhere(_ sizes: [Int]) throws {
    let x = try Value.tensor(.full(0.5, shape: Shape([3] + sizes), dtype: .float64))
    let model = Model { x in
      let flat = try x.reshaped(to: Shape([x.shape[0], x.shape.count / x.shape[0]]))
      let sum = try flat.sum([1], keep: true)
      return try Value.concatenated([sum * 0 + 1e3, sum], dimension: 1)
    }
    let y = try Value.tensor(.full(1, shape: Shape([3]), dtype: .int32))
    let threat = try Threat(epsilon: 0.25, clip: Clip(0...0.7))
    let result = try AttackDriver(Square(queries: 2000), threat)(model, x, y)
    #expect(result.adversarial.doubles.allSatisfy { abs($0 - 0.7) < 1e-12 })
  }

  /// Random numbers go with a row's contents and the seed.
  @Test(arguments: Norm.allCases) func samplesAreIndependentOfTheirBatch(_ norm: Norm) throws {
    let (x, y) = try Sample.data(20)
    let net = try Sample.net()
    let order = Value.tensor(
      try Tensor((0..<20).reversed().map(Int32.init), shape: Shape([20])))
    func points(_ x: Value, _ y: Value, seed: UInt64 = 2, compact: Bool = true) throws -> [Double] {
      let threat = try Threat(
        epsilon: 0.1, norm: norm, clip: Clip(0...1), seed: seed, compact: compact)
      return try AttackDriver(Square(queries: 40), threat)(Model { try net($0) }, x, y)
        .adversarial.doubles
    }
    let all = try points(x, y)
    expectClose(try points(x, y, compact: false), all, absolute: 1e-12)
    let turned = Value.tensor(
      try Tensor(
        points(x.gathered(0, order), y.gathered(0, order)), shape: Shape([20, 4]), dtype: .float64))
    expectClose(try turned.gathered(0, order).tensor().doubles, all, absolute: 1e-12)
    // Corners are few.
    if norm != .linf { #expect(try points(x, y, seed: 3) != all) }
  }

  /// Towards a class, and with a radius of each row.
  @Test func targetsAndRadii() throws {
    let (x, y) = try Sample.data(30)
    let net = try Sample.net()
    var threat = try Threat(epsilon: 0.3, clip: Clip(0...1))
    (threat.targeted, threat.target) = (
      true, .tensor(try .full(2, shape: Shape([30]), dtype: .int32))
    )
    let result = try AttackDriver(Square(queries: 300), threat)(Model { try net($0) }, x, y)
    let predicted = try net.predict(.tensor(result.adversarial)).tensor().doubles
    #expect(result.success == predicted.map { $0 == 2 })
    #expect(result.success.count { $0 } > 15)
    let radii = try Tensor(
      (0..<30).map { 0.01 * Double($0) }, shape: Shape([30, 1]), dtype: .float64)
    for norm in Norm.allCases {
      var options = Threat(epsilon: .tensor(radii))
      options.norm = norm
      let found = try AttackDriver(Square(queries: 20), options)(Model { try net($0) }, x, y)
      for row in 0..<30 { #expect(found.distance[row] <= radii[row] * (1 + 1e-9) + 1e-15) }
    }
  }
}

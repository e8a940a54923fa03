import Regions
import Tensors
import TestSupport
import Testing

@Suite struct BallTests {
  private func points(_ seed: UInt64, _ scale: Double, center: Double = 0.5) throws -> Value {
    var random = CounterRandom(seed: seed)
    return .tensor(
      try Tensor(
        (0..<60).map { _ in center + scale * random.symmetric() }, shape: Shape([12, 5]),
        dtype: .float64))
  }

  /// The nearest point of ball and range: no other point of both that was drawn is nearer to what was
  /// projected.
  @Test(arguments: Norm.allCases, [0.05, 0.4, 2]) func projectionsAreNearest(
    _ norm: Norm, _ epsilon: Double
  ) throws {
    let x = try points(1, 0.5)
    for clip in [nil, try Clip(0...1)] {
      let ball = try Ball(center: x, epsilon: .scalar(epsilon, .float64), norm: norm, clip: clip)
      for scale in [0.01, 0.3, 3] {
        let z = try x + points(2, scale, center: 0)
        let p = try ball.project(z)
        #expect(
          try ball.contains(p, slack: 1e-9).tensor().doubles == Array(repeating: 1, count: 12))
        let nearest =
          try norm == .linf
          ? (p - z).abs().tensor().doubles : Norm.l2.length(p - z).tensor().doubles
        for seed in 3..<60 as Range<UInt64> {
          let random = RowRandom(
            keys: .tensor(try RowRandom.keys(of: [x.tensor()], seed: seed)),
            counter: .tensor(try Tensor([Int32(0)], shape: Shape([1]))))
          // Near the projection, and anywhere.
          let q = try ball.project(p + (ball.sample(random) - p) * (seed % 2 == 0 ? 1 : 0.05))
          let other =
            try norm == .linf
            ? (q - z).abs().tensor().doubles : Norm.l2.length(q - z).tensor().doubles
          for (a, b) in zip(nearest, other) { #expect(a <= b + 1e-6 * (1 + scale)) }
        }
      }
    }
  }

  /// A range that has no end on one side cuts on the other.
  @Test(arguments: Norm.allCases) func rangesWithoutEnd(_ norm: Norm) throws {
    let x = Value.tensor(try Tensor([0.1, 0.1, 5], shape: Shape([1, 3]), dtype: .float64))
    let z = try x + Value.tensor(Tensor([-3, 2, 1], shape: Shape([1, 3]), dtype: .float64))
    let open = try Clip(low: .scalar(0, .float64), high: .scalar(.infinity, .float64))
    let far = try Clip(0...1e9)
    func projected(_ clip: Clip) throws -> [Double] {
      try Ball(center: x, epsilon: .scalar(0.5, .float64), norm: norm, clip: clip).project(z)
        .tensor().doubles
    }
    expectClose(try projected(open), try projected(far), absolute: 1e-9)
    #expect(try projected(open)[0] == 0)
  }

  /// What projection gives is held, and what lies further out than rounding is not: by a millionth of the point's
  /// size in float32.
  @Test(arguments: Norm.allCases, [DType.float32, .float64]) func holdsWhatIsInside(
    _ norm: Norm, _ dtype: DType
  ) throws {
    for (features, epsilon) in [(1, 0.1), (64, 0.1), (784, 0.3), (3072, 0.03)] {
      let shape = try Shape([20, features])
      var random = CounterRandom(seed: UInt64(features))
      func drawn(_ scale: Double) throws -> Value {
        .tensor(
          try Tensor(
            (0..<shape.count).map { _ in scale * random.symmetric() }, shape: shape, dtype: dtype))
      }
      let x = try (drawn(0.5) + 0.5).minimum(1).maximum(0)
      for clip in [nil, try Clip(0...1)] {
        let ball = try Ball(center: x, epsilon: .scalar(epsilon, .float64), norm: norm, clip: clip)
        for scale in [0.2, 2, 50] {
          let held = try ball.holds(ball.project(x + drawn(scale * epsilon)))
          #expect(try held.tensor().doubles == Array(repeating: 1, count: 20))
        }
      }
      let ball = try Ball(center: x, epsilon: .scalar(epsilon, .float64), norm: norm)
      let unit = dtype == .float32 ? 1e-6 : 1e-12
      let size = try (norm.length(x).max().tensor().doubles[0]) + epsilon
      let outside = try x + norm.ascent(drawn(1)) * (epsilon + unit * size)
      #expect(try ball.holds(outside).tensor().doubles == Array(repeating: 0, count: 20))
    }
    let nan = Value.tensor(try .full(.nan, shape: Shape([1, 2]), dtype: dtype))
    let origin = try Ball(
      center: nan.filled(0), epsilon: .scalar(1, .float64), norm: norm)
    #expect(try origin.holds(nan).tensor().doubles == [0])
  }

  /// The step of length 1 along which a linear function rises most.
  @Test(arguments: Norm.allCases) func ascentsAreSteepest(_ norm: Norm) throws {
    let g = try points(4, 1, center: 0)
    let step = try norm.ascent(g)
    for length in try norm.length(step).tensor().doubles { #expect(abs(length - 1) < 1e-12) }
    let rise = try (g * step).sum([1]).tensor().doubles
    for seed in 5..<40 as Range<UInt64> {
      let other = try points(seed, 1, center: 0)
      let unit = try other / norm.length(other, keep: true)
      for (a, b) in zip(rise, try (g * unit).sum([1]).tensor().doubles) { #expect(a >= b - 1e-12) }
    }
  }

  @Test(arguments: Norm.allCases) func samplesFillTheBall(_ norm: Norm) throws {
    let x = Value.tensor(try .full(0, shape: Shape([2000, 3]), dtype: .float64))
    let ball = try Ball(center: x, epsilon: .scalar(2, .float64), norm: norm)
    let keys = try RowRandom.keys(
      of: [Tensor((0..<2000).map(Double.init), shape: Shape([2000, 1]), dtype: .float64)], seed: 1)
    let random = RowRandom(
      keys: .tensor(keys), counter: .tensor(try Tensor([Int32(7)], shape: Shape([1]))))
    let lengths = try ball.distance(ball.sample(random)).tensor().doubles
    #expect(lengths.allSatisfy { $0 <= 2 + 1e-12 })
    // In three dimensions an eighth of the volume lies within half the radius.
    let near = Double(lengths.count { $0 < 1 }) / 2000
    #expect(abs(near - 0.125) < 0.03, "\(near)")
  }

  @Test func hullsHoldTheirBalls() throws {
    let x = try points(1, 0.5)
    for norm in Norm.allCases {
      let ball = try Ball(center: x, epsilon: .scalar(0.3, .float64), norm: norm, clip: Clip(0...1))
      let inside = try ball.hull().contains(ball.project(points(8, 3))).tensor().doubles
      #expect(inside == Array(repeating: 1, count: 12))
    }
  }

  @Test func whatIsNoBallIsRefused() throws {
    let x = try points(1, 0.5)
    #expect(throws: Ball.Failure.epsilon(-1)) { try Ball(center: x, epsilon: .scalar(-1)) }
    let features = Value.tensor(try Tensor([0.1, 0.1, 0.1, 0.1, 0.1]))
    #expect(try Ball(center: x, epsilon: features).epsilon.shape == Shape([5]))
    #expect(throws: Ball.Failure.self) { try Ball(center: x, epsilon: features, norm: .l2) }
    let rows = Value.tensor(try .full(0.1, shape: Shape([12])))
    #expect(try Ball(center: x, epsilon: rows, norm: .l2).epsilon.shape == Shape([12, 1]))
    #expect(throws: Clip.Failure.self) { try Clip(low: .scalar(1), high: .scalar(0)) }
    #expect(throws: Clip.Failure.notANumber) { try Clip(low: .scalar(.nan), high: .scalar(0)) }
  }
}

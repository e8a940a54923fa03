import Regions
import Tensors
import TestSupport
import Testing

@Suite struct HyperplaneTests {
  private func points(_ seed: UInt64, rows: Int, features: Int, _ scale: Double, around: Double)
    throws -> Value
  {
    var random = CounterRandom(seed: seed)
    return .tensor(
      try Tensor(
        (0..<rows * features).map { _ in around + scale * random.symmetric() },
        shape: Shape([rows, features]), dtype: .float64))
  }

  private func ball(_ x: Value, _ norm: Norm, _ clip: Clip?) throws -> Ball {
    try Ball(center: x, epsilon: .scalar(1, .float64), norm: norm, clip: clip)
  }

  /// Steps end on the hyperplane and in the range, and no other step that does is shorter.
  @Test(arguments: Norm.allCases, [1.0, -1]) func stepsAreShortest(
    _ norm: Norm, _ side: Double
  ) throws {
    let (rows, features) = (20, 30)
    for clip in [nil, try Clip(0...1)] {
      let ball = try ball(points(1, rows: rows, features: features, 0.5, around: 0.5), norm, clip)
      let x = ball.center
      let w = try points(2, rows: rows, features: features, 3, around: 0)
      let most = try ((ball.corner(of: w * side) - x) * w).sum([1])
      for part in [0.0, 0.1, 0.5, 0.9, 0.999] {
        let rise = try most * part
        let step = try ball.step(from: x, along: w, rise: rise)
        for (got, want) in try zip((step * w).sum([1]).tensor().doubles, rise.tensor().doubles) {
          expectClose(got, want, absolute: 1e-9)
        }
        if clip != nil {
          #expect(try (x + step).tensor().doubles.allSatisfy { $0 >= -1e-12 && $0 <= 1 + 1e-12 })
        }
        // By convexity it is enough to look nearby: directions along the hyperplane, into the range.
        let length = try norm.length(step).tensor().doubles
        for seed in 3..<60 as Range<UInt64> {
          var other = try step + points(seed, rows: rows, features: features, 0.02, around: 0)
          if let clip { other = try clip.apply(x + other) - x }
          // Back onto the hyperplane.
          other =
            try other
            + ball.step(
              from: x + other, along: w, rise: rise - (other * w).sum([1]))
          for (a, b) in try zip(length, norm.length(other).tensor().doubles) {
            #expect(a <= b + 1e-9)
          }
        }
      }
    }
  }

  /// A hyperplane that the range does not reach is approached as far as it can be.
  @Test(arguments: Norm.allCases) func unreachableHyperplanes(_ norm: Norm) throws {
    let ball = try ball(points(1, rows: 3, features: 5, 0.5, around: 0.5), norm, Clip(0...1))
    let w = try points(2, rows: 3, features: 5, 1, around: 0)
    let rise = Value.tensor(try Tensor([1e3, 1e9, 1e30], dtype: .float64))
    let end = try ball.center + ball.step(from: ball.center, along: w, rise: rise)
    expectClose(
      try end.tensor().doubles, try ball.corner(of: w).tensor().doubles, absolute: 1e-9)
  }

  /// Ranges without an end, features that do not matter, gradients of any size, and those that are no numbers.
  @Test(arguments: Norm.allCases) func extremes(_ norm: Norm) throws {
    let x = Value.tensor(try Tensor([0.5, 0.25, 0.5], shape: Shape([1, 3])))
    func step(_ w: [Double], rise: Double, _ clip: Clip?) throws -> [Double] {
      try ball(x, norm, clip).step(
        from: x, along: .tensor(Tensor(w, shape: Shape([1, 3]))), rise: .tensor(Tensor([rise]))
      ).tensor().doubles
    }
    let open = try Clip(low: .scalar(0, .float64), high: .scalar(.infinity, .float64))
    for clip in [nil, open, try Clip(0...1)] {
      #expect(try step([0, 0, 0], rise: 1, clip) == [0, 0, 0])
      let tiny = try step([1e-25, 0, -2e-25], rise: 1e-26, clip)
      let large = try step([1e25, 0, -2e25], rise: 1e24, clip)
      expectClose(tiny, large, absolute: 1e-6)
      #expect(tiny[1] == 0)
      expectClose(tiny[0] - 2 * tiny[2], 0.1, absolute: 1e-6)
      #expect(try step([1, .nan, 1], rise: 1, clip).contains { $0.isNaN })
      #expect(try step([1, 0, 1], rise: .nan, clip).contains { $0.isNaN })
    }
    // 0.25 can fall by 0.25 only.
    let falls = try step([0, -1, 0], rise: 1, open)
    expectClose(falls, [0, -0.25, 0], absolute: 1e-7)
  }
}

extension Ball {
  /// The valid input at which a linear function is largest.
  fileprivate func corner(of normal: Value) throws -> Value {
    let far = try center + normal.sign() * 1e3
    return try clip?.apply(far) ?? (center + normal.sign())
  }
}

import Certificates
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct ConvexBoundTests {
  private func draw(_ count: Int, seed: UInt64, inputs: Int = 2) -> (x: [[Double]], y: [Double]) {
    var random = CounterRandom(seed: seed)
    let x = (0..<count).map { _ in (0..<inputs).map { _ in random.normal() } }
    return (x, x.map { sin(2 * $0[0]) + ($0.count > 1 ? 0.5 * $0[1] : 0) + 0.1 * random.normal() })
  }

  /// The loss of a network, units as rows of (w, b, a).
  private func loss(
    _ problem: ConvexBound.Problem, _ units: [(w: [Double], b: Double, a: Double)], _ c: Double
  ) -> Double {
    var sum = 0.0
    for (x, y) in zip(problem.x, problem.y) {
      let output = units.reduce(c) { total, unit in
        total + unit.a * max(zip(unit.w, x).reduce(unit.b) { $0 + $1.0 * $1.1 }, 0)
      }
      sum += (output - y) * (output - y)
    }
    let squares = units.reduce(c * c) { total, unit in
      total + unit.a * unit.a + unit.b * unit.b + unit.w.reduce(0) { $0 + $1 * $1 }
    }
    return sum / Double(problem.y.count) + problem.lambda * squares
  }

  @Test(
    arguments: [1e-3, 1e-2, 0.1, 1], [(true, true), (true, false), (false, true), (false, false)])
  func noNetworkIsBelow(_ lambda: Double, _ biases: (Bool, Bool)) throws {
    for (count, inputs) in [(20, 2), (9, 2), (12, 1)] {
      let (x, y) = draw(count, seed: UInt64(count), inputs: inputs)
      let problem = ConvexBound.Problem(
        x: x, y: y, lambda: lambda, hasHiddenBias: biases.0, hasOutputBias: biases.1)
      let bound = try ConvexBound(problem)
      #expect(bound.lower <= bound.upper && bound.gap < 1e-8, "\(count), \(lambda): \(bound)")
      var random = CounterRandom(seed: 4)
      for _ in 0..<200 {
        let size = exp(random.symmetric() * 2)
        let units = (0..<6).map { _ in
          (
            w: x[0].map { _ in size * random.normal() },
            b: biases.0 ? size * random.normal() : 0, a: size * random.normal()
          )
        }
        #expect(loss(problem, units, biases.1 ? random.normal() : 0) >= bound.lower)
      }
      // No network at all.
      #expect(loss(problem, [], 0) >= bound.lower)
    }
  }

  /// One sample: the dual is a number v, at most 2 lambda / |(x, 1)|.
  @Test(arguments: [1e-3, 0.05, 0.7]) func oneSampleIsClosedForm(_ lambda: Double) throws {
    for (x, y) in [([0.3, -2], 1.5), ([4, 1], -0.2)] as [([Double], Double)] {
      let length = (x[0] * x[0] + x[1] * x[1] + 1).squareRoot()
      let free = abs(y) / (0.5 + 0.5 / lambda)
      let v = min(free, 2 * lambda / length)
      let truth = v * abs(y) - v * v / 4 - v * v / (4 * lambda)
      let bound = try ConvexBound(ConvexBound.Problem(x: [x], y: [y], lambda: lambda))
      #expect(bound.lower <= truth * (1 + 1e-15) && truth - bound.lower < 1e-10 * truth)
      #expect(abs(bound.upper - truth) < 1e-10 * truth)
    }
  }

  /// A bound that were a little higher would be wrong: the network of the program is near it, and strong regularisation
  /// leaves nothing but the bias.
  @Test func strongRegularisationLeavesTheMean() throws {
    let (x, y) = draw(10, seed: 3)
    let lambda = 50.0
    let mean = y.reduce(0, +) / 10
    let c = mean / (1 + lambda)
    let truth = y.reduce(0) { $0 + ($1 - c) * ($1 - c) } / 10 + lambda * c * c
    let bound = try ConvexBound(ConvexBound.Problem(x: x, y: y, lambda: lambda))
    #expect(bound.units == 0 && abs(bound.lower - truth) < 1e-12 * truth)
  }

  /// What another program finds, by augmented Lagrangians over patterns drawn at random, is above the bound by its own
  /// tolerance: one in a thousand at most.
  @Test func pyscnnIsNotBelow() throws {
    let file = Repository.fixture("landscape/convex_bound.txt")
    var problems: [(truth: Double, problem: ConvexBound.Problem)] = []
    for line in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").dropFirst()
    {
      let words = line.split(separator: " ")
      if words[0] == "problem" {
        problems.append(
          (
            Double(words[3])!,
            ConvexBound.Problem(x: [], y: [], lambda: Double(words[2])!, hasOutputBias: false)
          ))
      } else {
        problems[problems.count - 1].problem.x.append([Double(words[0])!, Double(words[1])!])
        problems[problems.count - 1].problem.y.append(Double(words[2])!)
      }
    }
    #expect(problems.count == 5)
    for (truth, problem) in problems {
      let bound = try ConvexBound(problem)
      #expect(bound.lower <= truth && truth - bound.lower < 1e-3 * truth && bound.gap < 1e-9)
    }
  }

  // MARK: - Patterns

  private func sampled(_ samples: [SIMD3<Double>], _ count: Int) -> Set<UInt32> {
    var random = CounterRandom(seed: 11)
    var found: Set<UInt32> = []
    for _ in 0..<count {
      let u = SIMD3(random.normal(), random.normal(), random.normal())
      var pattern: UInt32 = 0
      for (n, sample) in samples.enumerated() where (sample * u).sum() > 0 {
        pattern |= 1 << UInt32(n)
      }
      found.insert(pattern)
    }
    return found
  }

  /// In general position n planes through the origin make 2 (1 + (n - 1) + (n - 1)(n - 2) / 2) cells (Cover 1965).
  @Test(arguments: 1...20) func cellsAreCounted(_ count: Int) throws {
    let samples = draw(count, seed: 7).x.map { SIMD3($0[0], $0[1], 1) }
    let n = count - 1
    #expect(try ActivationPatterns(samples).patterns.count == 2 * (1 + n + n * (n - 1) / 2))
  }

  @Test func degenerateSamplesLoseNoCell() throws {
    let grid = (0..<9).map { SIMD3(Double($0 % 3), Double($0 / 3), 1) }
    let line = (0..<8).map { SIMD3(Double($0), 2 * Double($0) - 1, 1) }
    let equal = [SIMD3<Double>](repeating: SIMD3(0.1, 0.2, 1), count: 5) + grid.prefix(3)
    let flat = (0..<7).map { SIMD3(cos(Double($0)), sin(Double($0)), 0) }
    let zero = [SIMD3(0.0, 0, 0), SIMD3(1, 0, 0), SIMD3(-2, 0, 0)]
    let tenths = (0..<12).map { SIMD3(0.1 * Double($0), 0.3 * Double($0 * $0 % 5), 1) }
    for samples in [grid, line, equal, flat, zero, tenths] {
      let exact = Set(try ActivationPatterns(samples).patterns)
      let seen = sampled(samples, 20_000)
      #expect(seen.isSubset(of: exact))
      // Nothing that is no cell, either: these have been sampled enough.
      #expect(exact.count - seen.count <= exact.count / 10)
    }
  }

  @Test func wrongProblemsAreRefused() {
    func failure(_ problem: ConvexBound.Problem) -> ConvexBoundError? {
      do {
        _ = try ConvexBound(problem)
        return nil
      } catch { return error as? ConvexBoundError }
    }
    let many = draw(21, seed: 1)
    #expect(failure(.init(x: many.x, y: many.y, lambda: 1)) == .samples(21, most: 20))
    #expect(failure(.init(x: [], y: [], lambda: 1)) == .samples(0, most: 20))
    #expect(failure(.init(x: [[1, 2, 3]], y: [1], lambda: 1)) == .inputs(3))
    #expect(failure(.init(x: [[1]], y: [1, 2], lambda: 1)) == .targets(expected: 1, got: 2))
    #expect(failure(.init(x: [[1]], y: [1], lambda: 0)) == .lambda(0))
    #expect(failure(.init(x: [[1e-60]], y: [1], lambda: 1)) == .size(1e-60))
  }
}

import Foundation
import Layers
import Reachability
import Tensors
import TestSupport
import Testing

/// Volumes of many zonotopes: of wildly different generators, dependent ones, flat sets and nearly flat ones.
@Suite struct ManyZonotopesTests {
  /// What is special to a zonotope.
  enum Kind: CaseIterable {
    case plain, duplicate, parallel, zeros, missing, flat, nearlyFlat, flatButForRounding
  }

  private static func zonotope(_ generators: [[Double]], _ dtype: DType = .float64) throws
    -> ReachableSet
  {
    let all = Value.tensor(
      try Tensor(
        generators.flatMap { $0 }, shape: Shape([1, generators.count, generators[0].count]),
        dtype: dtype))
    let radius = try all.abs().sum([1])
    return ReachableSet(
      lower: try -radius, upper: radius, center: try radius * 0, generators: all)
  }

  /// Lengths from 10^-spread to 10^spread.
  private static func random(
    _ count: Int, _ size: Int, _ kind: Kind, spread: Double, _ random: inout CounterRandom
  ) -> [[Double]] {
    var generators = (0..<count).map { _ in
      let length = pow(10, spread * (2 * random.uniform() - 1))
      return (0..<size).map { _ in length * random.normal() }
    }
    let (last, other) = (size - 1, max(size - 2, 0))
    switch kind {
    case .plain: break
    case .duplicate: generators[count - 1] = generators[0]
    case .parallel: generators[count - 1] = generators[0].map { -0.3 * $0 }
    case .zeros:
      for k in 0..<count { generators[k][Int(random.uniform() * Double(size))] = 0 }
    case .missing: generators[count - 1] = Array(repeating: 0, count: size)
    case .flat: for k in 0..<count { generators[k][last] = generators[k][0] }
    case .nearlyFlat:
      for k in 0..<count { generators[k][last] = generators[k][0] * (1 + 1e-9 * random.normal()) }
    case .flatButForRounding:
      for k in 0..<count {
        generators[k][last] = 0.3 * generators[k][0] - 0.7 * generators[k][other]
      }
    }
    return generators
  }

  private static func value(_ set: ReachableSet, _ measure: Measure) throws -> Double {
    try set.measured(measure).tensor()[0]
  }

  /// 0 for flat sets, and the bounds on both sides; with the promised width where nothing is degenerate.
  @Test(arguments: Kind.allCases) func bracketsHoldTheVolume(_ kind: Kind) throws {
    var random = CounterRandom(seed: 3)
    for trial in 0..<250 {
      let size = 1 + trial % 6
      let count = size + trial % 8
      let spread = Double([0, 3, 6, 10][trial % 4])
      let set = try Self.zonotope(Self.random(count, size, kind, spread: spread, &random))
      let lower = try Self.value(set, .logVolumeLower)
      let exact = try Self.value(set, .logExactVolume)
      let upper = try Self.value(set, .logVolumeUpper)
      let note: Comment = "\(count) in \(size), spread \(spread): \(lower), \(exact), \(upper)"
      #expect(lower <= exact + 1e-9 && exact <= upper + 1e-9, note)
      #expect(try Self.value(set, .volumeLower) <= Self.value(set, .volumeUpper), note)
      let isFlat = (kind == .flat && size > 1) || (kind == .missing && count == size)
      if isFlat { #expect(try Self.value(set, .volumeLower) == 0, note) }
      guard [.plain, .missing].contains(kind), !isFlat, spread < 7 else { continue }
      let d = Double(size)
      let widest = (d * log(d) - lgamma(d + 1)) / 2
      #expect(upper - lower <= widest + 0.1, note)
      #expect(try Self.value(set, .volumeLower) > 0 || exact < -700, note)
    }
  }

  /// Never off by more than a few of the errors that they state.
  @Test(arguments: Kind.allCases) func standardErrorsAreHonest(_ kind: Kind) throws {
    var random = CounterRandom(seed: 4)
    var squares: [Double] = []
    for trial in 0..<150 {
      let size = 1 + trial % 6
      let count = size + trial % 7
      let spread = Double([0, 3, 6][trial % 3])
      let generators = Self.random(count, size, kind, spread: spread, &random)
      let set = try Self.zonotope(generators)
      let estimate = try set.estimatedVolume(samples: 400, seed: UInt64(trial))
      let (off, error) = (
        estimate.logValue[0] - (try Self.value(set, .logExactVolume)), estimate.relativeError[0]
      )
      guard error.isFinite else {
        #expect(estimate.value[0] == 0 && estimate.standardError[0] > 0)
        continue
      }
      #expect(
        abs(off) <= 5 * error,
        "\(count) in \(size), spread \(spread): off by \(off), \(error)"
      )
      if error > 1e-3 { squares.append(off * off / error / error) }
      if kind == .plain { #expect(error < 0.3) }
    }
    // They are not so large that nothing is said.
    if kind == .plain, squares.count > 20 {
      #expect(squares.reduce(0, +) / Double(squares.count) > 0.1)
    }
  }

  /// The sampled variance alone was 12,000 times too small here: the heavy choices are hardly ever drawn.
  @Test func rareChoicesAreInTheError() throws {
    let set = try Self.zonotope([[1e3, 2e3], [-2, 1], [0.5, 1], [1e-2, 3e-2], [2e-3, -1e-3]])
    let exact = try Self.value(set, .logExactVolume)
    for seed in 1..<6 {
      let estimate = try set.estimatedVolume(samples: 2000, seed: UInt64(seed))
      #expect(abs(estimate.logValue[0] - exact) < 3 * estimate.relativeError[0])
      #expect(estimate.relativeError[0] < 0.01)
    }
  }

  /// A generator that is zero changes nothing.
  @Test func zerosDoNotCollapseTheLowerBound() throws {
    var random = CounterRandom(seed: 6)
    for size in 1...6 {
      let generators = Self.random(size + 3, size, .plain, spread: 1, &random)
      let zeros = Array(repeating: Array(repeating: 0.0, count: size), count: 4)
      for measure in [Measure.logVolumeLower, .logVolumeUpper, .logExactVolume] {
        let (without, with) = (
          try Self.value(Self.zonotope(generators), measure),
          try Self.value(Self.zonotope(zeros + generators + zeros), measure)
        )
        expectClose(without, with, absolute: 1e-9, "\(measure)")
      }
    }
  }

  /// Bounds are rounded to their own side in single precision too.
  @Test func bracketsOfSinglePrecisionHold() throws {
    var random = CounterRandom(seed: 7)
    for trial in 0..<200 {
      let size = 1 + trial % 5
      let single = Self.random(size + trial % 3, size, .plain, spread: 2, &random)
        .map { $0.map { Double(Float($0)) } }
      let (set, exact) = (try Self.zonotope(single, .float32), try Self.zonotope(single))
      let volume = try Self.value(exact, .exactVolume)
      #expect(try Self.value(set, .volumeLower) <= volume * (1 + 1e-12))
      #expect(try Self.value(set, .volumeUpper) >= volume * (1 - 1e-12))
      let logarithm = try Self.value(exact, .logExactVolume)
      #expect(try Self.value(set, .logVolumeLower) <= logarithm + 1e-12)
      #expect(try Self.value(set, .logVolumeUpper) >= logarithm - 1e-12)
    }
  }

  /// As many generators as outputs are one determinant, and a few more are few.
  @Test(arguments: [(7, 0), (8, 1), (12, 1), (30, 0), (30, 1), (60, 0), (200, 0)])
  func squareMatricesAreOneDeterminant(_ size: Int, _ more: Int) throws {
    var random = CounterRandom(seed: UInt64(size))
    let generators = Self.random(size + more, size, .plain, spread: 0, &random)
    let set = try Self.zonotope(generators)
    var exact = -Double.infinity
    for left in 0..<(more == 0 ? 1 : size + more) {
      let chosen =
        more == 0 ? generators : generators.indices.filter { $0 != left }.map { generators[$0] }
      let matrix = Value.tensor(
        try Tensor(chosen.flatMap { $0 }, shape: Shape([size, size]), dtype: .float64))
      let s = try matrix.singularValueDecomposition().s.log().sum().tensor().item()
      exact = max(exact, s) + log1p(exp(-abs(exact - s)))
    }
    let expected = exact + Double(size) * log(2)
    let value = try Self.value(set, .logExactVolume)
    expectClose(value, expected, relative: 1e-9)
    #expect(try Self.value(set, .logVolumeLower) <= value + 1e-9)
    // Zero generators change nothing, nor does another row.
    let zeros = Array(repeating: Array(repeating: 0.0, count: size), count: 3)
    let both = Value.tensor(
      try Tensor(
        (generators + zeros + zeros + generators.reversed()).flatMap { $0 },
        shape: Shape([2, size + more + 3, size]), dtype: .float64))
    let radius = try both.abs().sum([1])
    let pair = try ReachableSet(
      lower: -radius, upper: radius, center: radius * 0, generators: both
    ).measured(.logExactVolume).tensor().doubles
    expectClose(pair, [value, value], relative: 1e-9)
  }

  @Test func determinantsHaveDerivatives() throws {
    var random = CounterRandom(seed: 8)
    for (count, size) in [(8, 8), (11, 10)] {
      let tensor = try Tensor(
        Self.random(count, size, .plain, spread: 0, &random).flatMap { $0 },
        shape: Shape([1, count, size]), dtype: .float64)
      let error = try gradientError(
        { generators in
          let radius = try generators.abs().sum([1])
          return try ReachableSet(
            lower: -radius, upper: radius, center: radius * 0, generators: generators
          ).measured(.logExactVolume).sum()
        }, at: tensor)
      #expect(error < 1e-5)
    }
    // Where there is no volume there is no derivative, and no NaN.
    let flat = try Tensor(
      Self.random(9, 9, .flat, spread: 0, &random).flatMap { $0 }, shape: Shape([1, 9, 9]),
      dtype: .float64)
    for measure in [Measure.logExactVolume, .volumeLower, .logVolumeLower, .exactVolume] {
      let gradient = try valueAndGradient(
        of: { arguments in
          let radius = try arguments[0].abs().sum([1])
          return try ReachableSet(
            lower: -radius, upper: radius, center: radius * 0, generators: arguments[0]
          ).measured(measure).sum()
        }, at: [.tensor(flat)]
      ).gradient.tensor().doubles
      #expect(gradient.allSatisfy { $0.isFinite }, "\(measure)")
    }
  }
}

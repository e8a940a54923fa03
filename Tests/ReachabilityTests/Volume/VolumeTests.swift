import Foundation
import Layers
import Reachability
import Tensors
import TestSupport
import Testing

/// Volumes of zonotopes against closed forms, and against one another.
@Suite struct VolumeTests {
  /// The zonotopes with these generators, [rows, generators, outputs], around 0.
  private static func zonotope(_ generators: Tensor) throws -> ReachableSet {
    let all = Value.tensor(generators)
    let radius = try all.abs().sum([1])
    return ReachableSet(
      lower: try -radius, upper: radius, center: try radius * 0, generators: all)
  }

  private static func random(
    _ rows: Int, _ count: Int, _ outputs: Int, seed: UInt64, dtype: DType = .float64
  ) throws -> Tensor {
    var random = CounterRandom(seed: seed)
    return try Tensor(
      (0..<rows * count * outputs).map { _ in random.normal() * exp(2 * random.normal()) },
      shape: Shape([rows, count, outputs]), dtype: dtype)
  }

  private static func values(_ set: ReachableSet, _ measure: Measure) throws -> [Double] {
    try set.measured(measure).tensor().doubles
  }

  /// The determinant of a matrix given by rows, by elimination.
  private static func determinant(_ rows: [[Double]]) -> Double {
    var (rows, product) = (rows, 1.0)
    for k in rows.indices {
      let pivot = (k..<rows.count).max { abs(rows[$0][k]) < abs(rows[$1][k]) }!
      if pivot != k {
        rows.swapAt(pivot, k)
        product = -product
      }
      product *= rows[k][k]
      guard rows[k][k] != 0 else { return 0 }
      for other in rows.indices where other > k {
        let factor = rows[other][k] / rows[k][k]
        for j in rows.indices { rows[other][j] -= factor * rows[k][j] }
      }
    }
    return product
  }

  /// 2^d sum |det|, one choice after the other.
  private static func volume(_ generators: [[Double]]) -> Double {
    let d = generators[0].count
    func sum(_ chosen: [[Double]], from first: Int) -> Double {
      if chosen.count == d { return abs(determinant(chosen)) }
      return (first..<max(first, generators.count)).reduce(0) {
        $0 + sum(chosen + [generators[$1]], from: $1 + 1)
      }
    }
    return pow(2, Double(d)) * sum([], from: 0)
  }

  @Test(arguments: [1, 2, 3, 4, 5]) func exactVolumesAreSumsOfDeterminants(_ outputs: Int) throws {
    for count in [outputs, outputs + 1, outputs + 4] {
      let tensor = try Self.random(3, count, outputs, seed: UInt64(10 * outputs + count))
      let volumes = try Self.values(Self.zonotope(tensor), .exactVolume)
      let numbers = tensor.doubles
      for row in 0..<3 {
        let generators = (0..<count).map { k in
          Array(numbers[(row * count + k) * outputs..<(row * count + k + 1) * outputs])
        }
        let expected = Self.volume(generators)
        expectClose(volumes[row], expected, relative: 1e-11, "\(count) in \(outputs)")
      }
    }
  }

  @Test func volumesOfBoxesAreThoseOfTheirHulls() throws {
    let tensor = try Tensor(
      [2, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0.5], shape: Shape([1, 5, 3]), dtype: .float64)
    let set = try Self.zonotope(tensor)
    for measure in [Measure.volume, .exactVolume, .volumeLower, .volumeUpper, .estimateVolume] {
      let volume = try Self.values(set, measure)[0]
      expectClose(volume, 24, absolute: 1e-9, "\(measure)")
    }
    #expect(try Self.values(set, .generatorSum) == [5.5])
    #expect(try set.estimatedVolume().standardError.doubles[0] < 1e-9)
  }

  /// The bracket holds the exact volume, is never wider than the bounds by the Gram determinant, and at
  /// most (d^d / d!)^(1/2) wide.
  @Test(arguments: [1, 2, 3, 4], [DType.float64, .float32])
  func bracketsHoldTheVolume(_ outputs: Int, _ dtype: DType) throws {
    let slack = dtype == .float64 ? 1e-9 : 1e-4
    for count in outputs..<outputs + 9 {
      let seed = UInt64(100 * outputs + count)
      let set = try Self.zonotope(Self.random(4, count, outputs, seed: seed, dtype: dtype))
      let exact = try Self.values(set, .logExactVolume)
      let lower = try Self.values(set, .logVolumeLower)
      let upper = try Self.values(set, .logVolumeUpper)
      let hull = try Self.values(set, .logVolume)
      let generators = try set.zonotope!.generators.cast(to: .float64)
      let factor = try generators.matrixTransposed().matmul(generators).cholesky().tensor().doubles
      let d = Double(outputs)
      func logFactorial(_ n: Int) -> Double { lgamma(Double(n) + 1) }
      for row in 0..<4 {
        #expect(lower[row] <= exact[row] + slack && exact[row] <= upper[row] + slack)
        let widest = (d * log(d) - logFactorial(outputs)) / 2
        #expect(upper[row] - lower[row] <= widest + 1e-3, "\(count) in \(outputs)")
        let root = (0..<outputs).reduce(0) {
          $0 + log(factor[(row * outputs + $1) * outputs + $1])
        }
        let gram = d * log(2) + root
        let choices = logFactorial(count) - logFactorial(outputs) - logFactorial(count - outputs)
        #expect(lower[row] >= gram - 1e-3)
        #expect(upper[row] <= min(hull[row], gram + choices / 2) + 1e-3)
      }
    }
  }

  /// Zero, parallel and dependent generators.
  @Test func flatZonotopesHaveNoVolume() throws {
    let tensor = try Tensor(
      [1, 2, 3, 2, 4, 6, 0, 0, 0, 0, 1, 1, -1, -2, -3], shape: Shape([1, 5, 3]), dtype: .float64)
    let set = try Self.zonotope(tensor)
    #expect(try Self.values(set, .exactVolume)[0] < 1e-12)
    #expect(try Self.values(set, .volumeLower) == [0])
    #expect(try Self.values(set, .volumeUpper)[0] >= 0)
    #expect(try Self.values(set, .estimateVolume)[0] < 1e-12)
    let few = try Self.zonotope(Self.random(2, 2, 3, seed: 1))
    for measure in [Measure.exactVolume, .volumeLower, .volumeUpper, .estimateVolume] {
      #expect(try Self.values(few, measure) == [0, 0], "\(measure)")
    }
    let none = try Self.zonotope(Tensor([], shape: Shape([2, 0, 3]), dtype: .float64))
    for measure in Measure.allCases where measure != .relativeWidth {
      #expect(try Self.values(none, measure).allSatisfy(\.isFinite), "\(measure)")
    }
  }

  /// In units in which volumes are no numbers, logarithms are.
  @Test(arguments: [DType.float32, .float64]) func logarithmsNeedNoVolume(_ dtype: DType) throws {
    let tensor = try Self.random(1, 14, 8, seed: 3, dtype: .float64)
    let tiny = dtype == .float32 ? 1e-20 : 1e-200
    let scaled = try (Value.tensor(tensor) * tiny).cast(to: dtype).tensor()
    for measure in Measure.allCases where measure.isLogarithm {
      let here = try Self.values(Self.zonotope(scaled), measure)[0]
      let there = try Self.values(Self.zonotope(tensor), measure)[0] + 8 * log(tiny)
      expectClose(here, there, relative: 1e-5, "\(measure)")
    }
    // 784 outputs of one width.
    let image = ReachableSet(
      lower: .tensor(try .full(0, shape: Shape([1, 784]), dtype: dtype)),
      upper: .tensor(try .full(0.02, shape: Shape([1, 784]), dtype: dtype)))
    #expect(abs(try Self.values(image, .logVolume)[0] - 784 * log(0.02)) < 0.01)
    try expectClose(Self.values(image, .geometricWidth)[0], 0.02, absolute: 1e-6)
  }

  @Test(arguments: [2, 5, 8]) func estimatesAreNear(_ outputs: Int) throws {
    let set = try Self.zonotope(Self.random(3, outputs + 6, outputs, seed: UInt64(outputs)))
    let exact = try Self.values(set, .logExactVolume)
    let estimate = try set.estimatedVolume(samples: 4000, seed: 7)
    for row in 0..<3 {
      let error = estimate.relativeError[row]
      #expect(abs(estimate.logValue[row] - exact[row]) < 5 * error + 1e-6)
      #expect(error > 0 && error < 0.05)
      #expect(
        abs(estimate.standardError[row] - error * estimate.value[row])
          <= 1e-12 * estimate.standardError[row])
    }
    let again = try set.estimatedVolume(samples: 4000, seed: 7)
    #expect(again.value.isEqual(to: estimate.value))
    #expect(!(try set.estimatedVolume(samples: 4000, seed: 8)).value.isEqual(to: estimate.value))
  }

  @Test func derivativesAreThoseOfTheMeasures() throws {
    let tensor = try Self.random(2, 7, 3, seed: 5)
    for measure in Measure.allCases where measure.isDifferentiable && measure != .relativeWidth {
      let error = try gradientError(
        { generators in
          let radius = try generators.abs().sum([1])
          let set = ReachableSet(
            lower: try -radius, upper: radius, center: try radius * 0, generators: generators)
          return try set.measured(measure).log1pSum()
        }, at: tensor)
      #expect(error < 1e-5, "\(measure)")
    }
  }

  @Test func measuresSayWhatTheyCannot() throws {
    let box = try Self.zonotope(Self.random(1, 4, 2, seed: 1))
    let interval = ReachableSet(lower: box.lower, upper: box.upper)
    for measure in Measure.allCases {
      do {
        _ = try interval.measured(measure)
        #expect(!"\(measure)".lowercased().contains("exact"), "\(measure)")
      } catch let error as MeasureError {
        #expect(
          error == .needsGenerators(measure: measure, domain: "interval")
            || measure == .relativeWidth && error == .needsFunction(measure: measure))
      }
    }
    let many = try Self.zonotope(Self.random(1, 1000, 10, seed: 1))
    #expect {
      try many.measured(.exactVolume)
    } throws: { "\($0)".contains("2.63409") && "\($0)".contains("at most 5000000") }
  }
}

extension Value {
  /// A smooth function of measures of any size.
  fileprivate func log1pSum() throws -> Value { try (square() + 1).log().sum() }
}

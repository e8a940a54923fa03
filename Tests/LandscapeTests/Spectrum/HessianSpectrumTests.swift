import Foundation
import Landscape
import Tensors
import TestSupport
import Testing

@Suite struct HessianSpectrumTests {
  @Test("The saddle of the double well has eigenvalues -1 and 1")
  func saddle() throws {
    let spectrum = try HessianSpectrum(ClosureSurface.doubleWell, at: [0, 0], vectors: true)
    #expect(spectrum.eigenvalues == [-1, 1])
    #expect(spectrum.negative == 1 && spectrum.zeros == 0 && spectrum.positive == 1)
    #expect(spectrum.trace == 0 && spectrum.logDeterminant == 0)
    #expect(spectrum.eigenvector(0).map(abs) == [1, 0])
  }

  @Test("Eigenvectors satisfy H v = lambda v")
  func eigenvectors() throws {
    let x = [0.3, -1.2]
    let spectrum = try HessianSpectrum(ClosureSurface.himmelblau, at: x, vectors: true)
    let evaluator = ClosureSurface.himmelblau.makeEvaluator()
    for k in 0..<2 {
      let vector = spectrum.eigenvector(k)
      expectClose(
        try evaluator.hessianProduct(x, vector), vector.map { spectrum.eigenvalues[k] * $0 },
        absolute: 1e-12)
    }
  }

  @Test("What counts as zero is told by the largest magnitude")
  func zeros() throws {
    let surface = ClosureSurface(3) { _ in (0, [0, 0, 0], [-5, 0, 0, 0, 1e-12, 0, 0, 0, 2]) }
    let spectrum = try HessianSpectrum(surface, at: [0, 0, 0])
    #expect((spectrum.negative, spectrum.zeros, spectrum.positive) == (1, 1, 1))
    expectClose(spectrum.logDeterminant, log(10), relative: 1e-14)
    #expect(spectrum.eigenvectors.isEmpty)
  }

  @Test func whatIsTooLargeIsAnError() {
    let n = HessianSpectrum.largestDimension + 1
    let surface = ClosureSurface(n) { _ in (0, [], []) }
    #expect(
      throws: SpectrumError.tooLarge(dimension: n, largest: HessianSpectrum.largestDimension)
    ) { try HessianSpectrum(surface, at: [Double](repeating: 0, count: n)) }
  }

  /// By the whole Hessian, and by the Lanczos process.
  @Test(arguments: [50, 1300]) func extremeModes(n: Int) throws {
    var curvatures = (0..<n).map { 0.5 + 0.5 * sin(Double($0)) }
    (curvatures[3], curvatures[30], curvatures[40]) = (9, 7, -2)
    let factors = try Tensor(curvatures, dtype: .float64)
    let surface = try PlanSurface(dimension: n) { x in try (x * x * .tensor(factors)).sum() * 0.5 }
    let x = [Double](repeating: 1, count: n)
    let highest = try ExtremeModes(surface, at: x, .highest, count: 2)
    expectClose(highest.eigenvalues, [9, 7], absolute: 1e-8)
    expectClose(highest.vectors[0][3], 1, absolute: 1e-6)
    expectClose(highest.vectors[1][30], 1, absolute: 1e-6)
    let lowest = try ExtremeModes(surface, at: x, .lowest, count: 1)
    expectClose(lowest.eigenvalues, [-2], absolute: 1e-8)
    expectClose(lowest.vectors[0][40], 1, absolute: 1e-6)
  }

  @Test("An eigenvector that is not found is an error, not a wrong vector")
  func notConverged() throws {
    let n = 1300
    let factors = try Tensor((0..<n).map { 1 + 1e-9 * Double($0) }, dtype: .float64)
    let surface = try PlanSurface(dimension: n) { x in try (x * x * .tensor(factors)).sum() }
    let line = try PlanSurface(dimension: n) { x in
      try (x * x * .tensor(Tensor((0..<n).map { Double($0) }, dtype: .float64))).sum()
    }
    _ = try ExtremeModes(surface, at: [Double](repeating: 0, count: n), .lowest, count: 1)
    #expect(throws: SpectrumError.self) {
      try ExtremeModes(
        line, at: [Double](repeating: 0, count: n), .lowest, count: 1, steps: 30)
    }
  }
}

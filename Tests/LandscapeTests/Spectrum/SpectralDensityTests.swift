import Foundation
import Landscape
import Tensors
import TestSupport
import Testing

@Suite struct SpectralDensityTests {
  /// x . H x / 2 with eigenvalues between about -1 and 3.
  private static func quadratic(_ n: Int, diagonal: Bool) -> (ClosureSurface, [Double]) {
    var random = CounterRandom(seed: 5)
    var matrix = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      matrix[i * n + i] = 1 + 2 * random.symmetric()
      for j in 0..<i where !diagonal {
        let value = 0.3 * random.normal() / Double(n).squareRoot()
        matrix[i * n + j] = value
        matrix[j * n + i] = value
      }
    }
    let hessian = matrix
    let surface = ClosureSurface(n) { x in
      let slope = (0..<n).map { i in (0..<n).reduce(0) { $0 + hessian[i * n + $1] * x[$1] } }
      return (zip(x, slope).reduce(0) { $0 + 0.5 * $1.0 * $1.1 }, slope, hessian)
    }
    return (surface, hessian)
  }

  private static func options(_ probes: Int, _ steps: Int) -> SpectralDensity.Options {
    var options = SpectralDensity.Options()
    (options.probes, options.steps) = (probes, steps)
    return options
  }

  @Test("Of a diagonal Hessian each probe of signs has the true moments, up to degree 2k - 1")
  func momentsAreExact() throws {
    let n = 40
    let (surface, hessian) = Self.quadratic(n, diagonal: true)
    let density = try SpectralDensity(
      surface, at: [Double](repeating: 0, count: n), Self.options(2, 6))
    for power in 0...11 {
      let truth = (0..<n).reduce(0) { $0 + pow(hessian[$1 * n + $1], Double(power)) }
      let estimate = density.trace(power: power)
      expectClose(estimate.value, truth, relative: 1e-10, "power \(power)")
      expectClose(estimate.error, 0, absolute: 1e-9 * truth)
    }
    // Beyond that degree six nodes cannot have the moments of forty eigenvalues.
    let truth = (0..<n).reduce(0) { $0 + pow(hessian[$1 * n + $1], 20) }
    #expect(abs(density.trace(power: 20).value / truth - 1) > 1e-8)
  }

  @Test("Traces of the Hessian and of its square lie within their errors")
  func tracesAreEstimated() throws {
    let n = 60
    let (surface, hessian) = Self.quadratic(n, diagonal: false)
    let density = try SpectralDensity(
      surface, at: [Double](repeating: 0, count: n), Self.options(64, 20))
    let trace = (0..<n).reduce(0) { $0 + hessian[$1 * n + $1] }
    let square = hessian.reduce(0) { $0 + $1 * $1 }
    for (estimate, truth) in [(density.trace(), trace), (density.trace(power: 2), square)] {
      #expect(abs(estimate.value - truth) < 4 * estimate.error)
      #expect(estimate.error < 0.05 * truth)
    }
    let spectrum = try HessianSpectrum(surface, at: [Double](repeating: 0, count: n))
    #expect(density.lowest >= spectrum.eigenvalues[0] - 1e-10)
    #expect(density.highest <= spectrum.eigenvalues[n - 1] + 1e-10)
    #expect(density.highest > spectrum.eigenvalues[n - 1] - 0.05)
  }

  @Test("With as many steps as coordinates the nodes are the eigenvalues")
  func nodesAreEigenvalues() throws {
    let (surface, _) = Self.quadratic(12, diagonal: false)
    let x = [Double](repeating: 0, count: 12)
    let density = try SpectralDensity(surface, at: x, Self.options(1, 50))
    expectClose(
      density.quadratures[0].nodes, try HessianSpectrum(surface, at: x).eigenvalues,
      absolute: 1e-10)
    #expect(density.products == 12 && density.trace().error.isNaN)
  }

  @Test("The density integrates to 1, its mean is the mean eigenvalue", arguments: [2, 64, 5000])
  func densityIsNormalised(points: Int) throws {
    let (surface, _) = Self.quadratic(30, diagonal: false)
    var options = Self.options(4, 30)
    options.points = points
    let density = try SpectralDensity(
      surface, at: [Double](repeating: 0, count: 30), options)
    let spacing = density.grid[1] - density.grid[0]
    expectClose(density.density.reduce(0, +) * spacing, 1, absolute: 1e-8)
    #expect(density.density.allSatisfy { $0 >= 0 })
    guard points == 5000 else { return }
    let mean = zip(density.grid, density.density).reduce(0) { $0 + $1.0 * $1.1 } * spacing
    expectClose(mean, density.trace().value / 30, absolute: 1e-6)
  }

  @Test("A flat surface has one peak at zero")
  func flatSurface() throws {
    let surface = ClosureSurface(3) { _ in (1, [0, 0, 0], [Double](repeating: 0, count: 9)) }
    let density = try SpectralDensity(surface, at: [0, 0, 0], .init())
    #expect(density.trace().value == 0 && density.sigma > 0)
    expectClose(
      density.density.reduce(0, +) * (density.grid[1] - density.grid[0]), 1, absolute: 1e-8)
  }

  @Test("The same bits for any number of workers, others for another seed")
  func isDeterministic() throws {
    let (surface, _) = Self.quadratic(25, diagonal: false)
    let x = [Double](repeating: 0.1, count: 25)
    var options = Self.options(5, 10)
    let one = try SpectralDensity(surface, at: x, options)
    options.workers = 3
    #expect(try SpectralDensity(surface, at: x, options).density == one.density)
    options.seed = 1
    #expect(try SpectralDensity(surface, at: x, options).density != one.density)
  }

  @Test func wrongPointsAreErrors() {
    let (surface, _) = Self.quadratic(3, diagonal: true)
    #expect(throws: SpectrumError.dimension(expected: 3, got: 2)) {
      try SpectralDensity(surface, at: [0, 0], .init())
    }
    #expect(throws: SpectrumError.self) {
      try SpectralDensity(surface, at: [0, .nan, 0], .init())
    }
    let broken = ClosureSurface(1) { _ in (0, [0], [.infinity]) }
    #expect(throws: SpectrumError.hessianNotFinite) {
      try SpectralDensity(broken, at: [0], .init())
    }
  }
}

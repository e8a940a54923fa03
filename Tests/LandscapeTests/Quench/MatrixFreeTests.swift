import Foundation
import Landscape
import Tensors
import TestSupport
import Testing

/// Proofs by products with the Hessian, where the Hessian itself tells the truth.
@Suite struct MatrixFreeTests {
  private func options(dense: Bool) -> QuenchOptions {
    var options = QuenchOptions()
    options.denseLimit = dense ? 2000 : 1
    return options
  }

  @Test(arguments: 0..<4) func itFindsWhatTheHessianFinds(seed: Int) throws {
    let xor = TanhNetwork.xor(hidden: 2, lambda: 1e-2)
    let start = (0..<xor.dimension).map { sin(Double(3 * $0 + 17 * seed + 1)) }
    let (dense, free) = (
      try Quencher(surface: xor, options: options(dense: true)),
      try Quencher(surface: xor, options: options(dense: false))
    )
    let known = try #require(try dense.refine(try dense.descend(from: start)).minimum)
    let point = try #require(try free.refine(try free.descend(from: start)).minimum)
    expectClose(point.energy, known.energy, absolute: 1e-13)
    expectClose(point.x, known.x, absolute: 1e-9)
    expectClose(point.lowestEigenvalue, known.lowestEigenvalue, absolute: 1e-9)
    #expect(point.proof == .strict)
    #expect(point.logDeterminant.isNaN)
  }

  @Test func saddlesAreLeftAndFlatPointsAreNotMinima() throws {
    let quencher = try Quencher(
      surface: ClosureSurface.doubleWell, options: options(dense: false))
    let refinement = try quencher.refine(try quencher.descend(from: [0, 0.3]))
    let point = try #require(refinement.minimum)
    expectClose(abs(point.x[0]), 1, absolute: 1e-10)
    #expect(refinement.stepOffs == 1)

    let valley = ClosureSurface(3) { p in
      let s = p[0] + p[1] - 1
      return (s * s, [2 * s, 2 * s, 0], [2, 2, 0, 2, 2, 0, 0, 0, 0])
    }
    let flat = try Quencher(surface: valley, options: options(dense: false))
    #expect(try flat.refine(try flat.descend(from: [3, 1, 7])).failure == .degenerate)
  }

  /// Its Hessian would take 20 GB.
  @Test func aSurfaceOfFiftyThousandCoordinatesIsProved() throws {
    let n = 50_000
    let surface = try PlanSurface(dimension: n) { x in
      let s = try x * x - 1
      return try (s * s).sum()
    }
    let quencher = try Quencher(surface: surface)
    let refinement = try quencher.refine(
      try quencher.descend(from: [Double](repeating: 0.7, count: n)))
    let point = try #require(refinement.minimum)
    #expect(point.x.allSatisfy { abs($0 - 1) < 1e-9 })
    expectClose(point.lowestEigenvalue, 8, absolute: 1e-6)
    #expect(point.proof == .strict)
  }
}

import Foundation
import Landscape
import Tensors
import TestSupport
import Testing

/// Minima whose lowest eigenvalue lies far below the largest one.
@Suite struct SoftMinimaTests {
  /// A bent valley whose floor is softer by seven powers of ten than its walls.
  @Test(arguments: [1e-5, 1e-7]) func aSoftValleyIsFollowedToItsMinimum(mu: Double) throws {
    let surface = ClosureSurface(2) { p in
      let (x, y) = (p[0], p[1])
      let wall = y - 0.1 * x * x
      return (
        0.5 * wall * wall + 0.5 * mu * (x - 2) * (x - 2),
        [-0.2 * x * wall + mu * (x - 2), wall],
        [-0.2 * wall + 0.04 * x * x + mu, -0.2 * x, -0.2 * x, 1]
      )
    }
    let quencher = try Quencher(surface: surface)
    for start in [[0.0, 1], [-3, 0.5], [4, 1.7]] {
      let refinement = try quencher.refine(try quencher.descend(from: start))
      let point = try #require(refinement.minimum, "from \(start)")
      expectClose(point.x, [2, 0.4], absolute: 1e-6)
      #expect(point.energy < 1e-18)
    }
  }

  /// Descents stop at 1e-7 of networks with eigenvalues below 1e-6: all are followed to a proof.
  @Test(arguments: [1e-4, 1e-5, 1e-6]) func everyQuenchOfASoftNetworkIsProved(
    lambda: Double
  ) throws {
    let xor = TanhNetwork.xor(hidden: 4, lambda: lambda)
    let quencher = try Quencher(surface: xor)
    let evaluator = xor.makeEvaluator()
    for seed in 0..<20 {
      var random = CounterRandom(seed: UInt64(seed))
      let start = (0..<xor.dimension).map { _ in random.symmetric() }
      let refinement = try quencher.refine(try quencher.descend(from: start))
      let point = try #require(refinement.minimum, "seed \(seed): \(refinement.failure as Any)")
      // Nothing nearby lies lower.
      var slope = start
      for scale in [1e-3, 1e-2] {
        let near = point.x.map { $0 + scale * random.symmetric() }
        #expect(try evaluator.energy(near, gradient: &slope) > point.energy)
      }
      let eigen = try SymmetricEigen(try evaluator.hessian(point.x), dimension: xor.dimension)
      expectClose(point.lowestEigenvalue, eigen.values[0], absolute: 1e-9 * eigen.values.last!)
      #expect(eigen.values[0] > 0)
    }
  }
}

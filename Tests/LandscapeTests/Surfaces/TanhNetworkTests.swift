import Landscape
import TestSupport
import Testing

/// The surfaces of the tests are themselves held against recorded numbers and differences.
@Suite struct TanhNetworkTests {
  @Test func energyAndGradientOfIrisAreTheRecordedOnes() throws {
    let check = try Fixtures.irisCheck()
    let evaluator = try Fixtures.iris(lambda: check.lambda).makeEvaluator()
    var gradient = [Double](repeating: 0, count: 83)
    let energy = try evaluator.valueAndGradient(check.parameters, &gradient)
    expectClose(energy, check.energy, absolute: 1e-13)
    expectClose(gradient, check.gradient, absolute: 1e-13)
  }

  @Test func hessiansAgreeWithDifferencesOfGradients() throws {
    let iris = try Fixtures.iris(lambda: 1e-3)
    let point = try Fixtures.irisCheck().parameters
    try compare(iris, at: point)
    try compare(TanhNetwork.xor(hidden: 2, lambda: 1e-2), at: (0..<12).map { Double($0) / 7 - 0.8 })
    try compare(LennardJones(atoms: 3), at: [0, 0, 0, 1.1, 0.1, 0, 0.3, 1.2, -0.4])
    try compare(ClosureSurface.himmelblau, at: [1.3, -0.4])
  }

  private func compare(_ surface: any EnergySurface, at x: [Double]) throws {
    let evaluator = try surface.makeEvaluator()
    let n = surface.dimension
    let hessian = try evaluator.hessian(x)
    let step = 1e-5
    for column in 0..<n {
      var (up, down) = (x, x)
      up[column] += step
      down[column] -= step
      var (high, low) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
      _ = try evaluator.valueAndGradient(up, &high)
      _ = try evaluator.valueAndGradient(down, &low)
      for row in 0..<n {
        let difference = (high[row] - low[row]) / (2 * step)
        expectClose(difference, hessian[row * n + column], absolute: 1e-7, relative: 1e-7)
      }
    }
  }
}

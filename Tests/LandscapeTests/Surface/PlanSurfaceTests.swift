import Foundation
import Landscape
import Tensors
import TestSupport
import Testing

@Suite struct PlanSurfaceTests {
  /// sum exp(x_i) + (sum x_i)^4 / 4
  private func surface(_ n: Int) throws -> PlanSurface {
    try PlanSurface(dimension: n) { x in
      let sum = try x.sum()
      let square = try sum * sum
      return try x.exp().sum() + square * square * 0.25
    }
  }

  /// Below 128 coordinates, in blocks of 64 with a rest, and product by product.
  @Test(arguments: [1, 5, 130]) func productsAreThoseOfTheHessian(n: Int) throws {
    let evaluator = try surface(n).makeEvaluator()
    let x = (0..<n).map { 0.3 * sin(Double($0) + 1) }
    let v = (0..<n).map { cos(Double(3 * $0)) }
    let total = x.reduce(0, +)
    let along = v.reduce(0, +)
    let truth = zip(x, v).map { exp($0) * $1 + 3 * total * total * along }
    expectClose(try evaluator.hessianProduct(x, v), truth, absolute: 1e-12 * (1 + total * total))
    let hessian = try evaluator.hessian(x)
    expectClose(
      (0..<n).map { i in (0..<n).reduce(0) { $0 + hessian[i * n + $1] * v[$1] } }, truth,
      absolute: 1e-11 * (1 + total * total))
  }

  @Test(arguments: [1, 3, 64]) func pointsAtOnceAreAsOneByOne(count: Int) throws {
    let n = 7
    let surface = try surface(n)
    let evaluator = try surface.makeEvaluator()
    let batched = try surface.makeBatchedEvaluator(count: count)
    let points = (0..<count).map { k in (0..<n).map { sin(Double($0 + 5 * k)) } }
    var values = [Double](repeating: 0, count: count)
    var gradients = [Double](repeating: 0, count: count * n)
    try batched.valuesAndGradients(points.flatMap { $0 }, &values, &gradients)
    for (k, point) in points.enumerated() {
      var gradient = point
      expectClose(values[k], try evaluator.energy(point, gradient: &gradient), relative: 1e-14)
      expectClose(
        Array(gradients[k * n..<(k + 1) * n]), gradient, absolute: 1e-13, relative: 1e-13)
    }
  }

  @Test func energiesOfAnyNumberOfPoints() throws {
    let surface = try surface(3)
    let evaluator = try surface.makeEvaluator()
    let points = (0..<130).map { k in (0..<3).map { sin(Double($0 + 5 * k)) } }
    var gradient = [0.0, 0, 0]
    let truth = try points.map { try evaluator.energy($0, gradient: &gradient) }
    expectClose(try surface.energies(of: points), truth, relative: 1e-14)
    #expect(try surface.energies(of: []) == [])
    #expect(throws: SurfaceError.dimension(point: 1, expected: 3, got: 2)) {
      try surface.energies(of: [[1, 2, 3], [1, 2]])
    }
  }

  /// 20 TB, which no machine has: said before anything is allocated.
  @Test func aHessianBeyondTheMemoryLimitIsAnError() throws {
    let n = 1_600_000
    let evaluator = try PlanSurface(dimension: n) { x in try (x * x).sum() }.makeEvaluator()
    #expect(throws: TensorError.self) {
      try evaluator.hessian([Double](repeating: 1, count: n))
    }
  }
}

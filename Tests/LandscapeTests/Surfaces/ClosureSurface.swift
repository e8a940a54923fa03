import Landscape

/// A surface given by a closure over arrays: energy, gradient and Hessian together.
struct ClosureSurface: EnergySurface {
  typealias Body = @Sendable ([Double]) throws -> (Double, [Double], [Double])
  let dimension: Int
  let body: Body

  init(_ dimension: Int, _ body: @escaping Body) {
    self.dimension = dimension
    self.body = body
  }

  func makeEvaluator() -> any EnergyEvaluator {
    Evaluator(dimension: dimension, body: body)
  }

  private final class Evaluator: EnergyEvaluator {
    let dimension: Int
    let body: Body

    init(dimension: Int, body: @escaping Body) {
      self.dimension = dimension
      self.body = body
    }

    func valueAndGradient(
      _ x: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>
    ) throws -> Double {
      let (value, g, _) = try body(Array(UnsafeBufferPointer(start: x, count: dimension)))
      for i in 0..<dimension { gradient[i] = g[i] }
      return value
    }

    func hessian(_ x: [Double]) throws -> [Double] { try body(x).2 }
  }
}

extension ClosureSurface {
  /// Himmelblau's function: four minima of energy 0, one maximum, four saddles.
  static let himmelblau = ClosureSurface(2) { himmelblauBody($0) }

  static func himmelblauBody(_ p: [Double]) -> (Double, [Double], [Double]) {
    let (x, y) = (p[0], p[1])
    let a = x * x + y - 11
    let b = x + y * y - 7
    let xy = 4 * x + 4 * y
    return (
      a * a + b * b, [4 * a * x + 2 * b, 2 * a + 4 * b * y],
      [8 * x * x + 4 * a + 2, xy, xy, 2 + 8 * y * y + 4 * b]
    )
  }

  /// x^4/4 - x^2/2 + y^2/2: minima at x = +-1, a saddle between them.
  static let doubleWell = ClosureSurface(2) { p in
    let (x, y) = (p[0], p[1])
    return (
      x * x * x * x / 4 - x * x / 2 + y * y / 2, [x * x * x - x, y],
      [3 * x * x - 1, 0, 0, 1]
    )
  }
}

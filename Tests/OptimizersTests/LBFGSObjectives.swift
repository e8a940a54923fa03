import Optimizers

/// A function given as a closure over arrays.
final class Closure: DifferentiableObjective {
  let dimension: Int
  let body: ([Double]) throws -> (Double, [Double])
  var calls = 0

  init(_ dimension: Int, _ body: @escaping ([Double]) throws -> (Double, [Double])) {
    self.dimension = dimension
    self.body = body
  }

  func valueAndGradient(
    _ x: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>
  ) throws -> Double {
    calls += 1
    let (value, g) = try body(Array(UnsafeBufferPointer(start: x, count: dimension)))
    for i in 0..<dimension { gradient[i] = g[i] }
    return value
  }
}

/// sum of w_i (x_i - 1)^2 / 2 with w from 1 to `condition`.
func quadratic(_ n: Int, condition: Double) -> Closure {
  Closure(n) { x in
    var value = 0.0
    var g = [Double](repeating: 0, count: n)
    for i in 0..<n {
      let w = 1 + (condition - 1) * Double(i) / Double(max(1, n - 1))
      value += 0.5 * w * (x[i] - 1) * (x[i] - 1)
      g[i] = w * (x[i] - 1)
    }
    return (value, g)
  }
}

/// The chained Rosenbrock function written on raw memory: its cost is about a nanosecond a term.
final class Rosenbrock: DifferentiableObjective {
  let dimension: Int
  init(_ dimension: Int) { self.dimension = dimension }

  func valueAndGradient(
    _ x: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>
  ) throws -> Double {
    var value = 0.0
    for i in 0..<dimension { gradient[i] = 0 }
    for i in 0..<dimension - 1 {
      let a = x[i + 1] - x[i] * x[i]
      let b = 1 - x[i]
      value += 100 * a * a + b * b
      gradient[i] -= 400 * a * x[i] + 2 * b
      gradient[i + 1] += 200 * a
    }
    return value
  }
}

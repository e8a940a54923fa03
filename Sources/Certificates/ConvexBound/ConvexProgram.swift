import Foundation
import Tensors

/// The convex program, solved by adding units: the weights of those that are there are optimal, the dual that follows tells for
/// each pattern which unit it lacks, and these are added, until it lacks none.
///
/// In the dual every unit is a linear condition, so that this is a cutting-plane method for a strongly concave function.
struct ConvexProgram {
  private struct Unit {
    /// What it gives for the samples, with its sign.
    var outputs: [Double]
    var weight = 0.0
  }

  private let problem: ConvexBound.Problem
  private let samples: [SIMD3<Double>]
  private let support: SupportBound
  private var active: [Unit] = []
  private(set) var rounds = 0
  /// Of the best network met.
  private(set) var value = Double.infinity
  private(set) var units = 0
  /// The best dual, not quite feasible, and its value when it is made so.
  private var dual: [Double]
  private var dualValue = 0.0

  var patternCount: Int { support.patterns.count }

  private static let mostRounds = 400
  /// Conditions of the dual that are exceeded by less count as satisfied.
  private static let excess = 1e-12

  init(_ problem: ConvexBound.Problem) throws {
    self.problem = problem
    // Zero is feasible.
    dual = problem.y.map { _ in 0 }
    samples = problem.x.map { row in
      SIMD3(row[0], row.count > 1 ? row[1] : 0, problem.hasHiddenBias ? 1 : 0)
    }
    support = SupportBound(
      samples: samples, patterns: try ActivationPatterns(samples).patterns)
  }

  private var count: Double { Double(problem.y.count) }

  mutating func solve() throws {
    let limit = 2 * problem.lambda
    var stale = 0
    while rounds < ConvexProgram.mostRounds, stale < 12 {
      try Cancellation.check()
      rounds += 1
      let v = weigh()
      var largest = limit
      var new: [Unit] = []
      for sign in [1.0, -1] {
        for peak in support.peaks(v.map { sign * $0 }, above: limit * (1 + ConvexProgram.excess)) {
          largest = max(largest, peak.value)
          new.append(unit(peak.direction, sign))
        }
      }
      stale += 1
      if keep(v, scale: limit / largest) { stale = 0 }
      if new.isEmpty { break }
      if active.count > 300 { active.removeAll { $0.weight == 0 } }
      active += new
    }
  }

  private func unit(_ direction: SIMD3<Double>, _ sign: Double) -> Unit {
    Unit(outputs: samples.map { sign * max(($0 * direction).sum(), 0) })
  }

  /// Optimal weights of the units that there are; gives the dual.
  private mutating func weigh() -> [Double] {
    let (n, m) = (problem.y.count, active.count)
    // The bias of the output is what is best for the rest: a part of its mean.
    let part = problem.hasOutputBias ? 1 / (1 + problem.lambda) : 0
    func reduced(_ a: [Double]) -> [Double] {
      let mean = a.reduce(0, +) / count * part
      return a.map { $0 - mean }
    }
    var gram = [Double](repeating: 0, count: m * m)
    var h = [Double](repeating: 0, count: m)
    let images = active.map { reduced($0.outputs) }
    for i in 0..<m {
      h[i] = 2 / count * dot(images[i], problem.y) - 2 * problem.lambda
      for j in 0...i {
        let product = 2 / count * dot(images[i], active[j].outputs)
        gram[i * m + j] = product
        gram[j * m + i] = product
      }
    }
    let weights = NonnegativeQuadratic(gram, h, tolerance: 1e-14 * problem.lambda).x
    var rest = problem.y
    for (k, weight) in weights.enumerated() {
      active[k].weight = weight
      for s in 0..<n { rest[s] -= weight * active[k].outputs[s] }
    }
    let bias = rest.reduce(0, +) / count * part
    let residual = rest.map { $0 - bias }
    let loss =
      dot(residual, residual) / count + 2 * problem.lambda * weights.reduce(0, +)
      + problem.lambda * bias * bias
    if loss < value {
      value = loss
      units = weights.count { $0 > 0 }
    }
    return residual.map { 2 / count * $0 }
  }

  /// Whether a dual, made feasible, is the best so far.
  private mutating func keep(_ v: [Double], scale: Double) -> Bool {
    let scaled = v.map { scale * $0 }
    let found = objective(scaled).value
    guard found > dualValue + 1e-15 * abs(dualValue) else { return false }
    (dual, dualValue) = (scaled, found)
    return true
  }

  /// The dual value, and a bound of its rounding error.
  private func objective(_ v: [Double]) -> (value: Double, error: Double) {
    let sum = v.reduce(0, +)
    let square = dot(v, v) * (count / 4)
    let bias = problem.hasOutputBias ? sum * sum / (4 * problem.lambda) : 0
    let sizes = v.reduce(0) { $0 + abs($1) }
    let size =
      zip(v, problem.y).reduce(0) { $0 + abs($1.0 * $1.1) } + square
      + (problem.hasOutputBias ? sizes * sizes / (4 * problem.lambda) : 0)
    return (dot(v, problem.y) - square - bias, 2 * Rounded.error(4 * v.count + 16) * size)
  }

  /// The value of a feasible dual, rounded down.
  func lowerBound() throws -> Double {
    let limit = 2 * problem.lambda
    var v = dual
    for _ in 0..<20 {
      try Cancellation.check()
      let largest = max(
        support.bound(v, floor: limit), support.bound(v.map { -$0 }, floor: limit))
      if largest <= limit {
        let (value, error) = objective(v)
        // Zero is feasible: no loss is below it.
        return max((value - error).nextDown, 0)
      }
      guard largest.isFinite else { throw ConvexBoundError.notFeasible }
      let scale = (limit / largest) * (1 - 1e-15)
      v = v.map { $0 * scale }
    }
    throw ConvexBoundError.notFeasible
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

import Foundation
import Tensors

/// What products with a Hessian say of its lowest eigenvalue, on the complement of the symmetry's zero modes.
///
/// After k steps of the Lanczos process from a vector drawn evenly from all directions, the lowest Ritz value t lies
/// above the lowest eigenvalue by more than e times the spectrum's width with a probability below
///
///     1.648 sqrt(n) exp(-sqrt(e) (2k - 1))
///
/// (Kuczyński and Woźniakowski, SIAM J. Matrix Anal. Appl. 13, 1992, theorem 4.2). Positive is what is positive with that
/// probability below 1e-12.
struct LowestCurvature {
  enum Verdict {
    case positive
    /// With the unit vector of a negative curvature.
    case negative([Double])
    /// With the unit vector of the lowest curvature that was found.
    case undecided([Double])
  }

  /// The lowest Ritz value, and the largest magnitude of one.
  let lowest: Double
  let radius: Double
  let verdict: Verdict

  private static let risk = 1e-12

  /// - Parameters:
  ///   - zero: curvatures up to it times the largest one count as zero.
  ///   - steps: products at most.
  init(
    _ evaluations: Evaluations, at x: [Double], modes: [[Double]], zero: Double, steps: Int
  ) throws {
    let n = x.count
    let start = Lanczos.start(n, off: modes)
    var lanczos = Lanczos(start: start, keepsBasis: false)
    func product(_ vector: [Double]) throws -> [Double] {
      let image = try evaluations.product(x, vector).projected(off: modes)
      if let bad = image.firstIndex(where: { !$0.isFinite }) {
        throw SymmetricEigenError.notFinite(row: bad, column: 0)
      }
      return image
    }
    var (lowest, highest, bound) = (0.0, 0.0, -Double.infinity)
    var next = 4
    while lanczos.diagonal.count < steps, !lanczos.isComplete {
      if lanczos.diagonal.count % 16 == 0 { try Cancellation.check() }
      try lanczos.step(product)
      guard lanczos.diagonal.count >= next || lanczos.isComplete else { continue }
      next = next * 5 / 4 + 1
      (lowest, highest) = (lanczos.lowest, lanczos.highest)
      let tolerance = zero * max(abs(lowest), abs(highest))
      // A complete process has seen all eigenvalues that the start has a share of: all of them.
      let width =
        lanczos.isComplete ? 0 : LowestCurvature.width(n, steps: lanczos.diagonal.count)
      bound = lowest - width * (highest - lowest)
      if bound > tolerance || lowest < -tolerance { break }
    }
    self.lowest = lowest
    radius = max(abs(lowest), abs(highest))
    if bound > zero * radius {
      verdict = .positive
      return
    }
    // The recurrence once more, to sum the Ritz vector: the basis was not kept.
    let coefficients = lanczos.tridiagonal.vector(of: lowest)
    var vector = [Double](repeating: 0, count: n)
    var again = Lanczos(start: start, keepsBasis: false)
    for coefficient in coefficients {
      vector.add(coefficient, again.vector)
      try again.step(product)
    }
    vector = vector.scaled(by: 1 / vector.length)
    verdict = lowest < -zero * radius ? .negative(vector) : .undecided(vector)
  }

  /// The e of the bound.
  private static func width(_ n: Int, steps: Int) -> Double {
    let root = log(1.648 * Double(n).squareRoot() / risk) / Double(2 * steps - 1)
    return root * root
  }
}

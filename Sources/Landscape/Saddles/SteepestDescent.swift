import Foundation
import Tensors

/// The path of steepest descent, x' = - gradient, from beside a saddle into the bowl of a minimum.
///
/// Each step is the exact path on the quadratic model of the exact Hessian, as far as the model holds (Page and McIver,
/// J. Chem. Phys. 88, 1988). So it ends at the minimum below, where a descent by longer steps may end at another.
struct SteepestDescent {
  let options: SaddleOptions
  let symmetry: any Symmetry
  let evaluations: Evaluations

  /// Points on the way, and where it ended.
  struct Path {
    var points: [Position]
    var end: End
  }

  enum End {
    /// In a bowl: Newton's step to its bottom is short.
    case bowl
    /// At a stationary point that is no minimum, as paths in symmetric subspaces do; with the mode of its lowest
    /// eigenvalue.
    case saddle(mode: [Double])
    case notFinite
    case tooLong
    /// The energy jumps, or has a kink: it does not fall as its derivatives say.
    case blocked
  }

  private static let limit = 400
  /// Of the gradient along the path, from its prediction.
  private static let allowed = 0.3

  func follow(from start: Position) throws -> Path {
    var points = [start]
    var here = start
    var radius = min(0.1, options.pathStep)
    var steepest = 0.0
    // A spectrum serves as long as it foretells the gradient.
    var kept: Spectrum?
    for _ in 0..<SteepestDescent.limit {
      try Cancellation.check()
      guard here.isFinite else { return Path(points: points, end: .notFinite) }
      let spectrum: Spectrum
      do { spectrum = try kept ?? self.spectrum(here) } catch SymmetricEigenError.notFinite {
        return Path(points: points, end: .notFinite)
      }
      let model = Model(spectrum, here.gradient)
      steepest = max(steepest, here.gradient.length)
      // What is left of the gradient along negative modes after a way on which it vanishes is rounding.
      if let reach = model.reachOfNewton(noise: 1e-8 * steepest),
        reach <= min(0.1, options.pathStep)
      {
        // Where it ends is told by the Hessian there.
        if kept != nil {
          kept = nil
          continue
        }
        let isBowl = spectrum.values.first ?? 0 >= -spectrum.zero
        return Path(
          points: points, end: isBowl ? .bowl : .saddle(mode: spectrum.vector(0)))
      }
      var isDone = false
      while !isDone {
        let (step, predicted) = model.step(length: radius)
        let there = try evaluations.position(here.x.adding(1, step))
        let error = there.gradient.adding(-1, predicted).length
        let size = max(predicted.length, 0.3 * here.gradient.length)
        if there.isFinite, there.energy <= here.energy, error <= SteepestDescent.allowed * size {
          radius = min(options.pathStep, error < 0.1 * size ? radius * 1.5 : radius)
          here = there
          kept = error < 0.1 * size ? spectrum : nil
          isDone = true
        } else if kept != nil {
          kept = nil
          isDone = true
        } else {
          radius *= 0.5
          guard radius > 1e-9 else { return Path(points: points, end: .blocked) }
        }
      }
      if here.x != points[points.count - 1].x { points.append(here) }
    }
    return Path(points: points, end: .tooLong)
  }

  private func spectrum(_ here: Position) throws -> Spectrum {
    // The gradient is orthogonal to the modes everywhere; what the Hessian says along them is not wanted.
    let model = try FactoredHessian(
      evaluations, at: here.x, modes: symmetry.zeroModes(at: here.x))
    return try Spectrum(model, zero: 1e-12)
  }

  /// The quadratic model in the basis of eigenvectors.
  private struct Model {
    let vectors: [[Double]]
    let values: [Double]
    let shares: [Double]
    let gradient: [Double]

    init(_ spectrum: Spectrum, _ gradient: [Double]) {
      values = Array(spectrum.values)
      vectors = values.indices.map { spectrum.vector($0) }
      shares = vectors.map { $0.dot(gradient) }
      self.gradient = gradient
    }

    /// The length of Newton's step, without components of the gradient up to `noise`; nil where a curvature along the
    /// others is not positive.
    func reachOfNewton(noise: Double) -> Double? {
      var square = 0.0
      for (value, share) in zip(values, shares) where abs(share) > noise {
        guard value > 0 else { return nil }
        square += (share / value) * (share / value)
      }
      return square.squareRoot()
    }

    /// Along mode i the path is - g (1 - e^(-lambda t)) / lambda.
    private func move(_ k: Int, _ time: Double) -> Double {
      let exponent = values[k] * time
      guard shares[k] != 0 else { return 0 }
      return abs(exponent) < 1e-8
        ? -shares[k] * time * (1 - 0.5 * exponent) : shares[k] * expm1(-exponent) / values[k]
    }

    private func length(_ time: Double) -> Double {
      values.indices.reduce(0) { $0 + move($1, time) * move($1, time) }.squareRoot()
    }

    /// The step of that length, at most, and the gradient that the model predicts there.
    func step(length wanted: Double) -> (step: [Double], gradient: [Double]) {
      var (low, high) = (0.0, wanted / max(gradient.length, 1e-300))
      for _ in 0..<60 where length(high) < wanted { (low, high) = (high, 2 * high) }
      for _ in 0..<40 {
        let middle = 0.5 * (low + high)
        if length(middle) > wanted { high = middle } else { low = middle }
      }
      let time = low > 0 ? low : 0.5 * high
      var step = [Double](repeating: 0, count: gradient.count)
      var predicted = step
      for k in values.indices {
        let along = move(k, time)
        step.add(along, vectors[k])
        predicted.add(shares[k] + values[k] * along, vectors[k])
      }
      return (step, predicted)
    }
  }
}

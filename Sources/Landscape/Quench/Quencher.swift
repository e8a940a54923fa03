import Optimizers
import Tensors

/// Why a quench did not end at a proved minimum.
public enum QuenchFailure: String, Sendable {
  /// The descent ran out of steps.
  case maxSteps = "max_steps"
  /// The energy fell along no direction, and yet the gradient did not vanish.
  case stuck
  case notFinite = "not_finite"
  /// Newton's method left a gradient above the tolerance.
  case notStationary = "not_stationary"
  /// Every attempt to leave a saddle ended at another one.
  case saddle

  init?(_ status: LBFGS.Status) {
    switch status {
    case .converged: return nil
    case .maxSteps: self = .maxSteps
    case .stuck: self = .stuck
    case .notFinite: self = .notFinite
    }
  }
}

/// A point after quenching, polishing and the check of its exact Hessian.
public struct Refinement: Sendable {
  /// The last point reached; nil if not even its Hessian was finite.
  public var point: StationaryPoint?
  /// Saddles that were met and left on the way.
  public var stepOffs: Int
  /// Calls of energy and gradient after the first descent.
  public var evaluations: Int
  /// nil: `point` is a minimum.
  public var failure: QuenchFailure?

  public var minimum: StationaryPoint? { failure == nil ? point : nil }
}

/// Quenches points of one surface on one thread.
public final class Quencher {
  public let options: QuenchOptions
  private let evaluator: any EnergyEvaluator
  private let descent: LBFGS

  public init(surface: any EnergySurface, options: QuenchOptions = QuenchOptions()) throws {
    self.options = options
    descent = try LBFGS(dimension: surface.dimension, options: options.descent)
    evaluator = try surface.makeEvaluator()
  }

  /// Whether energy and gradient are numbers there.
  func isFinite(at x: [Double]) throws -> Bool {
    var gradient = x
    return try evaluator.energy(x, gradient: &gradient).isFinite && gradient.allSatisfy(\.isFinite)
  }

  /// The loose descent, as chains of basin hopping need it.
  public func descend(from start: [Double]) throws -> LBFGS.Result {
    try descent.minimize(evaluator, from: start)
  }

  /// Polishes the end of a descent by Newton's method and checks that it is a minimum; where the
  /// exact Hessian has a negative eigenvalue, steps off along its mode, to the side that lies
  /// lower, and descends again.
  public func refine(_ descended: LBFGS.Result) throws -> Refinement {
    var refinement = Refinement(stepOffs: 0, evaluations: 0)
    var end = descended
    while true {
      let unfinished = QuenchFailure(end.status)
      // A descent is stuck also where rounding hides the last of the gradient: Newton will tell.
      if let unfinished, unfinished != .stuck {
        refinement.failure = unfinished
        return refinement
      }
      let outcome: Newton.Outcome
      do {
        outcome = try Newton(options: options).polish(end.x, evaluator: evaluator)
      } catch SymmetricEigenError.notFinite {
        refinement.failure = .notFinite
        return refinement
      }
      let point = outcome.point
      refinement.point = point
      guard let mode = outcome.descentMode else {
        let limit = options.stationaryTolerance * max(1, point.spectralRadius)
        refinement.failure = point.gradientNorm <= limit ? nil : unfinished ?? .notStationary
        return refinement
      }
      guard refinement.stepOffs < options.maximumStepOffs else {
        refinement.failure = .saddle
        return refinement
      }
      let start = try stepOff(point, along: mode, attempt: refinement.stepOffs)
      refinement.stepOffs += 1
      end = try descent.minimize(evaluator, from: start)
      refinement.evaluations += end.evaluations + 2
    }
  }

  /// The lower of the two points beside a saddle along a negative mode.
  private func stepOff(
    _ saddle: StationaryPoint, along mode: [Double], attempt: Int
  ) throws -> [Double] {
    // Far enough that the slope there is above the descent's tolerance even on a soft mode.
    let visible = 10 * options.descent.tolerance / abs(saddle.lowestEigenvalue)
    let first = max(options.stepOff, min(1, visible))
    let length = first * Double(1 << min(attempt, 6))
    var gradient = [Double](repeating: 0, count: mode.count)
    var sides: [(x: [Double], energy: Double)] = []
    for sign in [1.0, -1.0] {
      let x = zip(saddle.x, mode).map { $0 + sign * length * $1 }
      sides.append((x, try evaluator.energy(x, gradient: &gradient)))
    }
    // NaN is lower than nothing.
    return sides[1].energy < sides[0].energy || sides[0].energy.isNaN ? sides[1].x : sides[0].x
  }
}

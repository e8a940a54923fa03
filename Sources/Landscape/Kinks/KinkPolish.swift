import Optimizers
import Tensors

/// Looks for a minimum on kinks from a point, and proves it: descents with kinks rounded off over narrower and narrower
/// widths, behind each of them Newton's method on the kinks that the point seems to lie on (`KinkNewton`), and the
/// conditions of `KinkProof`. For one thread.
public final class KinkPolish {
  public let options: KinkOptions
  private let evaluator: KinkedEvaluator
  private let smoothed: SmoothedEnergy
  private let descent: LBFGS

  public init(_ surface: KinkedSurface, options: KinkOptions = KinkOptions()) throws {
    self.options = options
    evaluator = KinkedEvaluator(surface)
    smoothed = try SmoothedEnergy(evaluator)
    var given = LBFGS.Options()
    given.tolerance = options.descentTolerance
    given.maximumSteps = options.descentSteps
    given.memory = 20
    descent = try LBFGS(dimension: surface.dimension, options: given)
  }

  /// - Parameters:
  ///   - zeroModes: orthonormal directions at a point along which a symmetry leaves the energy as it is.
  ///   - units: hidden units whose parallel copies form spheres of one energy; a minimum on one is proved up to it.
  public func polish(
    from start: [Double], zeroModes: ([Double]) -> [[Double]] = { _ in [] },
    units: HomogeneousUnits? = nil
  ) throws -> KinkOutcome {
    let before = evaluator.evaluations
    var outcome = KinkOutcome(x: start, evaluations: 0, stepOffs: 0)
    guard evaluator.surface.unsupported.isEmpty else {
      outcome.failure = .unsupported
      return outcome
    }
    outcome.failure = try search(&outcome, zeroModes, units)
    outcome.evaluations = evaluator.evaluations - before
    return outcome
  }

  /// Whether a point lies on a kink, or nearly: whether a switching argument is not above `distance`.
  func meets(_ x: [Double], within distance: Double = nearly) throws -> Bool {
    guard evaluator.surface.unsupported.isEmpty else { return false }
    return try evaluator.switching(x, width: 1e-9).contains { !(abs($0) > distance) }
  }

  private static let nearly = 1e-7

  private func search(
    _ outcome: inout KinkOutcome, _ zeroModes: ([Double]) -> [[Double]], _ units: HomogeneousUnits?
  ) throws -> KinkFailure? {
    var failure = KinkFailure.notStationary
    var level = 0
    while level < options.widths.count {
      let width = options.widths[level]
      level += 1
      smoothed.width = width
      do {
        let end = try descent.minimize(smoothed, from: outcome.x)
        guard end.status != .notFinite else { return .notFinite }
        outcome.x = end.x
      } catch is LBFGSError { return .notFinite }
      var verdict = try verdict(at: outcome.x, width, zeroModes, units)
      if case .failed(.degenerate, let x) = verdict, let spread = units?.spread(x ?? outcome.x) {
        verdict = try self.verdict(at: spread, 1e-9, zeroModes, units)
      }
      switch verdict {
      case .proved(let minimum):
        outcome.minimum = minimum
        outcome.x = minimum.x
        return nil
      case .failed(let reason, _):
        if reason == .tooLarge || reason == .notFinite { return reason }
        failure = reason
      case .saddle(let x, let mode):
        failure = .saddle
        guard outcome.stepOffs < options.stepOffs else { return .saddle }
        outcome.stepOffs += 1
        // Rounded off as much as before, the energy would have its minimum there again.
        level = min(level, options.widths.count - 1)
        smoothed.width = options.widths[level]
        outcome.x = try beside(x, along: mode, attempt: outcome.stepOffs)
      }
    }
    return failure
  }

  private enum Verdict {
    case proved(KinkOutcome.Minimum)
    case saddle([Double], [Double])
    /// With the stationary point, where there is one.
    case failed(KinkFailure, [Double]?)
  }

  /// What Newton's method from a point finds, with the kinks within a few widths taken to be met.
  private func verdict(
    at x: [Double], _ width: Double, _ zeroModes: ([Double]) -> [[Double]],
    _ units: HomogeneousUnits?
  ) throws -> Verdict {
    let guess = KinkedPoint(
      x, switching: try evaluator.switching(x, width: width), width: width)
    switch try KinkNewton(options: options, evaluator: evaluator).solve(guess) {
    case .failed(let reason): return .failed(reason, nil)
    case .stationary(let state, let expansion):
      let modes = zeroModes(state.x) + (units?.modes(at: state.x) ?? [])
      switch try KinkProof(options: options, evaluator: evaluator, zeroModes: modes).verdict(
        state, expansion)
      {
      case .proved(let minimum): return .proved(minimum)
      case .saddle(let mode): return .saddle(state.x, mode)
      case .degenerate: return .failed(.degenerate, state.x)
      }
    }
  }

  /// The lower of the two points beside a saddle.
  private func beside(_ x: [Double], along mode: [Double], attempt: Int) throws -> [Double] {
    let length = 0.05 * Double(1 << attempt)
    let sides = try [length, -length].map { length -> (x: [Double], energy: Double) in
      let x = zip(x, mode).map { $0 + length * $1 }
      return (x, try smoothed.value(x))
    }
    return sides[1].energy < sides[0].energy ? sides[1].x : sides[0].x
  }
}

import Optimizers

/// A point to quench: where it lies is drawn by the task itself, from random numbers that depend on the seed, the
/// stream and the step alone.
package struct QuenchTask: SearchTask {
  package let origin: SearchOrigin
  /// Made by the search: what the point is drawn from.
  let proposal: Proposal
  /// The newest point that the task may know.
  let newest: Int

  /// The tolerance of the first stage of a descent, and by what it is multiplied for the next one.
  private static let sloppy = 1e-5
  private static let tightening = 0.3

  package struct Outcome: Sendable {
    var content: Content
    /// The end of the loose descent; nil where the start had no energy.
    var end: LBFGS.Result?
    /// Calls of energy and gradient, by the descents and by what proves their ends.
    var evaluations = 0
    var stepOffs = 0
    /// Uniform in [0, 1): decides whether the step is accepted.
    var draw = 0.0
  }

  enum Content: Sendable {
    /// Proved, and perhaps new.
    case proved(StationaryPoint)
    /// A known minimum, recognised without a proof of its own.
    case known(id: Int)
    /// No minimum for certain: kept apart.
    case degenerate(StationaryPoint)
    case failed(QuenchFailure)
  }

  package func perform(by worker: SearchWorker) throws -> Outcome {
    var random = proposal.random
    let start = try proposal.point(&random, worker)
    let draw = random.uniform()
    guard let start, var end = try descend(from: start, worker.quencher) else {
      return Outcome(content: .failed(.notFinite), draw: draw)
    }
    // Known minima are recognised from further off, most of them; the rest of the way is for new ones.
    let tightest = worker.quencher.options.descent.tolerance
    var tolerance = QuenchTask.sloppy
    while true {
      if let id = try worker.known.recognise(end, upTo: newest) {
        return Outcome(content: .known(id: id), end: end, evaluations: end.evaluations, draw: draw)
      }
      guard end.status == .converged, tolerance > tightest else { break }
      tolerance *= QuenchTask.tightening
      // Not two stages where one is hardly longer.
      if tolerance < 2 * tightest { tolerance = tightest }
      let before = end
      end = try worker.quencher.descendFurther(tolerance: tolerance)
      end.evaluations += before.evaluations
      end.steps += before.steps
      // The limit is that of all stages together.
      if end.steps > worker.quencher.options.descent.maximumSteps { end.status = .maxSteps }
    }
    let refinement = try worker.quencher.refine(end)
    let content: Content =
      if let minimum = refinement.minimum {
        .proved(minimum)
      } else if let point = refinement.degenerate {
        .degenerate(point)
      } else {
        .failed(refinement.failure ?? .notStationary)
      }
    return Outcome(
      content: content, end: end, evaluations: end.evaluations + refinement.evaluations,
      stepOffs: refinement.stepOffs, draw: draw)
  }

  /// nil where the energy is not finite at the start: such a step is a failure, not an error.
  private func descend(from start: [Double], _ quencher: Quencher) throws -> LBFGS.Result? {
    let tolerance = max(QuenchTask.sloppy, quencher.options.descent.tolerance)
    do { return try quencher.descend(from: start, tolerance: tolerance) } catch let error
      as LBFGSError
    {
      switch error {
      case .valueNotFiniteAtStart, .gradientNotFiniteAtStart, .startNotFinite: return nil
      case .dimension, .dimensionMismatch: throw error
      }
    }
  }
}

import Optimizers

/// What became of a descent to a minimum.
package struct Settled: Sendable {
  var content: Content
  /// The end of the loose descent; nil where the start had no energy.
  var end: LBFGS.Result?
  /// Calls of energy and gradient, by the descent and by what proves its end.
  var evaluations = 0
  var stepOffs = 0

  enum Content: Sendable {
    /// Proved, and perhaps new.
    case proved(StationaryPoint)
    /// A known minimum, recognised without a proof of its own.
    case known(id: Int)
    /// No minimum for certain: kept apart.
    case degenerate(StationaryPoint)
    case failed(QuenchFailure)
  }
}

extension SearchWorker {
  /// The tolerance of the first stage of a descent, and by what it is multiplied for the next one.
  private static let sloppy = 1e-5
  private static let tightening = 0.3

  /// Down to a minimum.
  /// - Parameter newest: the newest point that may be recognised.
  func settle(from start: [Double], newest: Int) throws -> Settled {
    guard var end = try descend(from: start) else {
      return Settled(content: .failed(.notFinite))
    }
    // Known minima are recognised from further off, most of them; the rest of the way is for new ones.
    let tightest = quencher.options.descent.tolerance
    var tolerance = SearchWorker.sloppy
    while true {
      if let id = try known.recognise(end, upTo: newest) {
        return Settled(content: .known(id: id), end: end, evaluations: end.evaluations)
      }
      guard end.status == .converged, tolerance > tightest else { break }
      tolerance *= SearchWorker.tightening
      // Not two stages where one is hardly longer.
      if tolerance < 2 * tightest { tolerance = tightest }
      let before = end
      end = try quencher.descendFurther(tolerance: tolerance)
      end.evaluations += before.evaluations
      end.steps += before.steps
      // The limit is that of all stages together.
      if end.steps > quencher.options.descent.maximumSteps { end.status = .maxSteps }
    }
    let refinement = try quencher.refine(end)
    let content: Settled.Content =
      if let minimum = refinement.minimum {
        .proved(minimum)
      } else if let point = refinement.degenerate {
        .degenerate(point)
      } else {
        .failed(refinement.failure ?? .notStationary)
      }
    return Settled(
      content: content, end: end, evaluations: end.evaluations + refinement.evaluations,
      stepOffs: refinement.stepOffs)
  }

  /// nil where the energy is not finite at the start: such a step is a failure, not an error.
  private func descend(from start: [Double]) throws -> LBFGS.Result? {
    let tolerance = max(SearchWorker.sloppy, quencher.options.descent.tolerance)
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

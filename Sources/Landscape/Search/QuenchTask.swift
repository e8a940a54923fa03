import Optimizers

/// A point to quench: where it lies is drawn by the task itself, from random numbers that depend on the seed, the
/// stream and the step alone.
package struct QuenchTask: SearchTask {
  package let origin: SearchOrigin
  /// Made by the search: what the point is drawn from.
  let proposal: Proposal
  /// The newest point that the task may know.
  let newest: Int

  package struct Outcome: Sendable {
    var settled: Settled
    /// Uniform in [0, 1): decides whether the step is accepted.
    var draw = 0.0

    /// The end of the loose descent; nil where the start had no energy.
    var end: LBFGS.Result? { settled.end }
  }

  package func perform(by worker: SearchWorker) throws -> Outcome {
    var random = proposal.random
    let start = try proposal.point(&random, worker)
    let draw = random.uniform()
    guard let start else {
      return Outcome(settled: Settled(content: .failed(.notFinite)), draw: draw)
    }
    return Outcome(settled: try worker.settle(from: start, newest: newest), draw: draw)
  }
}

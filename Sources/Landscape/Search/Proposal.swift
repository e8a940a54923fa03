import Foundation
import Tensors

/// How the next point to quench is drawn.
struct Proposal: Sendable {
  let random: CounterRandom
  let kind: Kind

  enum Kind: Sendable {
    /// The origin if the energy is finite there, else a random start. Networks have a stationary point there.
    case origin(Start)
    case given([Double])
    case start(Start)
    case hop(from: [Double], stepSize: Double, Moves, Start)
  }

  /// Starts in a box around the origin, whose half-width is drawn log-uniformly: small ones reach what lies near the
  /// origin, wide ones the rest.
  struct Start: Sendable {
    var dimension: Int
    var smallest: Double
    var largest: Double

    func point(_ random: inout CounterRandom) -> [Double] {
      let scale = drawScale(&random)
      return (0..<dimension).map { _ in scale * random.symmetric() }
    }

    func drawScale(_ random: inout CounterRandom) -> Double {
      guard smallest < largest else { return largest }
      return smallest * pow(largest / smallest, random.uniform())
    }
  }

  /// nil: a move led to something that is no point.
  func point(_ random: inout CounterRandom, _ worker: SearchWorker) throws -> [Double]? {
    switch kind {
    case .given(let point): return point
    case .start(let start): return start.point(&random)
    case .origin(let start):
      let origin = [Double](repeating: 0, count: start.dimension)
      return try worker.quencher.isFinite(at: origin) ? origin : start.point(&random)
    case .hop(let from, let stepSize, let moves, let start):
      return try moves.move(from, stepSize, start, &random, worker)
    }
  }

  /// The point is not a move from the last one.
  var isFresh: Bool {
    if case .hop = kind { false } else { true }
  }
}

import Foundation
import Optimizers
import Tensors

/// Where one chain of basin hopping stands: all that is needed to go on with it.
struct ChainState: Sendable, Equatable {
  var chain: Int
  /// The next step; 0 is the quench of the start.
  var step = 0
  var x: [Double] = []
  /// Infinity until a quench has succeeded.
  var energy = Double.infinity
  var stepSize: Double
  var accepted = 0
  var failed = 0
  var evaluations = 0
  /// Within the present interval of adaptation.
  var intervalTried = 0
  var intervalAccepted = 0
}

/// A quenched point that a chain offers to the atlas.
struct Candidate: Sendable {
  enum Content: Sendable {
    case new(StationaryPoint)
    /// A minimum of the atlas.
    case known(id: Int)
    /// The same minimum as an earlier candidate (by position) of this chain and batch.
    case repeated(position: Int)
    case failed(QuenchFailure)
  }
  var step: Int
  var content: Content
  var stepOffs = 0
}

/// Moves one chain of basin hopping (Wales and Doye, J. Phys. Chem. A 101, 1997): displace,
/// quench, accept by Metropolis' rule.
struct BasinHoppingChain {
  let options: BasinHoppingOptions
  /// How many runs with these options came before: part of the random stream.
  let repetition: Int
  let dimension: Int
  let units: [[Int]]
  let known: MinimaIndex

  /// Advances `state` to step `end`. Rejected minima are offered too. The random numbers of a step
  /// depend on seed, repetition, chain and step alone.
  func advance(
    _ state: inout ChainState, to end: Int, quencher: Quencher,
    afterQuench: () -> Void
  ) throws -> [Candidate] {
    var candidates: [Candidate] = []
    var recent = known.emptyCopy()
    while state.step < end {
      let stream = UInt64(repetition) << 32 | UInt64(state.chain)
      var random = CounterRandom(
        seed: options.seed, stream: stream, counter: UInt64(state.step) << 32)
      let start = state.step == 0 ? firstPoint(&random) : displaced(state, &random)
      if let descended = try descend(from: start, quencher) {
        state.evaluations += descended.evaluations
        let candidate = try screen(
          descended, step: state.step, position: candidates.count, &recent, quencher)
        candidates.append(candidate)
        var isMinimum = true
        if case .failed = candidate.content { isMinimum = false }
        if !isMinimum { state.failed += 1 }
        // A chain may rest on a saddle; only an unfinished descent is no place to go on from.
        decide(descended, isUsable: isMinimum || descended.status == .converged, &state, &random)
      } else {
        candidates.append(Candidate(step: state.step, content: .failed(.notFinite)))
        state.failed += 1
        state.intervalTried += 1
      }
      if state.x.isEmpty { state.x = start }
      adapt(&state)
      state.step += 1
      afterQuench()
      try Cancellation.check()
    }
    return candidates
  }

  private func firstPoint(_ random: inout CounterRandom) -> [Double] {
    options.start ?? (0..<dimension).map { _ in options.initialScale * random.symmetric() }
  }

  private func displaced(_ state: ChainState, _ random: inout CounterRandom) -> [Double] {
    var x = state.x
    if options.redrawProbability > 0, random.uniform() < options.redrawProbability {
      for index in units[random.integer(below: units.count)] {
        x[index] = options.initialScale * random.symmetric()
      }
    } else {
      for i in x.indices { x[i] += state.stepSize * random.symmetric() }
    }
    return x
  }

  /// nil where the energy is not finite at the start: such a step is a failure, not an error.
  private func descend(from start: [Double], _ quencher: Quencher) throws -> LBFGS.Result? {
    do {
      return try quencher.descend(from: start)
    } catch let error as LBFGSError {
      switch error {
      case .valueNotFiniteAtStart, .gradientNotFiniteAtStart, .startNotFinite: return nil
      case .dimension, .dimensionMismatch: throw error
      }
    }
  }

  /// Spares the polish where the descent ended at a minimum that is known already.
  private func screen(
    _ descended: LBFGS.Result, step: Int, position: Int, _ recent: inout MinimaIndex,
    _ quencher: Quencher
  ) throws -> Candidate {
    if descended.status == .converged {
      if let id = known.screen(descended) { return Candidate(step: step, content: .known(id: id)) }
      if let earlier = recent.screen(descended) {
        return Candidate(step: step, content: .repeated(position: earlier))
      }
    }
    let refinement = try quencher.refine(descended)
    guard let minimum = refinement.minimum else {
      return Candidate(
        step: step, content: .failed(refinement.failure ?? .notStationary),
        stepOffs: refinement.stepOffs)
    }
    recent.insert(MinimaIndex.Entry(id: position, point: minimum))
    return Candidate(step: step, content: .new(minimum), stepOffs: refinement.stepOffs)
  }

  private func decide(
    _ descended: LBFGS.Result, isUsable: Bool, _ state: inout ChainState,
    _ random: inout CounterRandom
  ) {
    state.intervalTried += 1
    guard isUsable else { return }
    let rise = descended.value - state.energy
    let isAccepted =
      rise <= 0
      || (options.temperature > 0 && random.uniform() < exp(-rise / options.temperature))
    guard isAccepted else { return }
    state.x = descended.x
    state.energy = descended.value
    state.accepted += 1
    state.intervalAccepted += 1
  }

  private func adapt(_ state: inout ChainState) {
    guard state.intervalTried >= options.adaptationInterval else { return }
    let rate = Double(state.intervalAccepted) / Double(state.intervalTried)
    if rate > options.targetAcceptance {
      let largest = options.maximumStepSize ?? 4 * options.stepSize
      state.stepSize = min(largest, state.stepSize / options.adaptationFactor)
    } else {
      state.stepSize *= options.adaptationFactor
    }
    state.intervalTried = 0
    state.intervalAccepted = 0
  }
}

import Tensors

/// Splits a set until bounds show of every part that it is safe, or until one holds a counterexample.
///
/// Parts are worked off in rounds, the latest first. What a round consists of does not depend on the number of
/// workers, so neither do verdicts and splits.
struct BranchAndBound<S: Splitter> {
  private let splitter: S
  private let problem: SearchProblem
  private var waiting: [S.Part] = []
  private var round = 0
  private var isComplete = true
  private var attempts = 0
  /// The nearest since the last attack.
  private var misses: [NearMiss] = []
  /// How often a part was split.
  private(set) var splits = 0

  init(_ splitter: S, _ problem: SearchProblem) {
    self.splitter = splitter
    self.problem = problem
  }

  /// The lowest bound among the parts that are left.
  var bound: Double? { waiting.map(\.bound).min() }

  /// - Parameter refute: looks for a counterexample; called after some rounds, with how often it was before, the part
  ///   that is left whose bound is lowest, and inputs of its case that were nearly counterexamples since then.
  /// - Throws: `OutOfTime`, or what else cancels the work.
  mutating func run(
    _ refute: (_ attempt: Int, _ worst: S.Part, _ misses: [NearMiss]) throws
      -> Verdict.Counterexample?
  ) throws -> Outcome {
    while true {
      if waiting.isEmpty { waiting = try splitter.nextRoots() }
      if waiting.isEmpty { break }
      while !waiting.isEmpty {
        let taken = Array(waiting.suffix(S.round))
        waiting.removeLast(taken.count)
        let findings: [Finding<S.Part>]
        do { findings = try examined(taken) } catch {
          // What was being looked at is left as well.
          waiting += taken
          throw error
        }
        if let found = try accept(findings) { return .unsafe(found) }
        round += 1
        if problem.options.refutes, isTimeToRefute,
          let worst = waiting.min(by: { $0.bound < $1.bound })
        {
          attempts += 1
          let own = misses.filter { $0.place == worst.place }
          if let found = try refute(attempts, worst, own) { return .unsafe(found) }
          misses = []
        }
      }
    }
    return isComplete ? .safe : .unknown
  }

  /// An attack takes as long as some rounds: it is made after the first two, and then less and less often.
  private var isTimeToRefute: Bool {
    let rounds = round - S.patience
    return rounds > 0 && (rounds & (rounds - 1) == 0 || rounds % S.roundsBetweenAttacks == 0)
  }

  /// Looks at all roots once, and keeps what is left of them as what there is to do.
  /// - Returns: the cases of which something is left, or a counterexample.
  mutating func sweep() throws -> (open: [Int], found: Verdict.Counterexample?) {
    let roots = try splitter.nextRoots()
    var open: [Int] = []
    for first in stride(from: 0, to: roots.count, by: S.round) {
      let taken = Array(roots[first..<min(first + S.round, roots.count)])
      let findings = try examined(taken)
      if let found = try accept(findings) { return ([], found) }
      open += zip(taken, findings).filter { !$1.isSafe }.map(\.0.place)
    }
    return (open, nil)
  }

  /// Takes what became of parts, and says whether one holds a counterexample.
  private mutating func accept(
    _ findings: [Finding<S.Part>]
  ) throws -> Verdict.Counterexample? {
    for finding in findings {
      if let (witness, place) = finding.witness, problem.options.refutes,
        let found = try problem.subject.counterexample(witness, problem.cases[place])
      {
        return found
      }
      if let miss = finding.miss { misses.append(miss) }
      if finding.isStuck { isComplete = false }
      if finding.isSplit { splits += 1 }
      waiting += finding.rest
    }
    if misses.count > NearMiss.most {
      misses.sort { $0.excess < $1.excess }
      misses.removeSubrange(NearMiss.most...)
    }
    return nil
  }

  private func examined(_ parts: [S.Part]) throws -> [Finding<S.Part>] {
    splitter.beginRound()
    return try Team.map(parts, chunk: S.chunk, workers: problem.options.workers) { worker, some in
      try Cancellation.check()
      return try splitter.examine(some, worker: worker)
    }
  }
}

/// What is split, and how: the part of branch and bound that depends on the bounds.
protocol Splitter: AnyObject {
  associatedtype Part: BoundedPart
  /// Parts that a worker takes at once, and those of a round.
  static var chunk: Int { get }
  static var round: Int { get }
  /// Rounds without an attack.
  static var patience: Int { get }
  /// Rounds from one attack to the next.
  static var roundsBetweenAttacks: Int { get }

  /// The next sets to prove safe, once nothing is left of those before; none after the last.
  func nextRoots() throws -> [Part]

  /// Called before the parts of a round are handed out: what is learned of rounds counts from here on.
  func beginRound()

  /// Bounds some parts, and splits those that are not shown to be safe.
  /// - Parameter worker: no two calls of one worker run at the same time.
  func examine(_ parts: [Part], worker: Int) throws -> [Finding<Part>]
}

extension Splitter {
  static var patience: Int { 0 }
  static var roundsBetweenAttacks: Int { 8 }
  func beginRound() {}
}

/// A part of a set, and what is known of it.
protocol BoundedPart {
  /// Below the excess of a condition that is not excluded yet. Above 0 the part is safe.
  var bound: Double { get }
  /// Which case it is a part of.
  var place: Int { get }
  /// The box that it is; nil for what is no smaller box than the case.
  var box: (lower: [Double], upper: [Double])? { get }
}

extension BoundedPart {
  var box: (lower: [Double], upper: [Double])? { nil }
}

/// What became of a part.
struct Finding<Part> {
  /// What there is still to show; nothing if the part is safe.
  var rest: [Part] = []
  var isSplit = false
  /// Whether the part is not shown to be safe and cannot be split.
  var isStuck = false
  /// Inputs that may be a counterexample, of which case.
  var witness: (inputs: [Double], place: Int)?

  /// Of what was looked at, inputs that are none.
  var miss: NearMiss?

  var isSafe: Bool { rest.isEmpty && !isStuck && !isSplit }
}

/// Inputs that are no counterexample of a case, and by how much.
struct NearMiss {
  let inputs: [Double]
  let excess: Double
  let place: Int

  /// So many are kept.
  static let most = 64
}

/// What became of one case.
enum Outcome {
  case safe
  case unsafe(Verdict.Counterexample)
  case unknown
}

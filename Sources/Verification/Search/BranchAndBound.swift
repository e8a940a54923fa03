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
  /// How often a part was split.
  private(set) var splits = 0

  init(_ splitter: S, _ problem: SearchProblem) {
    self.splitter = splitter
    self.problem = problem
  }

  /// The lowest bound among the parts that are left.
  var bound: Double? { waiting.map(\.bound).min() }

  /// - Parameter refute: looks for a counterexample; called after rounds, with their number from 1.
  /// - Throws: `OutOfTime`, or what else cancels the work.
  mutating func run(
    _ refute: (_ round: Int) throws -> Verdict.Counterexample?
  ) throws -> Outcome {
    var isComplete = true
    while let root = try splitter.nextRoot() {
      waiting = [root]
      while !waiting.isEmpty {
        let taken = Array(waiting.suffix(S.round))
        let findings = try examined(taken)
        waiting.removeLast(taken.count)
        round += 1
        for finding in findings {
          if let witness = finding.witness,
            let found = try problem.subject.counterexample(witness, problem.box)
          {
            return .unsafe(found)
          }
          if finding.isStuck { isComplete = false }
          if finding.isSplit { splits += 1 }
          waiting += finding.rest
        }
        if round > S.patience, !waiting.isEmpty, let found = try refute(round) {
          return .unsafe(found)
        }
      }
    }
    return isComplete ? .safe : .unknown
  }

  private func examined(_ parts: [S.Part]) throws -> [Finding<S.Part>] {
    try Team.map(parts, chunk: S.chunk, workers: problem.options.workers) { worker, some in
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

  /// The next set to prove safe, once nothing is left of the one before; nil after the last.
  func nextRoot() throws -> Part?

  /// Bounds some parts, and splits those that are not shown to be safe.
  /// - Parameter worker: no two calls of one worker run at the same time.
  func examine(_ parts: [Part], worker: Int) throws -> [Finding<Part>]
}

extension Splitter {
  static var patience: Int { 0 }
}

/// A part of a set, and what is known of it.
protocol BoundedPart {
  /// Below the excess of a condition that is not excluded yet. Above 0 the part is safe.
  var bound: Double { get }
}

/// What became of a part.
struct Finding<Part> {
  /// What there is still to show; nothing if the part is safe.
  var rest: [Part] = []
  var isSplit = false
  /// Whether the part is not shown to be safe and cannot be split.
  var isStuck = false
  /// Inputs that may be a counterexample.
  var witness: [Double]?
}

/// What became of one case.
enum Outcome {
  case safe
  case unsafe(Verdict.Counterexample)
  case unknown
}

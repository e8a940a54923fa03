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
  /// How often a part was split.
  private(set) var splits = 0

  init(_ splitter: S, _ problem: SearchProblem) {
    self.splitter = splitter
    self.problem = problem
  }

  /// The lowest bound among the parts that are left.
  var bound: Double? { waiting.map(\.bound).min() }

  /// - Parameter refute: looks for a counterexample; called after rounds, with their number from 1 and the part
  ///   that is left whose bound is lowest.
  /// - Throws: `OutOfTime`, or what else cancels the work.
  mutating func run(
    _ refute: (_ round: Int, _ worst: S.Part) throws -> Verdict.Counterexample?
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
        if problem.options.refutes, round > S.patience,
          let worst = waiting.min(by: { $0.bound < $1.bound }),
          let found = try refute(round, worst)
        {
          return .unsafe(found)
        }
      }
    }
    return isComplete ? .safe : .unknown
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
      if finding.isStuck { isComplete = false }
      if finding.isSplit { splits += 1 }
      waiting += finding.rest
    }
    return nil
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

  /// The next sets to prove safe, once nothing is left of those before; none after the last.
  func nextRoots() throws -> [Part]

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

  var isSafe: Bool { rest.isEmpty && !isStuck && !isSplit }
}

/// What became of one case.
enum Outcome {
  case safe
  case unsafe(Verdict.Counterexample)
  case unknown
}

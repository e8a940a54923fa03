import CKernels
import Tensors

/// Whether a network does anything that a specification calls unsafe: attacks first, then bounds, then
/// branch and bound.
public struct Verifier {
  public let options: VerifierOptions

  public init(_ options: VerifierOptions = VerifierOptions()) { self.options = options }

  public func callAsFunction(
    _ subject: Subject, _ specification: Specification
  ) throws -> Verdict {
    let begin = ContinuousClock.now
    tarn_single_threaded_blas()
    let graph = try checked(subject.traced, specification)
    var splits = 0
    var bound: Double?
    func verdict(
      _ status: Verdict.Status, _ counterexample: Verdict.Counterexample? = nil
    ) -> Verdict {
      Verdict(
        status: status, counterexample: counterexample,
        seconds: (ContinuousClock.now - begin) / .seconds(1), splits: splits,
        bound: status == .timeout || status == .unknown ? bound : nil)
    }
    do {
      return try Cancellation.within(seconds: options.timeout) {
        let attacks = try specification.cases.map { box in
          try CounterexampleSearch(subject, box, starts: starts(box))
        }
        for attack in attacks {
          if let found = try attack(steps: 30, round: 0, seed: options.seed) {
            return verdict(.sat, found)
          }
        }
        var isComplete = true
        for (box, attack) in zip(specification.cases, attacks) {
          let problem = SearchProblem(subject: subject.traced, box: box, options: options)
          // Where bounds take long, there may be something to find: the attack goes on between rounds.
          let end = try decide(graph, problem) { round in
            try attack(steps: 100, round: round, seed: options.seed)
          }
          splits += end.splits
          switch end.result {
          case .success(.safe): break
          case .success(.unsafe(let found)): return verdict(.sat, found)
          case .success(.unknown):
            isComplete = false
            bound = end.bound
          case .failure(let error):
            bound = end.bound
            throw error
          }
        }
        return verdict(isComplete ? .unsat : .unknown)
      }
    } catch is OutOfTime {
      return verdict(.timeout)
    }
  }

  /// Few inputs are searched from many places.
  private func starts(_ box: Specification.Case) -> Int {
    max(box.lower.count <= Verifier.fewInputs ? 256 : 48, 2 * box.conditions.count)
  }

  /// Up to so many inputs boxes are split; beyond it, neurons.
  static let fewInputs = 24

  /// How the search of one case ended.
  private struct End {
    let result: Result<Outcome, any Error>
    let splits: Int
    /// The lowest bound among the parts that are left.
    let bound: Double?
  }

  private func decide(
    _ graph: Graph, _ problem: SearchProblem,
    _ refute: (_ round: Int) throws -> Verdict.Counterexample?
  ) throws -> End {
    func run(_ splitter: some Splitter) -> End {
      var search = BranchAndBound(splitter, problem)
      let result = Result { try search.run(refute) }
      return End(result: result, splits: search.splits, bound: search.bound)
    }
    guard
      let chain = try Chain(
        graph, lower: problem.box.lower, isSound: options.isSound)
    else { return run(try GenericSplitting(problem)) }
    return chain.inputs <= Verifier.fewInputs
      ? run(try InputSplitting(chain, problem)) : run(try NeuronSplitting(chain, problem))
  }

  /// The network's graph, if its sizes are the specification's.
  private func checked(_ subject: TracedSubject, _ specification: Specification) throws -> Graph {
    guard subject.inputs == specification.inputs else {
      throw SizeMismatch(
        what: "inputs", network: subject.inputs, specification: specification.inputs,
        path: specification.path)
    }
    guard subject.outputs == specification.outputs else {
      throw SizeMismatch(
        what: "outputs", network: subject.outputs, specification: specification.outputs,
        path: specification.path)
    }
    return subject.graph
  }
}

/// A network and a specification of different sizes.
public struct SizeMismatch: Error, Equatable, CustomStringConvertible {
  public let what: String
  public let network: Int
  public let specification: Int
  public let path: String

  public var description: String {
    "\"\(path)\" has \(specification) \(what), the network has \(network)"
  }
}

import CKernels
import Tensors

/// Whether a network does anything that a specification calls unsafe: attacks first, then bounds, then
/// branch and bound.
public struct Verifier {
  public let options: VerifierOptions

  public init(_ options: VerifierOptions = VerifierOptions()) { self.options = options }

  /// - Parameter checkpoint: called often, on any thread; may throw to stop.
  public func callAsFunction(
    _ subject: Subject, _ specification: Specification,
    checkpoint: @escaping @Sendable () throws -> Void = {}
  ) throws -> Verdict {
    let budget = Budget(timeout: options.timeout, checkpoint: checkpoint)
    tarn_single_threaded_blas()
    let graph = try checked(subject, specification)
    var splits = 0
    var bound: Double?
    func verdict(
      _ status: Verdict.Status, _ counterexample: Verdict.Counterexample? = nil
    ) -> Verdict {
      Verdict(
        status: status, counterexample: counterexample, seconds: budget.seconds, splits: splits,
        bound: status == .timeout || status == .unknown ? bound : nil)
    }
    do {
      let attacks = try specification.cases.map { box in
        try Attack(subject, box, starts: starts(box), budget: budget)
      }
      for attack in attacks {
        if let found = try attack(steps: 30, round: 0, seed: options.seed) {
          return verdict(.sat, found)
        }
      }
      var isComplete = true
      for (box, attack) in zip(specification.cases, attacks) {
        let search = try self.search(
          graph, SearchProblem(subject: subject, box: box, options: options, budget: budget))
        let outcome: Outcome
        do {
          // Where bounds take long, there may be something to find: the attack goes on between rounds.
          outcome = try search.run { round in
            try attack(steps: 100, round: round, seed: options.seed)
          }
        } catch {
          splits += search.splits
          bound = search.bound
          throw error
        }
        splits += search.splits
        switch outcome {
        case .safe: break
        case .unsafe(let found): return verdict(.sat, found)
        case .unknown:
          isComplete = false
          bound = search.bound
        }
      }
      return verdict(isComplete ? .unsat : .unknown)
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

  private func search(_ graph: Graph, _ problem: SearchProblem) throws -> any BranchAndBound {
    if let chain = try Chain(
      graph, lower: problem.box.lower, isSound: options.isSound, check: problem.budget.check)
    {
      return chain.inputs <= Verifier.fewInputs
        ? try InputSplitting(chain, problem)
        : try NeuronSplitting(chain, problem)
    }
    return try GenericSplitting(problem)
  }

  /// The network's graph, if its sizes are the specification's.
  private func checked(_ subject: Subject, _ specification: Specification) throws -> Graph {
    guard subject.sampleShape.count == specification.inputs else {
      throw SizeMismatch(
        what: "inputs", network: subject.sampleShape.count, specification: specification.inputs,
        path: specification.path)
    }
    let graph = subject.graph
    let outputs = graph.outputTypes[0].shape.count
    guard outputs == specification.outputs else {
      throw SizeMismatch(
        what: "outputs", network: outputs, specification: specification.outputs,
        path: specification.path)
    }
    return graph
  }
}

/// A way to prove that a box is safe.
protocol BranchAndBound {
  var splits: Int { get }
  /// The lowest bound among the sets that are left.
  var bound: Double? { get }
  /// - Parameter refute: looks for a counterexample; called after each round, with its number from 1.
  /// - Throws: `OutOfTime`, or what the caller's checkpoint throws.
  func run(_ refute: (_ round: Int) throws -> Verdict.Counterexample?) throws -> Outcome
}

extension InputSplitting: BranchAndBound {}

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

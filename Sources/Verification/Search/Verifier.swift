import CKernels
import Tensors

/// Whether a network does anything that a specification calls unsafe: attacks first, then bounds, then
/// branch and bound. Where there are many boxes of inputs, bounds come first, and leave few to be attacked.
public struct Verifier {
  public let options: VerifierOptions

  public init(_ options: VerifierOptions = VerifierOptions()) { self.options = options }

  public func callAsFunction(
    _ subject: Subject, _ specification: Specification
  ) throws -> Verdict {
    let begin = ContinuousClock.now
    tarn_single_threaded_blas()
    try check(subject.traced, specification)
    let cases = specification.cases
    let attacks = CaseAttacks(subject, cases, options)
    var prover = CaseProver(subject.traced, cases, attacks, options)
    func verdict(
      _ status: Verdict.Status, _ counterexample: Verdict.Counterexample? = nil
    ) -> Verdict {
      Verdict(
        status: status, counterexample: counterexample,
        seconds: (ContinuousClock.now - begin) / .seconds(1), splits: prover.splits,
        bound: status == .timeout || status == .unknown ? prover.bound : nil)
    }
    do {
      return try Cancellation.within(seconds: options.timeout) {
        if !prover.hasMany {
          for place in cases.indices {
            if let found = try attacks(place, steps: 30, round: 0) { return verdict(.sat, found) }
          }
        }
        switch try prover() {
        case .safe: return verdict(.unsat)
        case .unsafe(let found): return verdict(.sat, found)
        case .unknown: return verdict(.unknown)
        }
      }
    } catch is OutOfTime {
      return verdict(.timeout)
    } catch TensorError.outOfMemory {
      // Nothing was found, and there is no room to prove that there is nothing.
      return verdict(.unknown)
    }
  }

  /// Up to so many inputs boxes are split; beyond it, neurons.
  static let fewInputs = 24

  /// Sees to it that the network's sizes are the specification's.
  private func check(_ subject: TracedSubject, _ specification: Specification) throws {
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

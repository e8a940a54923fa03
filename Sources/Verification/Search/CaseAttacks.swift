import Tensors

/// The searches for counterexamples of the cases of a specification, each made when it is first asked for. They stay on the
/// thread that made them.
final class CaseAttacks {
  private let subject: Subject
  private let cases: [Specification.Case]
  private let options: VerifierOptions
  private var known: [Int: CounterexampleSearch] = [:]

  /// Searches that are kept.
  private static let most = 64

  init(_ subject: Subject, _ cases: [Specification.Case], _ options: VerifierOptions) {
    self.subject = subject
    self.cases = cases
    self.options = options
  }

  /// - Parameters:
  ///   - steps: of each descent.
  ///   - round: other rounds begin at other places.
  ///   - part: where it begins and stays; nil for the whole box.
  ///   - points: where it begins, if there are any.
  func callAsFunction(
    _ place: Int, steps: Int, round: Int, in part: (lower: [Double], upper: [Double])? = nil,
    from points: [[Double]] = []
  ) throws -> Verdict.Counterexample? {
    guard options.refutes else { return nil }
    do {
      let search = try search(place)
      return try search(
        steps: steps, round: round, seed: options.seed, in: part, from: points)
    } catch TensorError.outOfMemory {
      // Where there is no room for a few descents there may still be for bounds.
      return nil
    }
  }

  private func search(_ place: Int) throws -> CounterexampleSearch {
    if let found = known[place] { return found }
    if known.count >= CaseAttacks.most { known = [:] }
    let box = cases[place]
    let few = box.lower.count <= Verifier.fewInputs
    let made = try CounterexampleSearch(
      subject, box, starts: max(few ? 256 : 48, 2 * box.conditions.count))
    known[place] = made
    return made
  }
}

import Tensors

/// Proves case after case that nothing unsafe happens, with whatever bounds and splits suit the network.
struct CaseProver {
  private let subject: TracedSubject
  private let cases: [Specification.Case]
  private let attacks: CaseAttacks
  private let options: VerifierOptions
  private(set) var splits = 0
  /// The lowest bound among the parts that are left of what could not be proved.
  private(set) var bound: Double?

  /// Up to so many inputs networks of S-shaped neurons are split along inputs and neurons.
  private static let smoothInputs = 128
  /// More cases are bounded before they are attacked.
  private static let fewCases = 8
  /// Of networks of few hidden layers boxes are split up to more inputs: between cuts by what linear bounds exclude, few
  /// neurons are left whose side is not known.
  private static let fewLayers = 2
  private static let someInputs = 40

  init(
    _ subject: TracedSubject, _ cases: [Specification.Case], _ attacks: CaseAttacks,
    _ options: VerifierOptions
  ) {
    self.subject = subject
    self.cases = cases
    self.attacks = attacks
    self.options = options
  }

  var hasMany: Bool { cases.count > CaseProver.fewCases }

  mutating func callAsFunction() throws -> Outcome {
    let chain = try chain()
    var isComplete = true
    var first = 0
    for problem in problems() {
      switch try decide(chain, problem, first) {
      case .safe: break
      case .unsafe(let found): return .unsafe(found)
      case .unknown: isComplete = false
      }
      first += problem.cases.count
    }
    return isComplete ? .safe : .unknown
  }

  /// Of few cases each is a problem of its own.
  private func problems() -> [SearchProblem] {
    hasMany
      ? SearchProblem.grouped(subject: subject, cases: cases, options: options)
      : cases.map { SearchProblem(subject: subject, cases: [$0], options: options) }
  }

  /// One for all cases: of inputs that it passes on it needs lower bounds, and any will do. S-shaped neurons are for
  /// inputs that are not too many.
  private func chain() throws -> Chain? {
    var lower = cases.first?.lower ?? []
    for box in cases.dropFirst() {
      for k in lower.indices { lower[k] = min(lower[k], box.lower[k]) }
    }
    return try Chain(
      subject.graph, lower: lower, isSound: options.isSound,
      isRectified: lower.count > CaseProver.smoothInputs)
  }

  /// - Parameter first: which of all cases is the problem's first.
  private mutating func decide(
    _ chain: Chain?, _ problem: SearchProblem, _ first: Int
  ) throws -> Outcome {
    guard let chain else {
      var search = BranchAndBound(try GenericSplitting(problem), problem)
      return try run(&search, first)
    }
    let hasFewInputs =
      chain.inputs
      <= (chain.hidden.count <= CaseProver.fewLayers
        ? CaseProver.someInputs : Verifier.fewInputs)
    guard hasMany else {
      if !chain.isRectified { return try splitParts(chain, problem, first) }
      return try hasFewInputs
        ? splitInputs(chain, problem, first) : splitNeurons(chain, problem, first)
    }
    var search = BranchAndBound(try InputSplitting(chain, problem), problem)
    let (open, found) = try search.sweep()
    if let found { return .unsafe(found) }
    for place in open.prefix(CaseProver.fewCases) {
      if let found = try attacks(first + place, steps: 30, round: 0) { return .unsafe(found) }
    }
    if hasFewInputs { return try run(&search, first) }
    var isComplete = true
    for place in open {
      let one = problem.single(place)
      switch try chain.isRectified
        ? splitNeurons(chain, one, first + place) : splitParts(chain, one, first + place)
      {
      case .safe: break
      case .unsafe(let found): return .unsafe(found)
      case .unknown: isComplete = false
      }
    }
    return isComplete ? .safe : .unknown
  }

  private mutating func splitInputs(
    _ chain: Chain, _ problem: SearchProblem, _ first: Int
  ) throws -> Outcome {
    var search = BranchAndBound(try InputSplitting(chain, problem), problem)
    return try run(&search, first)
  }

  private mutating func splitParts(
    _ chain: Chain, _ problem: SearchProblem, _ first: Int
  ) throws -> Outcome {
    var search = BranchAndBound(try PartSplitting(chain, problem), problem)
    return try run(&search, first)
  }

  private mutating func splitNeurons(
    _ chain: Chain, _ problem: SearchProblem, _ first: Int
  ) throws -> Outcome {
    var search = BranchAndBound(try NeuronSplitting(chain, problem), problem)
    return try run(&search, first)
  }

  private mutating func run<S>(_ search: inout BranchAndBound<S>, _ first: Int) throws -> Outcome {
    let attacks = attacks
    let result = Result {
      // Where bounds take long, there may be something to find: the attack goes on between rounds, in turns from
      // everywhere, from what was nearly a counterexample, and in the worst part.
      try search.run { attempt, worst, misses in
        let turn = attempt % 3
        let points = turn == 2 ? misses.map(\.inputs) : []
        let part = turn == 0 ? worst.box : nil
        return try attacks(
          first + worst.place, steps: 100, round: attempt, in: part, from: points)
      }
    }
    splits += search.splits
    let left = search.bound
    switch result {
    case .success(.unknown), .failure: bound = [bound, left].compactMap { $0 }.min()
    case .success: break
    }
    return try result.get()
  }
}

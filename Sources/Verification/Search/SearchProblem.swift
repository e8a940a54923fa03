/// What a search works on: some cases of a specification of a network's outputs, whose conditions are few functions.
struct SearchProblem {
  let subject: TracedSubject
  let cases: [Specification.Case]
  let options: VerifierOptions
  let property: PropertyRows
  /// For each case half spaces, slopes . x <= limit, in which all its inputs lie.
  let halfSpaces: [[HalfSpace]]

  typealias HalfSpace = (slopes: [Double], limit: Double)

  init(subject: TracedSubject, cases: [Specification.Case], options: VerifierOptions) {
    self.init(
      subject: subject, cases: cases, options: options, property: PropertyRows(cases))
  }

  private init(
    subject: TracedSubject, cases: [Specification.Case], options: VerifierOptions,
    property: PropertyRows
  ) {
    self.subject = subject
    self.cases = cases
    self.options = options
    self.property = property
    halfSpaces = cases.map { box in
      box.inputRows.map { $0.halfSpace(box.lower, box.upper) }
    }
  }

  /// Problems of cases one after the other, as many as share a few functions.
  static func grouped(
    subject: TracedSubject, cases: [Specification.Case], options: VerifierOptions
  ) -> [SearchProblem] {
    var rest = cases[...]
    var problems: [SearchProblem] = []
    while !rest.isEmpty {
      let property = PropertyRows(leading: rest)
      let own = Array(rest.prefix(property.conditions.count))
      problems.append(
        SearchProblem(subject: subject, cases: own, options: options, property: property))
      rest = rest.dropFirst(own.count)
    }
    return problems
  }

  /// One of the cases alone.
  func single(_ place: Int) -> SearchProblem {
    cases.count == 1
      ? self : SearchProblem(subject: subject, cases: [cases[place]], options: options)
  }

  /// What is left of a case's box by what inputs meet; nil if nothing is.
  func box(_ place: Int) -> (lower: [Double], upper: [Double])? {
    let whole = cases[place]
    guard !halfSpaces[place].isEmpty else { return (whole.lower, whole.upper) }
    var part = Contraction(lower: whole.lower, upper: whole.upper)
    return part.cut(rows(place, on: part)) ? (part.lower, part.upper) : nil
  }

  /// A case's half spaces as what must not be positive on a part of its box.
  func rows(_ place: Int, on part: Contraction) -> [Contraction.Row] {
    halfSpaces[place].map { part.row(slopes: $0.slopes, limit: $0.limit) }
  }
}

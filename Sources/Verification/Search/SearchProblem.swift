/// What a search works on: one case of a specification of a network's outputs.
struct SearchProblem {
  let subject: Subject
  let box: Specification.Case
  let options: VerifierOptions

  /// The rows of all conditions, one condition after the other.
  var rows: [Specification.Row] { box.conditions.flatMap(\.rows) }
}

extension Specification.Case {
  /// For each condition, which of all rows are its own.
  var members: [Range<Int>] {
    var members: [Range<Int>] = []
    for condition in conditions {
      let first = members.last?.upperBound ?? 0
      members.append(first..<first + condition.rows.count)
    }
    return members
  }
}

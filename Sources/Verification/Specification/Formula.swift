/// X_3 or Y_0.
struct Variable: Hashable {
  enum Kind: String {
    case input = "X"
    case output = "Y"
  }

  let kind: Kind
  let index: Int
  var name: String { "\(kind.rawValue)_\(index)" }

  /// Nil if the word is no such name.
  init?(_ word: String) {
    let parts = word.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])),
      let index = Int(parts[1]), index >= 0, String(index) == parts[1]
    else { return nil }
    self.kind = kind
    self.index = index
  }
}

/// A sum of variables with coefficients, and a number.
struct LinearTerm {
  var coefficients: [Variable: Enclosure] = [:]
  var constant = Enclosure(exactly: 0)

  static func + (a: LinearTerm, b: LinearTerm) -> LinearTerm {
    var sum = a
    for (variable, coefficient) in b.coefficients {
      sum.coefficients[variable] =
        sum.coefficients[variable].map { $0 + coefficient } ?? coefficient
    }
    sum.constant = a.constant + b.constant
    return sum
  }

  static prefix func - (a: LinearTerm) -> LinearTerm { a.scaled(Enclosure(exactly: -1)) }

  func scaled(_ factor: Enclosure) -> LinearTerm {
    LinearTerm(
      coefficients: coefficients.mapValues { $0 * factor }, constant: constant * factor)
  }
}

/// `term <= 0`, or `<` where it is strict.
struct LinearConstraint {
  let term: LinearTerm
  let isStrict: Bool
  let place: SpecificationError.Place
}

/// Constraints joined by `and` and `or`. Constraints stand for their place in a list.
indirect enum Formula {
  case constraint(Int)
  case and([Formula])
  case or([Formula])

  /// More alternatives than this are refused.
  static let limit = 100_000
  /// So are alternatives that together have more constraints.
  static let mostConstraints = 50_000_000

  /// The alternatives, each a list of constraints that hold together. Nil beyond the limits.
  func alternatives() -> [[Int]]? {
    switch self {
    case .constraint(let k): return [[k]]
    case .or(let parts):
      var all: [[Int]] = []
      for part in parts {
        guard let some = part.alternatives(), all.count + some.count <= Formula.limit else {
          return nil
        }
        all += some
      }
      return all
    case .and(let parts):
      var all: [[Int]] = [[]]
      for part in parts {
        guard let some = part.alternatives(), all.count * some.count <= Formula.limit else {
          return nil
        }
        let (own, more) = (all.reduce(0) { $0 + $1.count }, some.reduce(0) { $0 + $1.count })
        guard own * some.count + more * all.count <= Formula.mostConstraints else { return nil }
        if some.count == 1 {
          for k in all.indices { all[k] += some[0] }
        } else {
          all = all.flatMap { left in some.map { left + $0 } }
        }
      }
      return all
    }
  }

  /// What holds in every alternative, and what is left.
  func separated() -> (always: [Int], rest: [Formula]) {
    switch self {
    case .constraint(let k): return ([k], [])
    case .or(let parts): return parts.count == 1 ? parts[0].separated() : ([], [self])
    case .and(let parts):
      var (always, rest): ([Int], [Formula]) = ([], [])
      for part in parts {
        let (some, others) = part.separated()
        always += some
        rest += others
      }
      return (always, rest)
    }
  }
}

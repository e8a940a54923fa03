import Tensors

/// X_3 or Y_0.
struct Variable: Hashable, Comparable {
  enum Kind: UInt8 {
    case input = 88
    case output = 89

    /// X or Y.
    var letter: String { self == .input ? "X" : "Y" }
  }

  let kind: Kind
  let index: Int
  var name: String { "\(kind.letter)_\(index)" }

  private static let mostDigits = 18

  /// Nil if the word is no such name.
  init?(_ word: UnsafeBufferPointer<UInt8>) {
    guard word.count > 2, word.count <= Variable.mostDigits + 2, let kind = Kind(rawValue: word[0]),
      word[1] == UInt8(ascii: "_"), word.count == 3 || word[2] != UInt8(ascii: "0")
    else { return nil }
    var index = 0
    for k in 2..<word.count {
      guard word[k] >= 48, word[k] <= 57 else { return nil }
      index = index * 10 + Int(word[k] - 48)
    }
    self.kind = kind
    self.index = index
  }

  static func < (a: Variable, b: Variable) -> Bool {
    a.kind == b.kind ? a.index < b.index : a.kind.rawValue < b.kind.rawValue
  }
}

/// Constraints joined by `and` and `or`. Constraints stand for their place in a list.
enum Formula {
  case constraint(Int)
  case and([Formula])
  case or([Formula])

  /// More alternatives than this are refused.
  static let limit = 1 << 22
  /// So are alternatives that together have more constraints.
  static let mostConstraints = 50_000_000
  private static let alternativesBetweenQuestions = 1 << 12

  /// The alternatives, each a list of constraints that hold together. Nil beyond the limits.
  func alternatives() throws -> [[Int]]? {
    switch self {
    case .constraint(let k): return [[k]]
    case .or(let parts):
      var all: [[Int]] = []
      for (k, part) in parts.enumerated() {
        if k % Formula.alternativesBetweenQuestions == 0 { try Cancellation.check() }
        guard let some = try part.alternatives(), all.count + some.count <= Formula.limit else {
          return nil
        }
        all += some
      }
      return all
    case .and(let parts):
      if let all = Formula.constraints(parts) { return [all] }
      var all: [[Int]] = [[]]
      var size = 0
      for part in parts {
        if case .constraint(let constraint) = part {
          size += all.count
          guard size <= Formula.mostConstraints else { return nil }
          for k in all.indices { all[k].append(constraint) }
          continue
        }
        try Cancellation.check()
        guard let some = try part.alternatives(), all.count * some.count <= Formula.limit else {
          return nil
        }
        size = size * some.count + some.reduce(0) { $0 + $1.count } * all.count
        guard size <= Formula.mostConstraints else { return nil }
        if some.count == 1 {
          for k in all.indices { all[k] += some[0] }
        } else {
          all = all.flatMap { left in some.map { left + $0 } }
        }
      }
      return all
    }
  }

  /// The constraints that formulas are; nil if others are among them.
  private static func constraints(_ formulas: [Formula]) -> [Int]? {
    var all: [Int] = []
    all.reserveCapacity(formulas.count)
    for formula in formulas {
      guard case .constraint(let k) = formula else { return nil }
      all.append(k)
    }
    return all
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

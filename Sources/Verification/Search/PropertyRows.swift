/// The rows of the conditions of several cases, as linear functions of the outputs with limits: cases whose rows differ in their limits
/// alone have the same functions, which are bounded on all their boxes together.
struct PropertyRows {
  /// What is bounded.
  let functions: [Specification.Row]
  /// For each case its conditions.
  let conditions: [[Condition]]

  /// All of its rows hold together.
  typealias Condition = [Place]

  /// A row: function <= limit, or < where it is strict.
  struct Place {
    let function: Int
    let limit: Double
    let isStrict: Bool

    /// A bound of the function, less the limit.
    func excess(_ bound: Double) -> Double {
      limit == 0 ? bound : (bound - limit).nextDown
    }

    /// Whether the row cannot hold where it exceeds what it must not by so much at least.
    func isExcluded(_ excess: Double) -> Bool { isStrict ? excess >= 0 : excess > 0 }
  }

  /// Functions that several cases have together.
  private static let mostFunctions = 32

  init(_ cases: [Specification.Case]) {
    self.init(leading: cases[...], most: cases.count == 1 ? 0 : .max)
  }

  /// Of the cases at the front, as many as have a few functions.
  init(leading cases: ArraySlice<Specification.Case>) {
    self.init(leading: cases, most: cases.count == 1 ? 0 : PropertyRows.mostFunctions)
  }

  /// - Parameter most: functions of several cases; a case alone takes its limits into its functions.
  private init(leading cases: ArraySlice<Specification.Case>, most: Int) {
    var functions: [Specification.Row] = []
    var places: [[Double]: Int] = [:]
    var conditions: [[Condition]] = []
    for box in cases {
      let before = functions.count
      let own = box.conditions.map { condition in
        condition.rows.map { row in
          if let known = places[row.coefficients] {
            return Place(function: known, limit: row.bound, isStrict: row.isStrict)
          }
          places[row.coefficients] = functions.count
          functions.append(
            Specification.Row(coefficients: row.coefficients, bound: 0, isStrict: false))
          return Place(function: functions.count - 1, limit: row.bound, isStrict: row.isStrict)
        }
      }
      guard conditions.isEmpty || functions.count <= most else {
        functions.removeSubrange(before...)
        break
      }
      conditions.append(own)
    }
    if conditions.count == 1, let only = cases.first {
      self.init(alone: only)
    } else {
      self.init(functions, conditions)
    }
  }

  private init(_ functions: [Specification.Row], _ conditions: [[Condition]]) {
    (self.functions, self.conditions) = (functions, conditions)
  }

  private init(alone box: Specification.Case) {
    var first = 0
    let own = box.conditions.map { condition in
      condition.rows.map { row in
        defer { first += 1 }
        return Place(function: first, limit: 0, isStrict: row.isStrict)
      }
    }
    self.init(box.conditions.flatMap(\.rows), [own])
  }
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

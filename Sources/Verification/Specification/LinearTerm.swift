import Tensors

/// A sum of variables with coefficients, and a number. Most have one variable, which is kept without a list.
struct LinearTerm {
  typealias Coefficient = (variable: Variable, value: Enclosure)

  private(set) var first: Coefficient?
  /// A variable may stand in it several times, until the sum is `collected`.
  private(set) var others: [Coefficient] = []
  private(set) var constant = Enclosure(exactly: 0)

  init(_ variable: Variable) { first = (variable, Enclosure(exactly: 1)) }
  init(_ constant: Enclosure) { self.constant = constant }

  private init(_ coefficients: [Coefficient], _ constant: Enclosure) {
    first = coefficients.first
    others = Array(coefficients.dropFirst())
    self.constant = constant
  }

  var isConstant: Bool { first == nil }
  var coefficients: [Coefficient] { first.map { [$0] + others } ?? [] }

  static func += (a: inout LinearTerm, b: LinearTerm) {
    a.constant = a.constant + b.constant
    if a.first == nil {
      (a.first, a.others) = (b.first, b.others)
    } else if let first = b.first {
      a.others.append(first)
      a.others += b.others
    }
  }

  static prefix func - (a: LinearTerm) -> LinearTerm { a.scaled(Enclosure(exactly: -1)) }

  static func - (a: LinearTerm, b: LinearTerm) -> LinearTerm {
    var difference = a
    difference += -b
    return difference
  }

  func scaled(_ factor: Enclosure) -> LinearTerm {
    var product = self
    if let first { product.first = (first.variable, first.value * factor) }
    if !others.isEmpty { product.others = others.map { ($0.variable, $0.value * factor) } }
    product.constant = constant * factor
    return product
  }

  /// Each variable once, in order, without those that count nothing.
  func collected() -> LinearTerm {
    guard let first, !others.isEmpty else {
      var term = self
      if first?.value.isZero == true { term.first = nil }
      return term
    }
    let all = [first] + others
    let order = all.indices.sorted {
      let (a, b) = (all[$0].variable, all[$1].variable)
      return a == b ? $0 < $1 : a < b
    }
    var sum: [Coefficient] = []
    for k in order {
      if let last = sum.last, last.variable == all[k].variable {
        sum[sum.count - 1].value = last.value + all[k].value
      } else {
        sum.append(all[k])
      }
    }
    sum.removeAll { $0.value.isZero }
    return LinearTerm(sum, constant)
  }
}

/// `term <= 0`, or `<` where it is strict; the term is collected, and of variables of one kind.
struct LinearConstraint {
  let term: LinearTerm
  let isStrict: Bool
  /// Where it stands in the text.
  let place: Int

  var isOutput: Bool { term.first?.variable.kind == .output }
}

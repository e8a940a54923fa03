/// Declarations and assertions, understood one by one.
struct SpecificationReader {
  let path: String
  private var declared: [Variable: SpecificationError.Place] = [:]
  private(set) var constraints: [LinearConstraint] = []
  private var assertions: [Formula] = []

  init(path: String) { self.path = path }

  /// Commands of the language that say nothing about the property.
  private static let without = ["set-logic", "set-info", "set-option", "check-sat", "exit"]

  mutating func add(_ expression: Expression) throws {
    guard let items = expression.list, let command = items.first?.word else {
      throw fail(
        expression, "expected (declare-const ...) or (assert ...), got \(expression.shown)")
    }
    switch command {
    case "declare-const", "declare-fun":
      guard items.count == (command == "declare-const" ? 3 : 4), let name = items[1].word else {
        throw fail(expression, "expected (declare-const X_0 Real)")
      }
      guard items[items.count - 1].word == "Real" else {
        throw fail(
          items[items.count - 1],
          "\(name) must be of the type Real, got \(items[items.count - 1].shown)")
      }
      guard let variable = Variable(name) else {
        throw fail(items[1], "a variable is called X_0, X_1, ... or Y_0, Y_1, ..., got \"\(name)\"")
      }
      guard declared.updateValue(items[1].place, forKey: variable) == nil else {
        throw fail(items[1], "\(name) is declared twice")
      }
    case "assert":
      guard items.count == 2 else {
        throw fail(expression, "assert takes one condition, got \(items.count - 1)")
      }
      assertions.append(try formula(items[1]))
    case _ where SpecificationReader.without.contains(command): break
    default:
      throw fail(items[0], "expected declare-const or assert, got \(items[0].shown)")
    }
  }

  /// The numbers of inputs and outputs.
  func sizes() throws -> (inputs: Int, outputs: Int) {
    (try size(.input), try size(.output))
  }

  private func size(_ kind: Variable.Kind) throws -> Int {
    let own = declared.filter { $0.key.kind == kind }
    guard !own.isEmpty else {
      throw SpecificationError(
        path: path, place: nil, problem: "no variable \(kind.rawValue)_0 is declared")
    }
    for (variable, place) in own.sorted(by: { $0.key.index < $1.key.index })
    where variable.index >= own.count {
      throw SpecificationError(
        path: path, place: place,
        problem: "\(variable.name) is declared, but only \(own.count) "
          + "\(kind.rawValue)_... are: some before it are missing")
    }
    return own.count
  }

  /// The boxes and conditions of all assertions together.
  func cases() throws -> [Specification.Case] {
    let (inputs, outputs) = try sizes()
    guard !assertions.isEmpty else {
      throw SpecificationError(path: path, place: nil, problem: "nothing is asserted")
    }
    return try NormalForm(path: path, constraints: constraints, inputs: inputs, outputs: outputs)
      .cases(.and(assertions))
  }

  private func fail(_ expression: Expression, _ problem: String) -> SpecificationError {
    SpecificationError(path: path, place: expression.place, problem: problem)
  }

  // MARK: Conditions

  private mutating func formula(_ expression: Expression) throws -> Formula {
    guard let items = expression.list, let operation = items.first?.word else {
      throw fail(expression, "expected a condition, got \(expression.shown)")
    }
    let operands = Array(items.dropFirst())
    switch operation {
    case "and", "or":
      guard !operands.isEmpty else { throw fail(expression, "'\(operation)' of nothing") }
      let parts = try operands.map { try formula($0) }
      return operation == "and" ? .and(parts) : .or(parts)
    case "<=", ">=", "<", ">", "=":
      guard operands.count == 2 else {
        throw fail(expression, "'\(operation)' compares two terms, got \(operands.count)")
      }
      let (left, right) = (try term(operands[0]), try term(operands[1]))
      let isStrict = operation == "<" || operation == ">"
      switch operation {
      case "=":
        return .and([
          try constraint(left + -right, false, expression),
          try constraint(right + -left, false, expression),
        ])
      case "<=", "<": return try constraint(left + -right, isStrict, expression)
      default: return try constraint(right + -left, isStrict, expression)
      }
    default:
      throw fail(items[0], "expected and, or, <=, >=, <, > or =, got \(items[0].shown)")
    }
  }

  private mutating func constraint(
    _ term: LinearTerm, _ isStrict: Bool, _ expression: Expression
  ) throws -> Formula {
    var term = term
    term.coefficients = term.coefficients.filter { !$0.value.isZero }
    let kinds = Set(term.coefficients.keys.map(\.kind))
    guard !kinds.isEmpty else { throw fail(expression, "the condition has no variable") }
    guard kinds.count == 1 else {
      throw fail(expression, "a condition on inputs and outputs together cannot be verified")
    }
    if kinds.contains(.input), term.coefficients.count > 1 {
      throw fail(expression, "inputs are bounded one by one; this condition has several")
    }
    constraints.append(
      LinearConstraint(term: term, isStrict: isStrict, place: expression.place))
    return .constraint(constraints.count - 1)
  }

  // MARK: Terms

  private func term(_ expression: Expression) throws -> LinearTerm {
    guard let items = expression.list else { return try simpleTerm(expression) }
    guard let operation = items.first?.word, ["+", "-", "*"].contains(operation) else {
      throw fail(expression, "expected a variable, a number or +, -, *, got \(expression.shown)")
    }
    let operands = try items.dropFirst().map { try term($0) }
    guard let first = operands.first else { throw fail(expression, "'\(operation)' of nothing") }
    switch operation {
    case "+": return operands.dropFirst().reduce(first, +)
    case "-":
      return operands.count == 1 ? -first : operands.dropFirst().reduce(first) { $0 + -$1 }
    default:
      return try operands.dropFirst().reduce(first) { product, factor in
        if factor.coefficients.isEmpty { return product.scaled(factor.constant) }
        guard product.coefficients.isEmpty else {
          throw fail(expression, "a product of variables is not linear")
        }
        return factor.scaled(product.constant)
      }
    }
  }

  private func simpleTerm(_ expression: Expression) throws -> LinearTerm {
    let word = expression.word ?? ""
    if let variable = Variable(word) {
      guard declared[variable] != nil else {
        let own = declared.keys.filter { $0.kind == variable.kind }.count
        throw fail(
          expression,
          "\(word) is not declared; there are \(own) variables \(variable.kind.rawValue)_...")
      }
      return LinearTerm(coefficients: [variable: Enclosure(exactly: 1)])
    }
    guard let number = Enclosure(decimal: word) else {
      throw fail(expression, "expected a variable or a number, got \(expression.shown)")
    }
    return LinearTerm(constant: number)
  }
}

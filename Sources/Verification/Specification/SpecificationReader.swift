import Tensors

/// Declarations and assertions, understood as they are read.
struct SpecificationReader {
  private var text: SpecificationScanner
  private var inputs = DeclaredVariables(.input)
  private var outputs = DeclaredVariables(.output)
  private var constraints: [LinearConstraint] = []
  private var assertions: [Formula] = []

  private init(_ text: SpecificationScanner) { self.text = text }

  /// All that a text says.
  static func read(
    _ text: SpecificationScanner
  ) throws -> (inputs: Int, outputs: Int, cases: [Specification.Case]) {
    var reader = SpecificationReader(text)
    while try reader.command() {}
    let (inputs, outputs) = (
      try reader.inputs.count(reader.text), try reader.outputs.count(reader.text)
    )
    guard !reader.assertions.isEmpty else { throw text.fail(nil, "nothing is asserted") }
    let cases = try NormalForm(
      text: text, constraints: reader.constraints, inputs: inputs, outputs: outputs
    ).cases(.and(reader.assertions))
    return (inputs, outputs, cases)
  }

  /// Commands of the language that say nothing about the property.
  private static let without: [StaticString] = [
    "set-logic", "set-info", "set-option", "check-sat", "exit",
  ]

  /// Reads a command; false at the end.
  private mutating func command() throws -> Bool {
    let token = try text.next()
    if case .end = token { return false }
    let start = text.start
    guard case .open = token, case .word(let name) = try text.next() else {
      throw text.fail(
        start, "expected (declare-const ...) or (assert ...), got \(text.shown(start))")
    }
    if text.isWord(name, "assert") {
      try assertion(start)
    } else if text.isWord(name, "declare-const") || text.isWord(name, "declare-fun") {
      try declaration(start, sizes: text.isWord(name, "declare-fun") ? 3 : 2)
    } else if SpecificationReader.without.contains(where: { text.isWord(name, $0) }) {
      _ = try text.rest()
    } else {
      throw text.fail(
        name.lowerBound,
        "expected declare-const or assert, got \(text.shown(name.lowerBound))")
    }
    return true
  }

  private mutating func declaration(_ start: Int, sizes: Int) throws {
    let items = try text.rest()
    guard items.count == sizes, let name = items[0].word else {
      throw text.fail(start, "expected (declare-const X_0 Real)")
    }
    let type = items[sizes - 1]
    guard let word = type.word, text.isWord(word, "Real") else {
      throw text.fail(
        type.at, "\(text.text(name)) must be of the type Real, got \(text.shown(type.at))")
    }
    guard let variable = Variable(text.bytes(name)) else {
      throw text.fail(
        name.lowerBound,
        "a variable is called X_0, X_1, ... or Y_0, Y_1, ..., got \"\(text.text(name))\"")
    }
    let isNew =
      variable.kind == .input
      ? inputs.declare(variable.index, at: name.lowerBound, of: text.count)
      : outputs.declare(variable.index, at: name.lowerBound, of: text.count)
    guard isNew else { throw text.fail(name.lowerBound, "\(variable.name) is declared twice") }
  }

  private mutating func assertion(_ start: Int) throws {
    func fail(_ count: Int) -> SpecificationError {
      text.fail(start, "assert takes one condition, got \(count)")
    }
    let token = try text.next()
    if case .close = token { throw fail(0) }
    assertions.append(try formula(token))
    guard case .close = try text.next() else { throw fail(2 + (try text.rest().count)) }
  }

  // MARK: Conditions

  private mutating func formula(_ token: SpecificationScanner.Token) throws -> Formula {
    let start = text.start
    guard case .open = token, case .word(let operation) = try text.next() else {
      throw text.fail(start, "expected a condition, got \(text.shown(start))")
    }
    if text.isWord(operation, "and") { return .and(try parts(start, "and")) }
    if text.isWord(operation, "or") { return .or(try parts(start, "or")) }
    let isStrict = text.isWord(operation, "<") || text.isWord(operation, ">")
    let isBelow = text.isWord(operation, "<=") || text.isWord(operation, "<")
    let isEqual = text.isWord(operation, "=")
    guard isBelow || isEqual || isStrict || text.isWord(operation, ">=") else {
      throw text.fail(
        operation.lowerBound,
        "expected and, or, <=, >=, <, > or =, got \(text.shown(operation.lowerBound))")
    }
    var count = 0
    var sides = (LinearTerm(Enclosure(exactly: 0)), LinearTerm(Enclosure(exactly: 0)))
    while let term = try term() {
      if count == 0 { sides.0 = term } else { sides.1 = term }
      count += 1
    }
    guard count == 2 else {
      throw text.fail(start, "'\(text.text(operation))' compares two terms, got \(count)")
    }
    if isEqual {
      return .and([
        try constraint(sides.0 - sides.1, false, start),
        try constraint(sides.1 - sides.0, false, start),
      ])
    }
    return try constraint(
      isBelow ? sides.0 - sides.1 : sides.1 - sides.0, isStrict, start)
  }

  private mutating func parts(_ start: Int, _ operation: String) throws -> [Formula] {
    var parts: [Formula] = []
    parts.reserveCapacity(4)
    while true {
      let token = try text.next()
      if case .close = token { break }
      parts.append(try formula(token))
    }
    guard !parts.isEmpty else { throw text.fail(start, "'\(operation)' of nothing") }
    return parts
  }

  private mutating func constraint(
    _ term: LinearTerm, _ isStrict: Bool, _ start: Int
  ) throws -> Formula {
    let term = term.collected()
    guard let first = term.first else {
      throw text.fail(start, "the condition has no variable")
    }
    // They are in order: inputs come first.
    guard (term.others.last ?? first).variable.kind == first.variable.kind else {
      throw text.fail(start, "a condition on inputs and outputs together cannot be verified")
    }
    constraints.append(LinearConstraint(term: term, isStrict: isStrict, place: start))
    return .constraint(constraints.count - 1)
  }

  // MARK: Terms

  /// The next term of a list, nil at its end.
  private mutating func term() throws -> LinearTerm? {
    switch try text.next() {
    case .word(let word): return try simpleTerm(word)
    case .open: return try compoundTerm(text.start)
    case .close, .end: return nil
    }
  }

  private mutating func compoundTerm(_ start: Int) throws -> LinearTerm {
    guard case .word(let operation) = try text.next(),
      ["+", "-", "*"].contains(where: { text.isWord(operation, $0) })
    else {
      throw text.fail(start, "expected a variable, a number or +, -, *, got \(text.shown(start))")
    }
    guard var sum = try term() else {
      throw text.fail(start, "'\(text.text(operation))' of nothing")
    }
    let (isSum, isDifference) = (text.isWord(operation, "+"), text.isWord(operation, "-"))
    var count = 1
    while let next = try term() {
      count += 1
      if isSum || isDifference {
        sum += isSum ? next : -next
      } else if next.isConstant {
        sum = sum.scaled(next.constant)
      } else {
        guard sum.isConstant else {
          throw text.fail(start, "a product of variables is not linear")
        }
        sum = next.scaled(sum.constant)
      }
    }
    return isDifference && count == 1 ? -sum : sum
  }

  private func simpleTerm(_ word: Range<Int>) throws -> LinearTerm {
    let bytes = text.bytes(word)
    if let variable = Variable(bytes) {
      let own = variable.kind == .input ? inputs : outputs
      guard own.contains(variable.index) else {
        throw text.fail(
          word.lowerBound,
          "\(variable.name) is not declared; there are \(own.declared) variables "
            + "\(variable.kind.letter)_...")
      }
      return LinearTerm(variable)
    }
    guard let number = Enclosure(decimal: bytes) else {
      throw text.fail(
        word.lowerBound,
        "expected a variable or a number, got \(text.shown(word.lowerBound))")
    }
    return LinearTerm(number)
  }
}

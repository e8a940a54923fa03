import Tensors

/// Any combination of constraints as boxes of inputs, each with alternatives of conditions.
struct NormalForm {
  let text: SpecificationScanner
  let constraints: [LinearConstraint]
  let inputs: Int
  let outputs: Int

  private static let casesBetweenQuestions = 1 << 12

  func cases(_ formula: Formula) throws -> [Specification.Case] {
    let (always, rest) = formula.separated()
    guard let alternatives = try Formula.and(rest).alternatives(),
      always.count * alternatives.count <= Formula.mostConstraints
    else {
      throw text.fail(
        nil,
        "it has more than \(Formula.limit) alternatives, or more than \(Formula.mostConstraints) "
          + "conditions in them")
    }
    let groups = try grouped(alternatives, common: always.filter { constraints[$0].isOutput })
    guard groups.count * inputs <= Formula.mostConstraints else {
      throw text.fail(
        nil,
        "its \(groups.count) boxes of \(inputs) inputs have more than "
          + "\(Formula.mostConstraints) bounds")
    }
    let known = always.filter { !constraints[$0].isOutput }
    var base = InputBox(inputs)
    for k in known where isBound(k) { base.add(try bound(k)) }
    let rows = known.filter { !isBound($0) }.map(inputRow)
    var crossed: SpecificationError?
    var cases: [Specification.Case] = []
    cases.reserveCapacity(groups.count)
    for (place, group) in groups.enumerated() {
      if place % NormalForm.casesBetweenQuestions == 0 { try Cancellation.check() }
      var (box, own) = (base, rows)
      for k in group.inputs {
        if isBound(k) { box.add(try bound(k)) } else { own.append(inputRow(k)) }
      }
      if let variable = box.crossed {
        // Such an alternative holds for no input.
        crossed = crossed ?? crossing(box, variable)
        continue
      }
      if let missing = box.missing {
        throw text.fail(
          nil, "X_\(missing.index) has no \(missing.isUpper ? "upper" : "lower") bound")
      }
      cases.append(box.specified(own, group.conditions))
    }
    if cases.isEmpty, let crossed { throw crossed }
    return cases
  }

  /// Alternatives that say the same of the inputs.
  private struct Group {
    let inputs: [Int]
    private(set) var conditions: [Specification.Condition]
    private var known: Set<Specification.Condition>?

    init(_ inputs: [Int], _ condition: Specification.Condition) {
      self.inputs = inputs
      conditions = [condition]
    }

    mutating func add(_ condition: Specification.Condition) {
      if known == nil { known = Set(conditions) }
      if known?.insert(condition).inserted == true { conditions.append(condition) }
    }
  }

  /// - Parameter common: what outputs meet in every alternative.
  private func grouped(_ alternatives: [[Int]], common: [Int]) throws -> [Group] {
    var groups: [Group] = []
    groups.reserveCapacity(alternatives.count)
    // Of the groups whose constraints have one hash the last, and for each group the one before: from 1.
    var size = 2
    while size < 2 * alternatives.count { size *= 2 }
    var last = [Int](repeating: 0, count: size)
    var before: [Int] = []
    let common = common.map(row)
    var inputs: [Int] = []
    for (place, alternative) in alternatives.enumerated() {
      if place % NormalForm.casesBetweenQuestions == 0 { try Cancellation.check() }
      var rows = common
      rows.reserveCapacity(1)
      inputs.removeAll(keepingCapacity: true)
      for k in alternative {
        if constraints[k].isOutput { rows.append(row(k)) } else { inputs.append(k) }
      }
      guard !rows.isEmpty else { throw text.fail(nil, "it has no condition on the outputs") }
      inputs.sort()
      let condition = Specification.Condition(rows: rows)
      let hash = inputs.reduce(UInt(1)) { ($0 ^ UInt($1)) &* 0x9E37_79B9_7F4A_7C15 }
      let bucket = Int((hash ^ hash >> 32) & UInt(size - 1))
      var known = last[bucket]
      while known > 0, groups[known - 1].inputs != inputs { known = before[known - 1] }
      if known > 0 {
        groups[known - 1].add(condition)
      } else {
        before.append(last[bucket])
        groups.append(Group(inputs, condition))
        last[bucket] = groups.count
      }
    }
    return groups
  }

  private func row(_ k: Int) -> Specification.Row {
    let constraint = constraints[k]
    var coefficients = [Double](repeating: 0, count: outputs)
    if let (variable, coefficient) = constraint.term.first {
      coefficients[variable.index] = coefficient.value
    }
    for (variable, coefficient) in constraint.term.others {
      coefficients[variable.index] = coefficient.value
    }
    return Specification.Row(
      coefficients: coefficients, bound: -constraint.term.constant.value,
      isStrict: constraint.isStrict)
  }

  /// Whether a constraint is on one input alone.
  private func isBound(_ k: Int) -> Bool { constraints[k].term.others.isEmpty }

  private func inputRow(_ k: Int) -> InputRow {
    let term = constraints[k].term
    return InputRow(
      inputs: term.coefficients.map(\.variable.index), coefficients: term.coefficients.map(\.value),
      constant: term.constant, isStrict: constraints[k].isStrict)
  }

  /// `x <= value` or `x >= value`, from a x + c <= 0.
  private func bound(_ k: Int) throws -> InputBox.Bound {
    let constraint = constraints[k]
    guard let (variable, coefficient) = constraint.term.first,
      coefficient.lower > 0 || coefficient.upper < 0
    else {
      throw text.fail(constraint.place, "the coefficient of the input may be zero")
    }
    return InputBox.Bound(
      index: variable.index, isUpper: coefficient.lower > 0,
      value: -constraint.term.constant / coefficient, isStrict: constraint.isStrict,
      place: constraint.place)
  }

  private func crossing(_ box: InputBox, _ variable: Int) -> SpecificationError {
    let (lower, upper) = (box.lower[variable], box.upper[variable])
    return text.fail(
      upper?.place ?? lower?.place,
      "the lower bound of X_\(variable), \(lower?.value.value ?? 0), is above its upper bound, "
        + "\(upper?.value.value ?? 0)")
  }
}

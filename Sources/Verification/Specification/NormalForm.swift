/// Any combination of constraints as boxes of inputs, each with alternatives of conditions.
struct NormalForm {
  let path: String
  let constraints: [LinearConstraint]
  let inputs: Int
  let outputs: Int

  func cases(_ formula: Formula) throws -> [Specification.Case] {
    let (always, rest) = formula.separated()
    guard let alternatives = Formula.and(rest).alternatives(),
      always.count * alternatives.count <= Formula.mostConstraints
    else {
      throw fail(
        nil,
        "it has more than \(Formula.limit) alternatives, or more than \(Formula.mostConstraints) "
          + "conditions in them")
    }
    // Alternatives with the same bounds of inputs are one case.
    var boxes: [[Int]] = []
    var conditions: [[Int]: [Specification.Condition]] = [:]
    let common = always.filter(isOutput)
    for alternative in alternatives {
      let bounds = alternative.filter { !isOutput($0) }.sorted()
      let rows = common + alternative.filter(isOutput)
      guard !rows.isEmpty else { throw fail(nil, "it has no condition on the outputs") }
      if conditions[bounds] == nil { boxes.append(bounds) }
      let condition = Specification.Condition(rows: rows.map(row))
      if conditions[bounds]?.contains(condition) != true {
        conditions[bounds, default: []].append(condition)
      }
    }
    let base = try box(always.filter { !isOutput($0) })
    var crossed: SpecificationError?
    let cases = try boxes.compactMap { bounds -> Specification.Case? in
      var box = base
      for k in bounds { box.add(try bound(k)) }
      if let variable = box.crossed {
        // Such an alternative holds for no input.
        crossed = crossed ?? crossing(box, variable)
        return nil
      }
      guard let missing = box.missing else {
        return box.specified(conditions[bounds] ?? [])
      }
      throw fail(nil, "X_\(missing.index) has no \(missing.isUpper ? "upper" : "lower") bound")
    }
    if cases.isEmpty, let crossed { throw crossed }
    return cases
  }

  private func isOutput(_ k: Int) -> Bool {
    constraints[k].term.coefficients.keys.contains { $0.kind == .output }
  }

  private func row(_ k: Int) -> Specification.Row {
    let constraint = constraints[k]
    var coefficients = [Double](repeating: 0, count: outputs)
    for (variable, coefficient) in constraint.term.coefficients {
      coefficients[variable.index] = coefficient.value
    }
    return Specification.Row(
      coefficients: coefficients, bound: -constraint.term.constant.value,
      isStrict: constraint.isStrict)
  }

  private func box(_ bounds: [Int]) throws -> Box {
    var box = Box(inputs)
    for k in bounds { box.add(try bound(k)) }
    return box
  }

  /// `x <= value` or `x >= value`, from a x + c <= 0.
  private func bound(_ k: Int) throws -> Bound {
    let constraint = constraints[k]
    guard let (variable, coefficient) = constraint.term.coefficients.first,
      coefficient.lower > 0 || coefficient.upper < 0
    else { throw fail(constraint.place, "the coefficient of the input may be zero") }
    return Bound(
      index: variable.index, isUpper: coefficient.lower > 0,
      value: -constraint.term.constant / coefficient, isStrict: constraint.isStrict,
      place: constraint.place)
  }

  private func crossing(_ box: Box, _ variable: Int) -> SpecificationError {
    let (lower, upper) = (box.lower[variable], box.upper[variable])
    return fail(
      upper?.place ?? lower?.place,
      "the lower bound of X_\(variable), \(lower?.value.value ?? 0), is above its upper bound, "
        + "\(upper?.value.value ?? 0)")
  }

  private func fail(_ place: SpecificationError.Place?, _ problem: String) -> SpecificationError {
    SpecificationError(path: path, place: place, problem: problem)
  }

  private struct Bound {
    let index: Int
    let isUpper: Bool
    let value: Enclosure
    let isStrict: Bool
    let place: SpecificationError.Place
  }

  /// The tightest bounds of each input so far.
  private struct Box {
    var lower: [Bound?]
    var upper: [Bound?]

    init(_ inputs: Int) {
      lower = Array(repeating: nil, count: inputs)
      upper = lower
    }

    mutating func add(_ bound: Bound) {
      let k = bound.index
      if bound.isUpper {
        if let old = upper[k],
          (old.value.value, old.isStrict ? 0 : 1) <= (bound.value.value, bound.isStrict ? 0 : 1)
        {
          return
        }
        upper[k] = bound
      } else {
        if let old = lower[k],
          (old.value.value, old.isStrict ? 1 : 0) >= (bound.value.value, bound.isStrict ? 1 : 0)
        {
          return
        }
        lower[k] = bound
      }
    }

    var crossed: Int? {
      lower.indices.first { k in
        guard let low = lower[k], let high = upper[k] else { return false }
        return low.value.lower > high.value.upper
          || (low.value.value == high.value.value && (low.isStrict || high.isStrict))
      }
    }

    var missing: (index: Int, isUpper: Bool)? {
      for k in lower.indices {
        if lower[k] == nil { return (k, false) }
        if upper[k] == nil { return (k, true) }
      }
      return nil
    }

    /// - Parameter conditions: on the outputs.
    func specified(_ conditions: [Specification.Condition]) -> Specification.Case {
      let (low, high) = (lower.compactMap { $0 }, upper.compactMap { $0 })
      var inner: [(lower: Double, upper: Double)] = []
      for (low, high) in zip(low, high) {
        let from = low.isStrict ? low.value.upper.nextUp : low.value.upper
        let to = high.isStrict ? high.value.lower.nextDown : high.value.lower
        inner.append(from <= to ? (from, to) : (low.value.value, low.value.value))
      }
      return Specification.Case(
        lower: low.map(\.value.lower), upper: high.map(\.value.upper),
        innerLower: inner.map(\.lower), innerUpper: inner.map(\.upper), conditions: conditions)
    }
  }
}

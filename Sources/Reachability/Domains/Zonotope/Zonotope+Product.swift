import Tensors

extension Zonotope {
  /// Products of numbers, matrices and images. With one factor fixed they are exact. Of two sets
  /// x = a + u, y = b + v, where u and v depend on the symbols, the linear part a b + u b + a v is kept
  /// and u v is bounded.
  static func product(
    _ primitive: any Primitive, _ inputs: [Zonotope], _ isBatched: Bool, _ source: NoiseSource
  ) throws -> Zonotope {
    let (x, y) = (inputs[0], inputs[1])
    if !x.varies || !y.varies {
      let (set, fixed) = x.varies ? (x, y) : (y, x)
      func product(_ set: Value, _ fixed: Value) throws -> Value {
        try apply(primitive, x.varies ? [set, fixed] : [fixed, set])
      }
      let terms = primitive.rounding(inputs.map(\.center.type)).terms
      var rounding = try set.roundingOfProduct(terms) { try product($0, fixed.center.abs()) }
      if let known = rounding, let error = fixed.rounding {
        rounding = try known + product(set.magnitude, error) * (1 + error.dtype.error(terms))
      }
      return Zonotope(
        try product(set.center, fixed.center),
        primitive.isElementwise
          ? try set.terms.map { try $0.scaled(by: fixed.center) }
          : try linearParts(primitive, x, y, isBatched),
        isBatched: isBatched, source, rounding: rounding)
    }
    let (a, b) = (try inputs[0].absorbed(), try inputs[1].absorbed())
    var center = try apply(primitive, [a.center, b.center])
    var terms = try linearParts(primitive, a, b, isBatched)
    var error = try apply(primitive, [a.radius, b.radius])
    if primitive.isElementwise {
      // The squares e_j^2 of shared symbols lie in [0, 1]: half of them is center, half is error.
      for left in a.terms {
        guard let right = b.terms.first(where: { $0.symbols.id == left.symbols.id }) else {
          continue
        }
        let squares = try left.dense(isBatched: isBatched) * right.dense(isBatched: isBatched)
        center = try center + squares.sum([0]) * 0.5
        error = try error - squares.abs().sum([0]) * 0.5
      }
      error = try error.maximum(0)
    }
    if let term = try diagonal(error, isBatched: isBatched, source) { terms.append(term) }
    guard source.isSound else {
      return Zonotope(center, terms, isBatched: isBatched, source)
    }
    let all = try apply(primitive, [a.magnitude, b.magnitude])
    let roundings = 4 * primitive.rounding(inputs.map(\.center.type)).terms + 4 * a.generatorCount
    return Zonotope(
      center, terms, isBatched: isBatched, source,
      rounding: try all * center.dtype.error(roundings) + underflow(of: center, terms))
  }

  /// u b + a v, by symbols.
  private static func linearParts(
    _ primitive: any Primitive, _ a: Zonotope, _ b: Zonotope, _ isBatched: Bool
  ) throws -> [Term] {
    var parts: [Int: Term] = [:]
    func add(_ symbols: Symbols, _ generators: Value) throws {
      guard case .dense(let known)? = parts[symbols.id]?.form else {
        parts[symbols.id] = Term(symbols: symbols, form: .dense(generators))
        return
      }
      parts[symbols.id] = Term(symbols: symbols, form: .dense(try known + generators))
    }
    let matrix = b.varies ? nil : try primitive.matrix([a.center, b.center])
    for term in a.terms {
      if let matrix, let quick = try term.times(matrix, isBatched: isBatched) {
        try add(term.symbols, quick)
      } else if primitive.isElementwise {
        try add(term.symbols, term.dense(isBatched: isBatched) * b.center)
      } else {
        try add(
          term.symbols,
          primitive.batch([term.dense(isBatched: isBatched), b.center], [true, false]))
      }
    }
    for term in b.terms {
      if primitive.isElementwise {
        try add(term.symbols, term.dense(isBatched: isBatched) * a.center)
      } else {
        try add(
          term.symbols,
          primitive.batch([a.center, term.dense(isBatched: isBatched)], [false, true]))
      }
    }
    return parts.values.sorted { $0.symbols.id < $1.symbols.id }
  }
}

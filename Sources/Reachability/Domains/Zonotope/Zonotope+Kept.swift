import Tensors

extension Zonotope {
  /// The set, and the box with these bounds for elements that reach beyond what they can be.
  func kept(
    in bounds: Interval, _ isBatched: Bool, above least: Double = -.infinity,
    below most: Double = .infinity
  ) throws -> Zonotope {
    guard let source else { return self }
    let hull = try hull.total
    let isInside = try
      (hull.upper.lessOrEqual(to: hull.upper.filled(most))
      * hull.lower.greaterOrEqual(to: hull.lower.filled(least))).stopGradient()
    let box = try Zonotope.box(bounds.lower, bounds.upper, isBatched: isBatched, source)
    func chosen(_ own: Value, _ other: Value) throws -> Value { try isInside.select(own, other) }
    var terms = try terms.map { term in
      // NaN times zero would stay.
      switch term.form {
      case .dense(let generators):
        let mask = try isInside.expanded(to: generators.shape)
        return Term(
          symbols: term.symbols,
          form: .dense(try mask.select(generators, generators.filled(0))))
      case .diagonal(let radius):
        return Term(symbols: term.symbols, form: .diagonal(try chosen(radius, radius.filled(0))))
      }
    }
    if let rest = try Zonotope.diagonal(
      chosen(box.center.filled(0), box.radius), isBatched: isBatched, source)
    {
      terms.append(rest)
    }
    let none = try center.filled(0)
    return Zonotope(
      try chosen(center, box.center), terms, isBatched: isBatched, source,
      rounding: source.isSound ? try chosen(rounding ?? none, box.rounding ?? none) : nil)
  }
}

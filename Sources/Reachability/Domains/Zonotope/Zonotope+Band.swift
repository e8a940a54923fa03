import Tensors

extension Zonotope {
  /// The image under a nonlinear function of single numbers: lam x + mu, and an error for each element
  /// that gets a symbol of its own.
  func relaxed(_ band: Band) throws -> Zonotope {
    guard let source else { return self }
    let center = try self.center * band.slope + band.offset
    var terms = try terms.map { try $0.scaled(by: band.slope) }
    if let term = try Zonotope.diagonal(band.error, isBatched: isBatched, source) {
      terms.append(term)
    }
    return try Zonotope(
      center, terms, isBatched: isBatched, source, rounding: rounding(of: band)
    ).reduced()
  }

  /// The largest of some elements: itself where it is certain which one that is, its box elsewhere.
  static func largest(
    _ primitive: any Choosing, _ input: Zonotope, _ isBatched: Bool, _ source: NoiseSource
  ) throws -> Zonotope {
    let hull = try input.hull
    let certain = try Dominance(primitive, hull).isCertain
    func chosen(_ value: Value) throws -> Value {
      try jvp({ try apply(primitive, [$0]) }, at: hull.lower, value).tangent
    }
    let bounds = try Interval.image(of: primitive, [hull])
    let middle = try bounds.lower * 0.5 + bounds.upper * 0.5
    let center = try certain.select(chosen(input.center), middle)
    var terms = try input.terms.map { term in
      let dense = try Batch.map({ try [chosen($0[0])] }, [term.dense(isBatched: isBatched)])[0]
      return Term(symbols: term.symbols, form: .dense(try dense * certain))
    }
    let error = try (bounds.upper * 0.5 - bounds.lower * 0.5) * (1 - certain)
    if let rest = try diagonal(error, isBatched: isBatched, source) { terms.append(rest) }
    return Zonotope(
      center, terms, isBatched: isBatched, source,
      rounding: source.isSound
        ? try bounds.magnitude * center.dtype.error(4) + center.dtype.smallestNormal : nil)
  }

  /// The larger (or smaller) of two numbers: a + relu(b - a), or a - relu(a - b).
  static func extreme(
    _ side: Traits.Extreme, _ inputs: [Zonotope], _ isBatched: Bool, _ source: NoiseSource
  ) throws -> Zonotope {
    let (a, b) = (inputs[0], inputs[1])
    let difference = try side == .largest ? b.minus(a, isBatched) : a.minus(b, isBatched)
    let excess = try difference.relaxed(
      Band(.rectifier, rectifier, difference.hull, source.domain.slope, smooth: source.smooth))
    return try side == .largest
      ? linear(addition, [a, excess], isBatched, source)
      : linear(subtraction, [a, excess], isBatched, source)
  }

  private func minus(_ other: Zonotope, _ isBatched: Bool) throws -> Zonotope {
    guard let source = source ?? other.source else {
      return Zonotope(point: try center - other.center)
    }
    return try Zonotope.linear(subtraction, [self, other], isBatched, source)
  }
}

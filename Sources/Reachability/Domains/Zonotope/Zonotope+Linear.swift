import Tensors

extension Zonotope {
  /// Operations that are linear in all inputs together: exact.
  static func linear(
    _ primitive: any Primitive, _ inputs: [Zonotope], _ isBatched: Bool, _ source: NoiseSource
  ) throws -> Zonotope {
    let center = try apply(primitive, inputs.map(\.center))
    var terms: [Term] = []
    for symbols in allSymbols(inputs) {
      let parts = inputs.map { input in input.terms.first { $0.symbols.id == symbols.id } }
      let form =
        primitive.isElementwise
        ? try elementwise(primitive, parts, isBatched)
        : try dense(primitive, inputs, parts, isBatched, center.shape)
      terms.append(Term(symbols: symbols, form: form))
    }
    return Zonotope(
      center, terms, isBatched: isBatched, source, rounding: try rounding(primitive, inputs))
  }

  private static func allSymbols(_ inputs: [Zonotope]) -> [Symbols] {
    guard inputs.count > 1 else { return inputs[0].terms.map(\.symbols) }
    var seen: Set<Int> = []
    let all = inputs.flatMap { $0.terms.map(\.symbols) }.filter { seen.insert($0.id).inserted }
    return all.sorted { $0.id < $1.id }
  }

  /// Sums, differences, negations: what depends on other symbols adds nothing.
  private static func elementwise(
    _ primitive: any Primitive, _ parts: [Term?], _ isBatched: Bool
  ) throws -> Term.Form {
    let present = parts.compactMap { $0 }
    if present.count == parts.count {
      let diagonals = present.compactMap { term in
        if case .diagonal(let radius) = term.form { radius } else { nil }
      }
      if diagonals.count == present.count { return .diagonal(try apply(primitive, diagonals)) }
      return .dense(try apply(primitive, present.map { try $0.dense(isBatched: isBatched) }))
    }
    guard let place = parts.firstIndex(where: { $0 != nil }), let term = parts[place] else {
      throw UnboundedOperation(operation: primitive.name, domain: "zonotope")
    }
    guard primitive.traits.linear?.direction(place) == .decreasing else { return term.form }
    switch term.form {
    case .dense(let generators): return .dense(try -generators)
    case .diagonal(let radius): return .diagonal(try -radius)
    }
  }

  private static func dense(
    _ primitive: any Primitive, _ inputs: [Zonotope], _ parts: [Term?], _ isBatched: Bool,
    _ shape: Shape
  ) throws -> Term.Form {
    if primitive.traits.linear?.isReshape == true, case .diagonal(let radius)? = parts[0]?.form {
      return .diagonal(try radius.reshaped(to: shape))
    }
    let operands = try zip(inputs, parts).map { input, part in
      if let part { return try part.dense(isBatched: isBatched) }
      // Lists of indices are not summed; all else that has no generator adds nothing.
      return input.center.dtype.isFloat ? try input.center.filled(0) : input.center
    }
    return .dense(try primitive.batch(operands, parts.map { $0 != nil }))
  }

  /// A choice by a known mask.
  static func selection(
    _ primitive: any Primitive, _ inputs: [Zonotope], _ isBatched: Bool, _ source: NoiseSource
  ) throws -> Zonotope {
    let mask = inputs[0].center
    let center = try apply(primitive, inputs.map(\.center))
    let zero = try mask.filled(0)
    let terms = try allSymbols(inputs).map { symbols in
      let parts = try inputs[1...].map { input in
        try input.terms.first { $0.symbols.id == symbols.id }?.dense(isBatched: isBatched)
      }
      return Term(
        symbols: symbols,
        form: .dense(
          try primitive.batch(
            [mask] + parts.map { $0 ?? zero }, [false] + parts.map { $0 != nil })))
    }
    return Zonotope(
      center, terms, isBatched: isBatched, source, rounding: try rounding(primitive, inputs))
  }
}

import Tensors

/// {c + sum_j e_j G_j : |e_j| <= 1}: an affine image of a cube (Girard 2005; Singh et al. 2018). Affine
/// operations are exact, and what depends on the same symbols stays correlated.
///
/// Rows of a batch have symbols of their own. While operations keep rows apart, all rows share the
/// numbering (`isBatched`), so that a generator is as large as a value and not as a value for each row.
/// NaN stands for an unbounded element.
struct Zonotope: ForwardDomain {
  let center: Value
  /// In the order of the symbols' identities.
  let terms: [Term]
  let isBatched: Bool
  /// Nil for points.
  let source: NoiseSource?
  /// How far rounding may have moved each element, beyond what its generators hold; nil if that is not
  /// asked. One number an element and no generator: what rounding does is small, and nowhere correlated.
  let rounding: Value?
  /// The bounds of whole numbers that vary: they have no generators.
  let whole: Interval?

  init(point: Value) { self.init(point: point, nil) }

  /// - Parameter source: where it is known already, and rounding is asked for.
  init(point: Value, _ source: NoiseSource?) { self.init(point, [], isBatched: false, source) }

  init(
    _ center: Value, _ terms: [Term], isBatched: Bool, _ source: NoiseSource?,
    rounding: Value? = nil
  ) {
    self.center = center
    self.terms = terms
    self.isBatched = isBatched
    self.source = source
    self.rounding = rounding
    whole = nil
  }

  private init(whole: Interval, isBatched: Bool, _ source: NoiseSource) {
    center = whole.lower
    terms = []
    self.isBatched = isBatched
    self.source = source
    rounding = nil
    self.whole = whole
  }

  var point: Value? { terms.isEmpty && rounding == nil && whole == nil ? center : nil }

  /// Whether it depends on the set.
  var varies: Bool { !terms.isEmpty || whole != nil }

  /// What is fixed but for rounding.
  static func fixed(_ interval: Interval, _ source: NoiseSource) throws -> Zonotope {
    if let point = interval.point { return Zonotope(point: point, source) }
    let center = try interval.center
    return Zonotope(
      center, [], isBatched: false, source, rounding: try interval.reach(around: center))
  }

  var radius: Value {
    get throws {
      guard let first = terms.first else { return try center.filled(0) }
      return try terms.dropFirst().reduce(first.radius) { try $0 + $1.radius }
    }
  }

  /// The smallest box around the set.
  var hull: Interval {
    get throws {
      if let whole { return whole }
      if let point { return Interval(point: point, roundsOutward: isSound) }
      var radius = try radius
      guard isSound else {
        return Interval(lower: try center - radius, upper: try center + radius)
      }
      if terms.isEmpty, let rounding {
        return try Interval(
          lower: center, upper: center, roundsOutward: true
        ).widened(by: rounding)
      }
      let count = terms.reduce(16) { $0 + $1.symbols.count }
      radius = try (rounding.map { try radius + $0 } ?? radius)
      radius = try radius + (center.abs() + radius) * center.dtype.error(count)
      radius = try radius + center.dtype.smallestNormal
      return Interval(
        lower: try center - radius, upper: try center + radius, roundsOutward: true)
    }
  }

  /// The set with whole numbers as others.
  func floating() throws -> Zonotope {
    guard let whole, let source else { return self }
    return try Zonotope.box(
      whole.lower.floating(), whole.upper.floating(), isBatched: isBatched, source)
  }

  /// The box of what has these bounds.
  /// - Parameter isBatched: whether the leading dimension counts rows that stay apart.
  static func box(
    _ lower: Value, _ upper: Value, isBatched: Bool, _ source: NoiseSource
  ) throws -> Zonotope {
    let center = try lower * 0.5 + upper * 0.5
    let term = try diagonal(upper * 0.5 - lower * 0.5, isBatched: isBatched, source)
    let rounding =
      source.isSound
      ? try (lower.abs() + upper.abs()) * center.dtype.error(4) + center.dtype.smallestNormal : nil
    return Zonotope(
      center, term.map { [$0] } ?? [], isBatched: isBatched, source, rounding: rounding)
  }

  /// An error of every element, each with a symbol of its own; nil if there is none. Of known errors
  /// only those that are not zero get a symbol.
  static func diagonal(
    _ error: Value, isBatched: Bool, _ source: NoiseSource
  ) throws -> Term? {
    let shape = error.shape
    let rows = isBatched ? shape[0] : 1
    let size = shape.count / max(rows, 1)
    guard source.isDriven, let known = try error.known else {
      return Term(
        symbols: try source.symbols(forEach: error, isBatched: isBatched), form: .diagonal(error))
    }
    guard shape.count > 0 else { return nil }
    var lists = [[Int32]](repeating: [], count: rows)
    for row in 0..<rows {
      for k in 0..<size where known[row * size + k] != 0 { lists[row].append(Int32(k)) }
    }
    let count = lists.map(\.count).max() ?? 0
    guard count > 0 else { return nil }
    guard 2 * count < 2 * size else {
      return Term(symbols: source.symbols(size), form: .diagonal(error))
    }
    let elements: Tensor
    if isBatched {
      for row in 0..<rows {
        let last = lists[row].last ?? 0
        lists[row] += Array(repeating: last, count: count - lists[row].count)
      }
      elements = try Tensor(
        (0..<count).flatMap { k in lists.map { $0[k] } }, shape: Shape([count, rows]))
    } else {
      elements = try Tensor(lists[0], shape: Shape([count]))
    }
    return Term(symbols: source.symbols(count, elements: elements), form: .diagonal(error))
  }

  static func image(of primitive: any Primitive, _ inputs: [Zonotope]) throws -> Zonotope {
    guard let source = inputs.lazy.compactMap(\.source).first else {
      return Zonotope(point: try apply(primitive, inputs.map(\.center)))
    }
    let sets = inputs.map(\.varies)
    guard sets.contains(true) else {
      return try fixed(Interval.image(of: primitive, inputs.map { try $0.hull }), source)
    }
    let types = inputs.map(\.center.type)
    var inputs = inputs
    let isBatched =
      zip(inputs, sets).allSatisfy { !$1 || $0.isBatched }
      && primitive.keepsRows(types, sets)
    if !isBatched { inputs = try inputs.map { try $0.withSeparateRows() } }
    if try inputs.contains(where: { $0.whole != nil }) || !primitive.type(of: types).dtype.isFloat {
      return try boxed(primitive, inputs, isBatched, source)
    }
    switch primitive.traits {
    case .linear, .stopped: return try linear(primitive, inputs, isBatched, source)
    case .product: return try product(primitive, inputs, isBatched, source)
    case .selection where inputs[0].point != nil:
      return try selection(primitive, inputs, isBatched, source)
    case .quotient where !sets[1]:
      let divisor = inputs[1]
      let inverse = try image(of: reciprocal, [divisor])
      return try product(multiplication, [inputs[0], inverse], isBatched, source)
    case .curve(let curve, let function):
      let hull = try inputs[0].hull
      let found = try inputs[0].relaxed(
        Band(curve, function, hull, source.domain.slope, smooth: source.smooth))
      guard case .root = curve else { return found }
      return try found.kept(in: Interval.image(of: primitive, [hull]), isBatched, above: 0)
    case .saturating(let low, let high):
      return try inputs[0].relaxed(Band(primitive, low, high, inputs[0].hull))
    case .extreme(let side): return try extreme(side, inputs, isBatched, source)
    case .largest(let choosing):
      return try largest(choosing, inputs[0].absorbed(), isBatched, source)
    case .logSumExp(let range):
      return try logSumExp(primitive, inputs[0].absorbed(), range, isBatched, source)
    case .distribution(let shares):
      return try softmax(primitive, shares, inputs[0].absorbed(), isBatched, source)
    case .opaque, .quotient, .power, .selection, .monotone, .steps, .wave, .smallest, .inexact:
      return try boxed(primitive, inputs, isBatched, source)
    }
  }

  /// What intervals know of the result.
  private static func boxed(
    _ primitive: any Primitive, _ inputs: [Zonotope], _ isBatched: Bool, _ source: NoiseSource
  ) throws -> Zonotope {
    let bounds = try Interval.image(of: primitive, inputs.map { try $0.hull }).total
    guard bounds.lower.dtype.isFloat else {
      return Zonotope(whole: bounds, isBatched: isBatched, source)
    }
    return try box(bounds.lower, bounds.upper, isBatched: isBatched, source)
  }

  /// The value with symbols for each row, so that rows may be mixed.
  private func withSeparateRows() throws -> Zonotope {
    guard isBatched, let source, !terms.isEmpty else { return self }
    let rows = center.shape[0]
    let rest = Array(center.shape.dimensions.dropFirst())
    let unit = try Value.tensor(.identity(rows, dtype: center.dtype))
      .reshaped(to: Shape([rows, 1, rows] + rest.map { _ in 1 }))
    let separate = try terms.map { term in
      let count = term.symbols.count
      let dense = try term.dense(isBatched: true).reshaped(to: Shape([1, count, rows] + rest))
      return Term(
        symbols: try source.split(term.symbols, rows: rows),
        form: .dense(try (unit * dense).reshaped(to: Shape([rows * count, rows] + rest))))
    }
    return Zonotope(
      center, separate.sorted { $0.symbols.id < $1.symbols.id }, isBatched: false, source,
      rounding: rounding)
  }
}

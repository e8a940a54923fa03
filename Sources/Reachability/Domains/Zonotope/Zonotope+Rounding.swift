import Tensors

/// Sound zonotopes: what rounding may have done to center and generators, as a number for each element.
extension Zonotope {
  var isSound: Bool { source?.isSound ?? false }

  var generatorCount: Int { terms.reduce(0) { $0 + $1.symbols.count } }

  /// The largest absolute value that an element may have.
  var magnitude: Value {
    get throws {
      let reach = try center.abs() + radius
      return try rounding.map { try reach + $0 } ?? reach
    }
  }

  /// The set with a generator for what rounding may have done to each element.
  func absorbed() throws -> Zonotope {
    guard let rounding, let source else { return self }
    let term = try Zonotope.diagonal(rounding, isBatched: isBatched, source)
    return Zonotope(center, terms + (term.map { [$0] } ?? []), isBatched: isBatched, source)
  }

  /// What center and generators can lose together by underflow.
  static func underflow(of center: Value, _ terms: [Term]) -> Double {
    let count = terms.reduce(1) { $0 + $1.symbols.count }
    return Double(count) * center.dtype.smallestNormal
  }

  private var underflow: Double { Zonotope.underflow(of: center, terms) }

  /// Of an operation that is linear in all inputs together: old errors and new ones, which are relative to
  /// the magnitudes that went in.
  static func rounding(_ primitive: any Primitive, _ inputs: [Zonotope]) throws -> Value? {
    guard inputs.contains(where: \.isSound) else { return nil }
    let kind = primitive.rounding(inputs.map(\.center.type))
    let isSelection = primitive.traits.isSelection
    let parts = try inputs.enumerated().map { k, input in
      guard input.center.dtype.isFloat, !(isSelection && k == 0) else { return input.center }
      let old = try input.rounding ?? input.center.filled(0)
      if case .none = kind { return old }
      return try old + input.magnitude * input.center.dtype.error(kind.terms)
    }
    // Errors that are subtracted count like those that are added.
    let all =
      primitive.isElementwise && !isSelection
      ? try parts[1...].reduce(parts[0]) { try $0 + $1 } : try apply(primitive, parts)
    guard case .sum = kind else { return all }
    return try all + inputs.reduce(0) { max($0, $1.underflow) }
  }

  /// Of a product with something fixed.
  /// - Parameters:
  ///   - terms: how many products are summed.
  ///   - product: with the magnitudes of what is fixed.
  func roundingOfProduct(_ terms: Int, _ product: (Value) throws -> Value) throws -> Value? {
    guard isSound else { return nil }
    let new = try magnitude * center.dtype.error(terms)
    return try product(rounding.map { try $0 + new } ?? new) + Double(terms + 1) * underflow
  }

  /// Of a function of single numbers: bands are rounded relative to what they are made of.
  func rounding(of band: Band) throws -> Value? {
    guard isSound else { return nil }
    let slope = try band.slope.abs()
    let parts = try (slope + 1) * magnitude + band.offset.abs() + band.error
    let new = try parts * center.dtype.error(32) + underflow
    return try rounding.map { try $0 * slope + new } ?? new
  }
}

extension Rounding {
  /// How many roundings there are, one on top of the other.
  var terms: Int {
    switch self {
    case .none: 0
    case .result(let units): Int(units)
    case .sum(let terms): terms
    }
  }
}

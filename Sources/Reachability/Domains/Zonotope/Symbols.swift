import Tensors

/// Noise symbols, each an unknown number in [-1, 1]. Values that depend on the same symbols are
/// correlated: their generators are aligned by the symbols' identity.
final class Symbols {
  let id: Int
  /// How many generators a value has for them, in every row.
  let count: Int
  /// Of symbols that belong to one element of a row each: which elements, [count] or, where each row
  /// has elements of its own, [count, rows]; nil if to all of them, in order.
  let elements: Tensor?

  init(id: Int, count: Int, elements: Tensor? = nil) {
    self.id = id
    self.count = count
    self.elements = elements
  }
}

/// What the values of one interpretation of a graph have in common.
final class NoiseSource {
  let domain: ZonotopeDomain
  let isSound: Bool
  /// Whether values are known, so that only elements with an error need a symbol.
  let isDriven: Bool
  private var next = 0
  private var split: [Int: Symbols] = [:]

  init(_ domain: ZonotopeDomain, isSound: Bool, isDriven: Bool) {
    self.domain = domain
    self.isSound = isSound
    self.isDriven = isDriven
  }

  func symbols(_ count: Int, elements: Tensor? = nil) -> Symbols {
    defer { next += 1 }
    return Symbols(id: next, count: count, elements: elements)
  }

  /// The symbols of a batch as symbols of each row alone, where rows are going to be mixed.
  func split(_ symbols: Symbols, rows: Int) -> Symbols {
    if let known = split[symbols.id] { return known }
    let separate = self.symbols(symbols.count * rows)
    split[symbols.id] = separate
    return separate
  }
}

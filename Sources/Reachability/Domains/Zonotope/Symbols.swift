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
  /// How much of each symbol is under the root where absolute values of generators are smoothed: delta times what the
  /// symbol was when it came up, [count, rows], or [count] where rows are not apart; nil where nothing is smoothed.
  let smoothing: Value?

  init(id: Int, count: Int, elements: Tensor? = nil, smoothing: Value? = nil) {
    self.id = id
    self.count = count
    self.elements = elements
    self.smoothing = smoothing
  }
}

/// What the values of one interpretation of a graph have in common.
final class NoiseSource {
  let domain: ZonotopeDomain
  let isSound: Bool
  /// Whether values are known, so that only elements with an error need a symbol.
  let isDriven: Bool
  /// By what absolute values are smoothed.
  let smooth: Double
  private var next = 0
  private var split: [Int: Symbols] = [:]

  /// - Parameter isKnown: whether all values are.
  init(_ domain: ZonotopeDomain, _ options: BoundOptions, isKnown: Bool) {
    self.domain = domain
    isSound = options.isSound
    smooth = options.smooth
    // Smoothed, they are the same whether they are known or not.
    isDriven = isKnown && smooth == 0
  }

  func symbols(_ count: Int, elements: Tensor? = nil, smoothing: Value? = nil) -> Symbols {
    defer { next += 1 }
    return Symbols(id: next, count: count, elements: elements, smoothing: smoothing)
  }

  /// A symbol for each element of an error.
  func symbols(forEach error: Value, isBatched: Bool) throws -> Symbols {
    let rows = isBatched ? error.shape[0] : 1
    let size = error.shape.count / max(rows, 1)
    guard smooth > 0 else { return symbols(size) }
    let sizes = try error.abs() * smooth
    return symbols(
      size,
      smoothing: isBatched
        ? try sizes.reshaped(to: Shape([rows, size])).transposed(0, 1)
        : try sizes.reshaped(to: Shape([size])))
  }

  /// The symbols of a batch as symbols of each row alone, where rows are going to be mixed.
  func split(_ symbols: Symbols, rows: Int) throws -> Symbols {
    if let known = split[symbols.id] { return known }
    let count = symbols.count * rows
    let separate = self.symbols(
      count,
      smoothing: try symbols.smoothing.map {
        try $0.transposed(0, 1).reshaped(to: Shape([count]))
      })
    split[symbols.id] = separate
    return separate
  }
}

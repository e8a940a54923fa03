import Regions
import Tensors

/// The hull of the images of the parts of a set: each row's box is cut into so many, and what is bounded apart is seldom
/// as wide as what is bounded as a whole.
public struct Refinement: Sendable {
  /// Parts of each row's box.
  public let parts: Int

  /// Rows whose parts are bounded together.
  private static let together = 512

  public init(parts: Int) { self.parts = max(parts, 1) }

  /// A box around the outputs, nowhere wider than the hull of the whole set's image.
  /// - Parameters:
  ///   - whole: the image of the set as one.
  ///   - steepness: how much each feature of each row matters, of the shape of the set's bounds; the cuts go through
  ///     the features that matter most for their width.
  ///   - image: what bounds a set.
  /// - Throws: a set whose bounds are not known.
  public func hull(
    of set: Box, _ whole: ReachableSet, steepness: Tensor?, _ image: (Box) throws -> ReachableSet
  ) throws -> ReachableSet {
    let lower = try set.lower.tensor(for: "refine")
    let upper = try set.upper.tensor(for: "refine")
    let rows = lower.shape.rank > 0 ? lower.shape[0] : 1
    guard parts > 1, lower.shape.rank > 0, rows > 0 else { return try whole.asBox }
    let size = lower.shape.count / rows
    var cells: [Cell] = []
    for row in 0..<rows {
      let own = row * size..<(row + 1) * size
      cells += try cut(
        Cell(lower: own.map { lower[$0] }, upper: own.map { upper[$0] }),
        steepness.map { steepness in own.map { steepness[$0] } }, isSingle: lower.dtype == .float32)
    }
    let perCall = max(Refinement.together / parts, 1) * parts
    var bounds: [(lower: Value, upper: Value)] = []
    for first in stride(from: 0, to: cells.count, by: perCall) {
      try Cancellation.check()
      let some = cells[first..<min(first + perCall, cells.count)]
      let shape = lower.shape.replacing(0, with: some.count)
      let found = try image(
        Box(
          lower: .tensor(Tensor(some.flatMap(\.lower), shape: shape, dtype: lower.dtype)),
          upper: .tensor(Tensor(some.flatMap(\.upper), shape: shape, dtype: lower.dtype))))
      let apart = try Shape([some.count / parts, parts] + found.lower.shape.dimensions.dropFirst())
      bounds.append(
        (
          try found.lower.reshaped(to: apart).min([1]), try found.upper.reshaped(to: apart).max([1])
        ))
    }
    let low = try Value.concatenated(bounds.map(\.lower), dimension: 0)
    let high = try Value.concatenated(bounds.map(\.upper), dimension: 0)
    return try ReachableSet(
      lower: low.maximum(whole.lower), upper: high.minimum(whole.upper), domain: whole.domain
    ).asBox
  }

  /// A part of one row's box.
  private struct Cell {
    var lower: [Double]
    var upper: [Double]
  }

  /// The part that is widest, by what matters, is halved until there are enough.
  private func cut(
    _ whole: Cell, _ steepness: [Double]?, isSingle: Bool
  ) throws -> [Cell] {
    func widest(_ cell: Cell) -> (size: Double, feature: Int) {
      var best = (size: -Double.infinity, feature: 0)
      for i in cell.lower.indices {
        let size = (cell.upper[i] - cell.lower[i]) * (steepness?[i] ?? 1)
        if size > best.size { best = (size, i) }
      }
      return best
    }
    // A heap with the widest first.
    var cells = [(cell: whole, widest: widest(whole))]
    func settle(_ start: Int) {
      var k = start
      while k > 0, cells[k].widest.size > cells[(k - 1) / 2].widest.size {
        cells.swapAt(k, (k - 1) / 2)
        k = (k - 1) / 2
      }
      while true {
        var largest = k
        for child in [2 * k + 1, 2 * k + 2] where child < cells.count {
          if cells[child].widest.size > cells[largest].widest.size { largest = child }
        }
        if largest == k { return }
        cells.swapAt(k, largest)
        k = largest
      }
    }
    while cells.count < parts {
      if cells.count % 1024 == 0 { try Cancellation.check() }
      let (cell, i) = (cells[0].cell, cells[0].widest.feature)
      let exact = 0.5 * cell.lower[i] + 0.5 * cell.upper[i]
      let middle = isSingle ? Double(Float(exact)) : exact
      var (below, above) = (cell, cell)
      below.upper[i] = middle
      above.lower[i] = middle
      cells[0] = (below, widest(below))
      settle(0)
      cells.append((above, widest(above)))
      settle(cells.count - 1)
    }
    return cells.map(\.cell)
  }
}

extension ReachableSet {
  /// The hull as a set of its own, with a generator for each output.
  var asBox: ReachableSet {
    get throws {
      guard lower.shape.rank > 0, zonotope != nil || domain == ZonotopeDomain.about.name else {
        return self
      }
      let rows = lower.shape[0]
      let outputs = lower.shape.count / max(rows, 1)
      let radius = try self.radius.reshaped(to: Shape([rows, 1, outputs]))
      let identity = Value.tensor(try .identity(outputs, dtype: lower.dtype))
      let diagonal = try (radius * identity.reshaped(to: Shape([1, outputs, outputs])))
        .reshaped(to: Shape([rows, outputs] + lower.shape.dimensions.dropFirst()))
      return ReachableSet(
        lower: lower, upper: upper, center: try (lower + upper) * 0.5, generators: diagonal,
        domain: domain)
    }
  }
}

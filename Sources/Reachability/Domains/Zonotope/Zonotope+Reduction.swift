import Tensors

extension Zonotope {
  /// With at most as many generators as the options allow: those with the smallest |G|_1 - |G|_inf are
  /// replaced by the box around them (Girard 2005). Kept generators lose their correlation to other
  /// values.
  func reduced() throws -> Zonotope {
    guard let source, let limit = source.domain.maxGenerators else { return self }
    let total = terms.reduce(0) { $0 + $1.symbols.count }
    let rows = isBatched ? center.shape[0] : 1
    let size = center.shape.count / max(rows, 1)
    guard total > limit, limit >= size else { return self }
    let all = try Value.concatenated(
      terms.map { try $0.dense(isBatched: isBatched) }, dimension: 0)
    let flat = try all.reshaped(to: Shape([total, rows, size]))
    let sizes = try flat.abs()
    let weight = try sizes.sum([2]) - sizes.max([2])
    let order = try weight.stopGradient().argSorted(0, descending: true)
    func chosen(_ places: Range<Int>) throws -> Value {
      let list = try order.sliced(0, places).reshaped(to: Shape([places.count, rows, 1]))
        .expanded(to: Shape([places.count, rows, size]))
      return try flat.gathered(along: 0, list)
        .reshaped(to: Shape([places.count] + center.shape.dimensions))
    }
    let smoothing = try smoothing(rows: rows)
    func symbols(_ places: Range<Int>) throws -> Symbols {
      try source.symbols(
        places.count,
        smoothing: smoothing.map {
          try $0.gathered(along: 0, order.sliced(0, places))
            .reshaped(to: Shape(isBatched ? [places.count, rows] : [places.count]))
        })
    }
    let kept = limit - size
    let box = try symbols(kept..<total).magnitude(of: chosen(kept..<total)).sum([0])
    var terms: [Term] = []
    if kept > 0 {
      terms.append(
        Term(symbols: try symbols(0..<kept), form: .dense(try chosen(0..<kept))))
    }
    if let rest = try Zonotope.diagonal(box, isBatched: isBatched, source) { terms.append(rest) }
    return Zonotope(
      center, terms, isBatched: isBatched, source,
      rounding: try rounding.map {
        try $0 + box.reshaped(to: $0.shape) * center.dtype.error(total)
      })
  }

  /// Of all generators, [count, rows]; nil where nothing is smoothed.
  private func smoothing(rows: Int) throws -> Value? {
    let parts = try terms.compactMap { term in
      try term.symbols.smoothing.map { try $0.reshaped(to: Shape([term.symbols.count, rows])) }
    }
    return parts.count == terms.count ? try .concatenated(parts, dimension: 0) : nil
  }
}

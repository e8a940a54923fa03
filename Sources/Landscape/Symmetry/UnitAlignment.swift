extension UnitSymmetry {
  /// The image of `b` under permutations (and signs) of hidden units that lies nearest to `a`.
  ///
  /// Exact for one hidden layer. For several, layers are aligned in turn until the distance stops
  /// falling, from two beginnings (`b` as it is, and layers matched from the input on by their
  /// incoming weights alone, which finds exact copies); the exact problem is NP-hard.
  public func aligned(_ b: [Double], to a: [Double]) -> [Double] {
    guard a.count == b.count, !layers.isEmpty else { return b }
    if layers.count == 1 { return match(layers[0], of: b, to: a, by: \.parameters) }

    var forward = b
    for layer in layers { forward = match(layer, of: forward, to: a, by: \.incoming) }
    let candidates = [descend(forward, to: a), descend(b, to: a)]
    return candidates[0].distance <= candidates[1].distance
      ? candidates[0].image : candidates[1].image
  }

  private func descend(_ b: [Double], to a: [Double]) -> (image: [Double], distance: Double) {
    var image = b
    var distance = euclideanDistance(a, image)
    while true {
      var next = image
      for layer in layers { next = match(layer, of: next, to: a, by: \.parameters) }
      let nextDistance = euclideanDistance(a, next)
      // Strictly shorter each round, over finitely many images: this ends.
      guard nextDistance < distance else { return (image, distance) }
      image = next
      distance = nextDistance
    }
  }

  /// `b` with the units of one layer permuted and signed to lie nearest to `a`, compared by the
  /// weights that `side` names.
  private func match(
    _ layer: HiddenLayer, of b: [Double], to a: [Double], by side: (HiddenUnit) -> [Int]
  ) -> [Double] {
    let units = layer.units
    let h = units.count
    let compared = units.map(side)
    var costs = [Double](repeating: 0, count: h * h)
    var isFlipped = [Bool](repeating: false, count: h * h)
    for i in 0..<h {
      for j in 0..<h {
        var (same, opposite) = (0.0, 0.0)
        for (p, q) in zip(compared[i], compared[j]) {
          same += (a[p] - b[q]) * (a[p] - b[q])
          opposite += (a[p] + b[q]) * (a[p] + b[q])
        }
        let flips = layer.isOdd && opposite < same
        costs[i * h + j] = flips ? opposite : same
        isFlipped[i * h + j] = flips
      }
    }
    var image = b
    for (i, j) in Assignment.solve(costs: costs, size: h).enumerated() {
      let sign = isFlipped[i * h + j] ? -1.0 : 1.0
      for (p, q) in zip(units[i].parameters, units[j].parameters) { image[p] = sign * b[q] }
    }
    return image
  }
}

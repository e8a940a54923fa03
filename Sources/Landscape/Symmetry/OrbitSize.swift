extension UnitSymmetry {
  /// The number of distinct images of `x` under exchanges and flips.
  ///
  /// For a layer of h units with g flips each (the identity among them), of which c_1, c_2, ... are images of
  /// each other and have s_1, s_2, ... flips that change nothing: h! / (c_1! c_2! ...) times the product of
  /// (g / s_k)^c_k. Layers multiply. That counts too many where only a joint permutation of several layers
  /// leaves `x` as it is; at stationary points of a loss that penalises all weights there is none: units with
  /// equal incoming weights have equal outputs, hence equal gradients and equal outgoing weights.
  public func multiplicity(of x: [Double], tolerance: Double) -> Double {
    guard fits(x) else { return 1 }
    let unfolded = unfolded(x)
    return tables.reduce(1) { $0 * orbitSize(of: $1, at: unfolded, tolerance: tolerance) }
  }

  private func orbitSize(of table: UnitTable, at x: [Double], tolerance: Double) -> Double {
    let vectors = (0..<table.units).map { unit in
      table.slots[unit * table.width..<(unit + 1) * table.width].map { x[$0] }
    }
    var groups: [(vector: [Double], count: Int)] = []
    for vector in vectors {
      let group = groups.firstIndex { group in
        (0..<table.elements).contains { areEqual(group.vector, vector, table, $0, tolerance) }
      }
      if let group { groups[group].count += 1 } else { groups.append((vector, 1)) }
    }
    // h! / (c_1! c_2! ...) as a product of binomials: exact as long as it fits.
    var size = 1.0
    var placed = 0
    for group in groups {
      for k in 0..<group.count {
        placed += 1
        size = size * Double(placed) / Double(k + 1)
      }
    }
    for group in groups {
      let fixing = (0..<table.elements).filter {
        areEqual(group.vector, group.vector, table, $0, tolerance)
      }
      for _ in 0..<group.count { size *= Double(table.elements / fixing.count) }
    }
    return size
  }

  /// Whether a is b with the signs that an element of the group changes.
  private func areEqual(
    _ a: [Double], _ b: [Double], _ table: UnitTable, _ element: Int, _ tolerance: Double
  ) -> Bool {
    var run = 0
    for k in a.indices {
      if k == table.ends[run] { run += 1 }
      let flips = table.flips[element * table.ends.count + run]
      guard abs(flips ? a[k] + b[k] : a[k] - b[k]) <= tolerance else { return false }
    }
    return true
  }
}

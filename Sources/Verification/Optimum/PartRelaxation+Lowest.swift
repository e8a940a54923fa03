extension PartRelaxation {
  private static let passes = 16

  /// A lower bound of a row where no phase's row is positive, infinite if that is nowhere, and a point that comes near
  /// to it.
  /// - Parameter floor: another bound.
  func lowest(
    of row: Contraction.Row, atLeast floor: Double
  ) -> (bound: Double, place: [Double]) {
    var place = box.lower.indices.map {
      row.slopes[$0] > 0
        ? box.lower[$0]
        : row.slopes[$0] < 0 ? box.upper[$0] : 0.5 * (box.lower[$0] + box.upper[$0])
    }
    var bound = value(row, place) - row.rounding
    if bound.isNaN { bound = -.infinity }
    bound = max(bound, floor.isNaN ? -.infinity : floor)
    guard !phases.isEmpty, row.size.isFinite, isSmall else { return (bound, place) }
    // The dual of the lowest value of the row where no phase's row is positive: how far the row can be lifted until
    // some sum of all is positive nowhere (Dinkelbach 1967).
    for _ in 0..<PartRelaxation.passes {
      var lifted = row
      lifted.constant -= bound
      lifted.size += abs(bound)
      let found = combination([lifted] + phases, lower: box.lower, upper: box.upper)
      place = found.place
      let low = least(found.sum) - found.sum.rounding
      guard low > 0 else { break }
      // The phases alone exclude one another.
      guard found.weights[0] > 0 else { return (.infinity, place) }
      let next = bound + low / found.weights[0]
      guard next > bound else { break }
      bound = next
    }
    return (bound, place)
  }

  /// Of many inputs rows are not combined: that takes longer than it is worth.
  var isSmall: Bool { box.lower.count <= PartRelaxation.fewInputs }
  private static let fewInputs = 160

  /// The lowest value of a row on the part's box.
  func least(_ row: Contraction.Row) -> Double {
    var sum = row.constant
    for i in box.lower.indices {
      sum += min(row.slopes[i], 0) * (box.upper[i] - box.lower[i])
    }
    return sum
  }
}

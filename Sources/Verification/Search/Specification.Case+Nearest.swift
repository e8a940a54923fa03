extension Specification.Case {
  /// How far inside its half space a point is moved, relative to the size of the row: not at all first.
  private static let margins = [0, 1e-12, 1e-9, 1e-7, 1e-5]
  private static let passes = 100

  /// An input near another one that meets all that is said of inputs; nil if none is found.
  /// - Parameter rounded: the number next to one that counts as an input, by its place.
  func nearest(to x: [Double], rounded: (Int, Double) -> Double) -> [Double]? {
    func all(_ x: [Double]) -> [Double] { x.indices.map { rounded($0, x[$0]) } }
    let start = all(x)
    if contains(start) { return start }
    for margin in Specification.Case.margins where !inputRows.isEmpty {
      var point = start
      for _ in 0..<Specification.Case.passes {
        let broken = inputRows.filter { !$0.holds(point) }
        if broken.isEmpty { break }
        for row in broken {
          move(&point, into: row, by: margin * row.size(innerLower, innerUpper))
        }
      }
      let candidate = all(point)
      if contains(candidate) { return candidate }
    }
    return nil
  }

  /// The shortest way to where a row is lower than zero by a margin, along those inputs that have room.
  private func move(_ x: inout [Double], into row: InputRow, by margin: Double) {
    for _ in row.inputs.indices {
      let excess = row.excess(x) + margin
      guard excess > 0 else { return }
      var sum = 0.0
      for (input, coefficient) in zip(row.inputs, row.coefficients) {
        let slope = coefficient.value
        if slope > 0 ? x[input] > innerLower[input] : x[input] < innerUpper[input] {
          sum += slope * slope
        }
      }
      guard sum > 0 else { return }
      for (input, coefficient) in zip(row.inputs, row.coefficients) {
        let moved = x[input] - excess / sum * coefficient.value
        x[input] = min(max(moved, innerLower[input]), innerUpper[input])
      }
    }
  }
}

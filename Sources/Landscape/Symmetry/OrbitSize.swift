extension UnitSymmetry {
  /// The number of distinct images of `x`.
  ///
  /// For a layer of h units, of which c_1, c_2, ... are equal (up to sign where the activation is
  /// odd) and d are dead (all weights zero): h! 2^h / (c_1! c_2! ... d! 2^d), without the powers of
  /// two if signs matter. Layers multiply; that counts too many where only a joint permutation of
  /// several layers leaves `x` unchanged.
  public func multiplicity(of x: [Double], tolerance: Double) -> Double {
    layers.reduce(1) { $0 * orbitSize(of: $1, at: x, tolerance: tolerance) }
  }

  private func orbitSize(of layer: HiddenLayer, at x: [Double], tolerance: Double) -> Double {
    let vectors = layer.units.map { unit in unit.parameters.map { x[$0] } }
    var representatives: [[Double]] = []
    var sizes: [Int] = []
    var dead = 0
    for vector in vectors {
      if vector.allSatisfy({ abs($0) <= tolerance }) {
        dead += 1
      } else if let group = representatives.firstIndex(where: {
        areEqual($0, vector, sign: 1, tolerance)
          || (layer.isOdd && areEqual($0, vector, sign: -1, tolerance))
      }) {
        sizes[group] += 1
      } else {
        representatives.append(vector)
        sizes.append(1)
      }
    }
    // h! / (c_1! c_2! ... d!) as a product of binomials: exact as long as it fits.
    var size = 1.0
    var placed = 0
    for group in sizes + [dead] {
      for k in 0..<group {
        placed += 1
        size = size * Double(placed) / Double(k + 1)
      }
    }
    let signs = layer.isOdd ? vectors.count - dead : 0
    for _ in 0..<signs { size *= 2 }
    return size
  }

  private func areEqual(
    _ a: [Double], _ b: [Double], sign: Double, _ tolerance: Double
  ) -> Bool {
    zip(a, b).allSatisfy { abs($0 - sign * $1) <= tolerance }
  }
}

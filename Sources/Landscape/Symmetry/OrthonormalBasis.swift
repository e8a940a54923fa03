/// Orthonormal vectors that span what was added, by Gram and Schmidt's method.
struct OrthonormalBasis {
  private(set) var vectors: [[Double]] = []

  /// Adds the part of a vector that lies in no direction yet; false if none does, to `tolerance` of its
  /// length.
  @discardableResult
  mutating func add(_ vector: [Double], tolerance: Double = 1e-9) -> Bool {
    let length = OrthonormalBasis.norm(vector)
    guard length > 0, length.isFinite else { return false }
    var rest = vector.map { $0 / length }
    // Twice is enough (Parlett): the first pass leaves rounding of the size of what it took away.
    for _ in 0..<2 { remove(from: &rest) }
    let left = OrthonormalBasis.norm(rest)
    guard left > tolerance else { return false }
    for k in rest.indices { rest[k] /= left }
    if left < 0.5 {
      remove(from: &rest)
      let length = OrthonormalBasis.norm(rest)
      for k in rest.indices { rest[k] /= length }
    }
    vectors.append(rest)
    return true
  }

  /// Leaves the part of a vector that is orthogonal to all.
  func remove(from vector: inout [Double]) {
    for direction in vectors {
      var product = 0.0
      for k in vector.indices { product += direction[k] * vector[k] }
      for k in vector.indices { vector[k] -= product * direction[k] }
    }
  }

  private static func norm(_ vector: [Double]) -> Double {
    var sum = 0.0
    for value in vector { sum += value * value }
    return sum.squareRoot()
  }
}

/// Dot products, norms and sums of coordinate vectors of one length.
extension [Double] {
  func dot(_ other: [Double]) -> Double {
    var sum = 0.0
    for i in indices { sum += self[i] * other[i] }
    return sum
  }

  var length: Double { dot(self).squareRoot() }

  var largestMagnitude: Double { reduce(0) { Swift.max($0, abs($1)) } }

  func scaled(by factor: Double) -> [Double] { map { factor * $0 } }

  /// self + factor * other
  func adding(_ factor: Double, _ other: [Double]) -> [Double] {
    var sum = self
    sum.add(factor, other)
    return sum
  }

  mutating func add(_ factor: Double, _ other: [Double]) {
    for i in indices { self[i] += factor * other[i] }
  }

  /// Without its components along the orthonormal `modes`.
  func projected(off modes: [[Double]]) -> [Double] {
    var rest = self
    for mode in modes { rest.add(-mode.dot(rest), mode) }
    return rest
  }
}

/// Points in space about their centre, with what comparisons need.
struct PointCluster {
  let count: Int
  let dimension: Int
  let center: [Double]
  /// Row-major count x dimension, the centre at the origin.
  let points: [Double]
  let radii: [Double]
  /// The largest radius.
  let size: Double

  init(_ x: [Double], dimension d: Int) {
    count = x.count / d
    dimension = d
    var center = [Double](repeating: 0, count: d)
    for i in 0..<count { for k in 0..<d { center[k] += x[i * d + k] } }
    for k in 0..<d { center[k] /= Double(max(count, 1)) }
    var points = x
    var radii = [Double](repeating: 0, count: count)
    for i in 0..<count {
      var square = 0.0
      for k in 0..<d {
        points[i * d + k] -= center[k]
        square += points[i * d + k] * points[i * d + k]
      }
      radii[i] = square.squareRoot()
    }
    self.center = center
    self.points = points
    self.radii = radii
    size = radii.max() ?? 0
  }

  func product(_ i: Int, _ j: Int) -> Double {
    var sum = 0.0
    for k in 0..<dimension { sum += points[i * dimension + k] * points[j * dimension + k] }
    return sum
  }

  func point(_ i: Int) -> [Double] { Array(points[i * dimension..<(i + 1) * dimension]) }

  /// The smallest distance of two points.
  func smallestDistance() -> Double {
    var smallest = Double.infinity
    forEachPair { smallest = min(smallest, $0) }
    return smallest.squareRoot()
  }

  /// Calls with the square of the distance of every pair.
  func forEachPair(_ body: (Double) -> Void) {
    points.withUnsafeBufferPointer { points in
      for i in 0..<count {
        for j in 0..<i {
          var square = 0.0
          for k in 0..<dimension {
            let difference = points[i * dimension + k] - points[j * dimension + k]
            square += difference * difference
          }
          body(square)
        }
      }
    }
  }

  /// Row-major d x d: the sum of the products of coordinates.
  func moments() -> [Double] {
    let d = dimension
    var moments = [Double](repeating: 0, count: d * d)
    for i in 0..<count {
      for k in 0..<d {
        for l in 0..<d { moments[k * d + l] += points[i * d + k] * points[i * d + l] }
      }
    }
    return moments
  }
}

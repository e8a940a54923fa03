import Tensors

/// Whether points are in a zonotope {sum_j e_j g_j : |e_j| <= 1} that the unit box widens: in units of what
/// is forgiven, so that flat sets are no exception.
struct ZonotopeMembership {
  let size: Int
  /// One after the other; the last `size` are the unit vectors. None is zero.
  private(set) var generators: [Double] = []
  /// The largest |g_ji| of each.
  private(set) var lengths: [Double] = []

  var count: Int { lengths.count }

  /// - Parameter generators: one after the other.
  init(size: Int, generators columns: [Double]) {
    self.size = size
    generators.reserveCapacity(columns.count + size * size)
    for first in stride(from: 0, to: columns.count, by: max(size, 1)) {
      append(columns[first..<first + size])
    }
    for k in 0..<size { append((0..<size).map { $0 == k ? 1 : 0 }[...]) }
  }

  private mutating func append(_ row: ArraySlice<Double>) {
    let length = row.reduce(0) { max($0, abs($1)) }
    guard length > 0 else { return }
    generators += row
    lengths.append(length)
  }

  func contains(_ y: [Double]) -> Bool {
    let place = y.indices.max { abs(y[$0]) < abs(y[$1]) }
    // The unit box alone.
    guard let place, abs(y[place]) > 1 else { return true }
    var search = SeparatingDirection(of: self, from: y, start: place)
    return !search.exists()
  }
}

import Tensors

/// A search for a direction that separates a point from a zonotope around zero.
///
/// y is in {sum_j e_j g_j : |e_j| <= 1} if and only if f(u), the sum of |u . g_j|, is at least 1 for all u with
/// u . y = 1. The least f is looked for among the vertices, where u is orthogonal to d - 1 of the generators.
/// The numbers e of those follow from the signs of all others; one beyond 1 names a generator that u leaves,
/// and u goes on past all kinks as long as f falls (Barrodale and Roberts 1973; a dual simplex method with
/// long steps). When all e are within 1, y is their combination, divided by f. A point outside is known by the
/// first f below 1, mostly at once.
struct SeparatingDirection {
  private let set: ZonotopeMembership
  private let y: [Double]
  private let size: Int
  private let count: Int
  /// Numbers far below the tolerance, added to u . g_j: no two kinks are at one place, and no step is empty.
  private let offsets: [Double]
  /// The generator of each row of the basis; -1 in the row of y.
  private var active: [Int]
  private var isActive: [Bool]
  /// Of u . g_j for all others.
  private var signs: [Double]
  private var residuals: [Double]
  private var slopes: [Double]
  private var ahead: [(step: Double, generator: Int)] = []
  /// Of the basis, whose rows are divided by their lengths.
  private var inverse: RowInverse
  private var (u, e, direction, column): ([Double], [Double], [Double], [Double])

  /// How near to 1 the least f counts as 1.
  private static let tolerance = 2e-10
  /// Steps after which the inverse is computed as a whole.
  private static let period = 30

  /// - Parameter start: the place of the largest element of y.
  init(of set: ZonotopeMembership, from y: [Double], start: Int) {
    self.set = set
    self.y = y
    size = set.size
    count = set.count
    let units = set.count - set.size
    active = (0..<set.size).map { $0 == start ? -1 : units + $0 }
    isActive = [Bool](repeating: false, count: set.count)
    for k in active where k >= 0 { isActive[k] = true }
    let all = [Double](repeating: 0, count: set.count)
    (signs, residuals, slopes) = (all, all, all)
    let row = [Double](repeating: 0, count: set.size)
    (u, e, direction, column) = (row, row, row, row)
    inverse = RowInverse(set.size)
    var random = CounterRandom(seed: 0)
    let largest = SeparatingDirection.tolerance / (64 * Double(set.count))
    offsets = all.map { _ in largest * (1 + random.uniform()) }
    ahead.reserveCapacity(set.count)
  }

  mutating func exists() -> Bool {
    invert()
    evaluate()
    for k in 0..<count { signs[k] = residuals[k] < 0 ? -1 : 1 }
    // Every step lowers f past at least one kink; so many are never needed.
    for _ in 0..<50 * (count + size) {
      if isSeparating { return true }
      guard let leaving = leaving() else {
        guard inverse.updates > 0 else { return false }
        invert()
        evaluate()
        continue
      }
      guard let entering = kink(from: leaving.row, slope: leaving.slope, sign: leaving.sign) else {
        return false
      }
      isActive[active[leaving.row]] = false
      signs[active[leaving.row]] = leaving.sign
      active[leaving.row] = entering
      isActive[entering] = true
      if inverse.updates < SeparatingDirection.period {
        set.generators.withUnsafeBufferPointer {
          inverse.replace(
            leaving.row, with: $0.baseAddress! + entering * size, scale: 1 / set.lengths[entering])
        }
      } else {
        invert()
      }
      evaluate()
    }
    return false
  }

  private func length(_ row: Int) -> Double {
    active[row] < 0 ? y.reduce(0) { max($0, abs($1)) } : set.lengths[active[row]]
  }

  private mutating func invert() {
    var matrix: [Double] = []
    matrix.reserveCapacity(size * size)
    for row in 0..<size {
      let (k, length) = (active[row], length(row))
      for i in 0..<size { matrix.append((k < 0 ? y[i] : set.generators[k * size + i]) / length) }
    }
    inverse.compute(matrix)
  }

  /// u at the vertex, and u . g_j.
  private mutating func evaluate() {
    for row in 0..<size {
      let k = active[row]
      column[row] = (k < 0 ? 1 : -offsets[k]) / length(row)
    }
    inverse.times(column, into: &u)
    products(u, &residuals)
    for j in 0..<count { residuals[j] += offsets[j] }
  }

  private func products(_ vector: [Double], _ result: inout [Double]) {
    set.generators.withUnsafeBufferPointer { generators in
      for j in 0..<count where !isActive[j] {
        var sum = 0.0
        for i in 0..<size { sum += vector[i] * generators[j * size + i] }
        result[j] = sum
      }
    }
  }

  /// Whether f(u) < u . y, for all generators as they are.
  private var isSeparating: Bool {
    var (sum, product) = (0.0, 0.0)
    for j in 0..<count where !isActive[j] { sum += abs(residuals[j] - offsets[j]) }
    for row in 0..<size where active[row] >= 0 { sum += offsets[active[row]] }
    for i in 0..<size { product += u[i] * y[i] }
    return sum < product * (1 - SeparatingDirection.tolerance)
  }

  /// The row whose number e is farthest beyond 1, and how f changes where u leaves it to that side; nil at
  /// the least f.
  private mutating func leaving() -> (row: Int, sign: Double, slope: Double)? {
    // sum of sign_j g_j + sum of e_k g_k = f y.
    for i in 0..<size { column[i] = 0 }
    set.generators.withUnsafeBufferPointer { generators in
      for j in 0..<count where !isActive[j] {
        for i in 0..<size { column[i] -= signs[j] * generators[j * size + i] }
      }
    }
    inverse.transposedTimes(column, into: &e)
    var found: (row: Int, sign: Double, slope: Double)?
    var worst = 1 + 1e-10
    for row in 0..<size where active[row] >= 0 {
      let (number, length) = (abs(e[row]), set.lengths[active[row]])
      guard number > worst * length else { continue }
      worst = number / length
      found = (row, e[row] < 0 ? -1 : 1, length - number)
    }
    return found
  }

  /// The generator at whose kink f ceases to fall. Those before it change their signs.
  private mutating func kink(from row: Int, slope: Double, sign: Double) -> Int? {
    inverse.column(row, sign: sign, into: &direction)
    products(direction, &slopes)
    let noise = 1e-14 * direction.reduce(0) { max($0, abs($1)) } * Double(size)
    ahead.removeAll(keepingCapacity: true)
    for j in 0..<count where !isActive[j] && signs[j] * slopes[j] < -noise * set.lengths[j] {
      ahead.append((max(0, -residuals[j] / slopes[j]), j))
    }
    ahead.sort { $0.step < $1.step || ($0.step == $1.step && $0.generator < $1.generator) }
    var slope = slope
    for (_, j) in ahead {
      slope += 2 * abs(slopes[j])
      if slope >= 0 { return j }
      signs[j] = -signs[j]
    }
    return nil
  }
}

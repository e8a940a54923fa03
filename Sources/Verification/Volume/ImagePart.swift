import Foundation

/// The outputs of a part of a box, between a convex set that holds them all and one that they fill.
///
/// On the part A x + b - delta <= f(x) <= A x + b + delta with linear bounds on both sides, which for a network that is
/// linear there are one.
struct ImagePart {
  let part: Part
  let relaxation: PartRelaxation
  let outputs: Int
  /// Whether the function is linear on the part.
  let isLinear: Bool

  /// Of the widths of the outputs: what lines may be apart for a function to count as linear.
  private static let linear = 1e-9
  /// Of the sizes of rows: by how much a point may miss them and be in the part.
  private static let member = 1e-11

  /// - Parameter relaxation: of the outputs, one after the other, and of their negatives.
  init(_ part: Part, _ relaxation: PartRelaxation) {
    self.part = part
    self.relaxation = relaxation
    let outputs = relaxation.functions.count / 2
    self.outputs = outputs
    isLinear = (0..<outputs).allSatisfy { k in
      let gap = ImagePart.gap(relaxation, k, outputs)
      let size = relaxation.functions[k].size + relaxation.functions[k + outputs].size
      return gap <= ImagePart.linear * size
    }
  }

  /// How far the lines of an output are apart at most, on the part's box.
  static func gap(_ relaxation: PartRelaxation, _ k: Int, _ outputs: Int) -> Double {
    let (low, high) = (relaxation.functions[k], relaxation.functions[k + outputs])
    // Upper less lower is -(high + low).
    var sum = Contraction.Row(
      slopes: zip(low.slopes, high.slopes).map { $0 + $1 }, constant: low.constant + high.constant,
      size: low.size + high.size)
    if !sum.constant.isFinite { sum.constant = -.infinity }
    return -(relaxation.least(sum) - sum.rounding)
  }

  // MARK: From outside

  /// The largest value of a linear function of the outputs, rounded up, and outputs that come near to it; nil if nothing
  /// is in the part.
  func support(_ direction: [Double]) -> (value: Double, outputs: [Double])? {
    var row = Contraction.Row(
      slopes: part.lower.map { _ in 0 }, constant: 0, size: 0)
    for (k, d) in direction.enumerated() where d != 0 {
      // The least of -d y: from above for positive d, from below for negative.
      let own = relaxation.functions[d > 0 ? k + outputs : k]
      for i in row.slopes.indices { row.slopes[i] += abs(d) * own.slopes[i] }
      row.constant += abs(d) * own.constant
      row.size += abs(d) * own.size
    }
    let lowest = relaxation.lowest(of: row, atLeast: -.infinity)
    guard lowest.bound < .infinity else { return nil }
    return (-lowest.bound, image(of: lowest.place))
  }

  /// Between the lines at a point.
  func image(of place: [Double]) -> [Double] {
    (0..<outputs).map { k in
      0.5
        * (relaxation.value(relaxation.functions[k], place)
          - relaxation.value(relaxation.functions[k + outputs], place))
    }
  }

  /// A, by rows.
  private var matrix: [[Double]] {
    (0..<outputs).map { k in
      let (low, high) = (relaxation.functions[k].slopes, relaxation.functions[k + outputs].slopes)
      return zip(low, high).map { 0.5 * ($0 - $1) }
    }
  }

  /// What each input moves the outputs by, over the part.
  var slopes: [[Double]] {
    let matrix = matrix
    return part.lower.indices.map { i in
      matrix.map { 0.5 * $0[i] * (part.upper[i] - part.lower[i]) }
    }
  }

  /// Whether outputs are those of a point of the part, to rounding; of parts on which the function is linear.
  func contains(_ point: [Double]) -> Bool {
    var rows = relaxation.phases
    for k in 0..<outputs {
      var (low, high) = (relaxation.functions[k], relaxation.functions[k + outputs])
      low.constant -= point[k]
      high.constant += point[k]
      rows += [low, high]
    }
    let found = relaxation.combination(rows, lower: part.lower, upper: part.upper)
    return relaxation.least(found.sum) <= ImagePart.member * found.sum.size
  }

  // MARK: From inside

  /// Generators of a zonotope around a center that the outputs fill; nil where nothing is known to be filled.
  ///
  /// With K a right inverse of A, x -> u - K h(x) maps the box into itself for every u of the box shrunk by |K| delta,
  /// h being what f differs from A x + b by. It is continuous, so that it has a fixed point x (Brouwer), of which
  /// f(x) = A u + b.
  func inner() -> (center: [Double], generators: [[Double]])? {
    guard part.phases.isEmpty else { return nil }
    let n = part.lower.count
    let radius = zip(part.lower, part.upper).map { 0.5 * ($1 - $0) }
    let middle = zip(part.lower, part.upper).map { 0.5 * $0 + 0.5 * $1 }
    let slopes = self.matrix
    let delta = (0..<outputs).map { k in
      // The lines are not parallel: half their distance, and what their middle differs from each by.
      0.5 * ImagePart.gap(relaxation, k, outputs)
        + ImagePart.linear * 1e-3 * relaxation.functions[k].size
    }
    // K = R A^T (A R A^T)^-1 with R the squares of the radii: wide inputs give way first.
    var gram = [[Double]](repeating: [Double](repeating: 0, count: outputs), count: outputs)
    for j in 0..<outputs {
      for k in 0..<outputs {
        for i in 0..<n { gram[j][k] += slopes[j][i] * slopes[k][i] * radius[i] * radius[i] }
      }
    }
    guard let inverse = ImagePart.inverted(&gram) else { return nil }
    var kept = radius
    for i in 0..<n {
      var shrunk = 0.0
      for k in 0..<outputs {
        var entry = 0.0
        for j in 0..<outputs { entry += slopes[j][i] * inverse[j][k] }
        shrunk += abs(entry) * radius[i] * radius[i] * delta[k]
      }
      kept[i] -= shrunk * (1 + 1e-9)
      guard kept[i] >= 0 else { return nil }
    }
    let center = image(of: middle)
    return (center, (0..<n).map { i in (0..<outputs).map { slopes[$0][i] * kept[i] } })
  }

  /// By Gauss and Jordan; nil for what is all but singular.
  private static func inverted(_ a: inout [[Double]]) -> [[Double]]? {
    let n = a.count
    let scale = (0..<n).reduce(0) { max($0, a[$1][$1]) }
    guard scale > 0, scale.isFinite else { return nil }
    var inverse = (0..<n).map { j in (0..<n).map { $0 == j ? 1.0 : 0 } }
    for k in 0..<n {
      let pivot = (k..<n).max { abs(a[$0][k]) < abs(a[$1][k]) } ?? k
      guard abs(a[pivot][k]) > 1e-13 * scale else { return nil }
      a.swapAt(k, pivot)
      inverse.swapAt(k, pivot)
      let factor = 1 / a[k][k]
      for j in 0..<n {
        a[k][j] *= factor
        inverse[k][j] *= factor
      }
      for row in 0..<n where row != k {
        let times = a[row][k]
        for j in 0..<n {
          a[row][j] -= times * a[k][j]
          inverse[row][j] -= times * inverse[k][j]
        }
      }
    }
    return inverse
  }
}

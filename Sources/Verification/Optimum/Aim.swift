/// What is sought on a box: the lowest value of something, and a point where it is taken.
protocol Aim {
  /// The lowest value that is attained by a known point; infinite while there is none.
  var best: Double { get }

  /// What of a part may hold better points; nil if nothing does.
  func restricted(_ part: Part) -> Part?

  /// A lower bound on a part, infinite if nothing of it counts, and a point that comes near to it.
  func lowest(_ part: PartRelaxation) -> (bound: Double, place: [Double])

  /// What of a part's box may hold better points.
  func cut(_ part: PartRelaxation) -> Contraction?

  /// Looks at points near which better ones may be.
  mutating func offer(_ places: [[Double]], _ bounds: some PartBounds) throws
}

extension PartRelaxation {
  /// Of some linear functions on a box within the part's, the weights with which their sum is highest at its lowest,
  /// and where that is.
  func combination(
    _ rows: [Contraction.Row], lower: [Double], upper: [Double]
  ) -> (sum: Contraction.Row, weights: [Double], place: [Double]) {
    var constants: [Double] = []
    var slopes: [Double] = []
    // Each row counts as what it is relative to its own size: outputs and neurons may be of any.
    let sizes = rows.map { max($0.size, Double.leastNormalMagnitude) }
    for (row, size) in zip(rows, sizes) {
      constants.append(value(row, lower) / size)
      for i in lower.indices { slopes.append(row.slopes[i] * (upper[i] - lower[i]) / size) }
    }
    func least(_ k: Int) -> Double {
      (0..<lower.count).reduce(constants[k]) { $0 + min(slopes[k * lower.count + $1], 0) }
    }
    let first = rows.indices.max { least($0) < least($1) } ?? 0
    var program = HighestSum(constants: constants, slopes: slopes, first: first)
    let weights = program().map { $0 < PartRelaxation.leastWeight ? 0 : $0 }
    let sum = self.sum(rows, zip(weights, sizes).map { $0 / $1 })
    let place = program.place
    return (
      sum, zip(weights, sizes).map { $0 / $1 },
      lower.indices.map {
        min(max(lower[$0] + place[$0] * (upper[$0] - lower[$0]), lower[$0]), upper[$0])
      }
    )
  }

  /// Of normalized rows: what is below it is none.
  private static let leastWeight = 0x1p-40

  /// The sum of rows with weights.
  func sum(_ rows: [Contraction.Row], _ weights: [Double]) -> Contraction.Row {
    var sum = Contraction.Row(slopes: box.lower.map { _ in 0 }, constant: 0, size: 0)
    for (weight, row) in zip(weights, rows) where weight > 0 {
      for i in box.lower.indices { sum.slopes[i] += weight * row.slopes[i] }
      sum.constant += weight * row.constant
      sum.size += weight * row.size
    }
    return sum
  }

  /// A row at a point.
  func value(_ row: Contraction.Row, _ point: [Double]) -> Double {
    var sum = row.constant
    for i in point.indices { sum += row.slopes[i] * (point[i] - box.lower[i]) }
    return sum
  }
}

extension Contraction.Row {
  /// More than what rounding does to sums over the row.
  var rounding: Double { Contraction.margin * size }
}

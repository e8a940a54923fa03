/// The lowest value of one function.
struct LowestValue: Aim {
  private(set) var best = Double.infinity
  /// Where it is taken.
  private(set) var place: [Double]?
  private let lower: [Double]
  private let upper: [Double]

  init(lower: [Double], upper: [Double]) {
    self.lower = lower
    self.upper = upper
  }

  func restricted(_ part: Part) -> Part? { part }

  func lowest(_ part: PartRelaxation) -> (bound: Double, place: [Double]) {
    part.lowest(of: part.functions[0], atLeast: part.floors.first ?? -.infinity)
  }

  func cut(_ part: PartRelaxation) -> Contraction? {
    var row = part.functions[0]
    row.constant -= best
    row.size += abs(best)
    var box = part.box
    return box.cut([row] + part.phases) ? box : nil
  }

  mutating func offer(_ places: [[Double]], _ bounds: some PartBounds) throws {
    guard !places.isEmpty else { return }
    let values = try bounds.values(at: places)
    let lowest = values.indices.min { values[$0][0] < values[$1][0] } ?? 0
    guard take(places[lowest], values[lowest][0]) else { return }
    try descend(bounds)
  }

  private mutating func take(_ point: [Double], _ value: Double) -> Bool {
    guard value < best else { return false }
    (best, place) = (value, point)
    return true
  }

  /// From the best point down to where no step helps: along the gradient's signs within a box around the point that
  /// grows and shrinks with success.
  private mutating func descend(_ bounds: some PartBounds) throws {
    var part = 0.5
    var steps = 0
    while part > LowestValue.finest, steps < LowestValue.steps, let place {
      steps += 1
      let slopes = try bounds.tangents(at: place)[0].slopes
      let next = place.indices.map { i in
        let reach = part * (upper[i] - lower[i])
        let moved = slopes[i] > 0 ? place[i] - reach : slopes[i] < 0 ? place[i] + reach : place[i]
        return min(max(moved, lower[i]), upper[i])
      }
      guard next != place, try take(next, bounds.values(at: [next])[0][0]) else {
        part *= 0.25
        continue
      }
    }
  }

  private static let finest = 1e-4
  private static let steps = 24
}

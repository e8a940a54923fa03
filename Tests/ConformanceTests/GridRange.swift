import Tensors

/// A small set of which the exact range of a function is known to the fineness of a grid: few elements vary, all
/// others are fixed. Ends and fixed numbers are often 0, or equal to one another.
struct GridRange {
  let lower: Tensor
  let upper: Tensor
  /// Of every output over the grid.
  private(set) var smallest: [Double] = []
  private(set) var largest: [Double] = []

  /// - Parameters:
  ///   - domain: where numbers may lie.
  ///   - varying: how many elements vary.
  init(
    count: Int, in domain: ClosedRange<Double>, varying: Int, points: Int = 17, seed: UInt64,
    dtype: DType = .float64, _ function: (Value) throws -> Value
  ) throws {
    var random = CounterRandom(seed: seed, stream: UInt64(varying))
    let special = [0, 0, 1, -1, 0.5, -0.5].filter { domain.contains($0) }
    func number() -> Double {
      if !special.isEmpty, random.uniform() < 0.6 {
        return special[random.integer(below: special.count)]
      }
      let x = domain.lowerBound + random.uniform() * (domain.upperBound - domain.lowerBound)
      return Double(Float(x))
    }
    let fixed = (0..<count).map { _ in number() }
    var (low, high) = (fixed, fixed)
    var free: [Int] = []
    while free.count < min(varying, count) {
      let k = random.integer(below: count)
      guard !free.contains(k) else { continue }
      free.append(k)
      let other = number()
      (low[k], high[k]) = (min(fixed[k], other), max(fixed[k], other))
    }
    lower = try Tensor(low, dtype: dtype)
    upper = try Tensor(high, dtype: dtype)
    var place = [Int](repeating: 0, count: free.count)
    while true {
      var x = low
      for (k, element) in free.enumerated() {
        let t = Double(place[k]) / Double(points - 1)
        x[element] = t == 1 ? high[element] : low[element] + t * (high[element] - low[element])
      }
      let y = try function(.tensor(Tensor(x, dtype: dtype))).tensor().doubles
      if smallest.isEmpty { (smallest, largest) = (y, y) }
      for (k, value) in y.enumerated() {
        // NaN where the function has no value there: nothing is claimed of it.
        if value < smallest[k] || smallest[k].isNaN { smallest[k] = value }
        if value > largest[k] || largest[k].isNaN { largest[k] = value }
      }
      var k = 0
      while k < place.count, place[k] == points - 1 {
        place[k] = 0
        k += 1
      }
      guard k < place.count else { break }
      place[k] += 1
    }
  }
}

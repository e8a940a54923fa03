import Tensors

extension Dataset {
  /// Two data sets that share out the samples at random: `round(fraction * n)` of them, and the
  /// rest.
  ///
  /// - Parameters:
  ///   - fraction: of the samples, for the first part; between 0 and 1.
  ///   - seed: the same seed gives the same split.
  ///   - stratify: whether each class has the same fraction, as nearly as whole samples allow, and at
  ///     least one sample on each side; nil where there are classes.
  /// - Throws: `DataError` if a side would be empty, or, stratified, have no sample of some class.
  public func split(
    _ fraction: Double, seed: UInt64, stratify: Bool? = nil
  ) throws -> (Dataset, Dataset) {
    guard fraction > 0, fraction < 1 else {
      throw DataError.value(
        what: "fraction", got: "\(fraction)", expected: "a number between 0 and 1")
    }
    let total = Int((fraction * Double(count)).rounded())
    guard total >= 1, total < count else {
      throw DataError.value(
        what: "fraction", got: "\(fraction)",
        expected: "one that leaves a sample on each side, of \(count)")
    }
    guard !isRegression || stratify != true else {
      throw DataError.stratify(detail: "targets are numbers, and there are no classes")
    }
    let groups =
      stratify ?? !isRegression ? classes.map(Int.init) : [Int](repeating: 1, count: count)
    var sizes = [Int](repeating: 0, count: (groups.max() ?? 0) + 1)
    for group in groups { sizes[group] += 1 }
    var left = try quotas(sizes, total: total, fraction: fraction)

    // One random order of all samples; each goes to the first part while its class has a place
    // there.
    var first: [Int] = []
    var second: [Int] = []
    for row in permutation(count, seed: seed, stream: DataStream.split) {
      if left[groups[row]] > 0 {
        left[groups[row]] -= 1
        first.append(row)
      } else {
        second.append(row)
      }
    }
    return (try subset(first), try subset(second))
  }

  /// How many samples of each class the first part gets, given how many there are: the fraction
  /// rounded down, and one more for the largest remainders until the total is right.
  private func quotas(_ sizes: [Int], total: Int, fraction: Double) throws -> [Int] {
    let present = sizes.indices.filter { sizes[$0] > 0 }
    guard present.count > 1 else { return sizes.map { $0 > 0 ? total : 0 } }
    for k in present where sizes[k] < 2 {
      throw DataError.stratify(detail: "class \(k) (\(classNames[k - 1])) has only one sample")
    }
    guard total >= present.count, count - total >= present.count else {
      throw DataError.stratify(
        detail:
          "\(total) and \(count - total) samples cannot both hold all \(present.count) classes")
    }
    var quotas = [Int](repeating: 0, count: sizes.count)
    for k in present {
      quotas[k] = min(max(Int(fraction * Double(sizes[k])), 1), sizes[k] - 1)
    }
    func remainder(_ k: Int) -> Double { fraction * Double(sizes[k]) - Double(quotas[k]) }
    while quotas.reduce(0, +) < total {
      let open = present.filter { quotas[$0] < sizes[$0] - 1 }
      guard let k = open.max(by: { (remainder($0), $1) < (remainder($1), $0) }) else { break }
      quotas[k] += 1
    }
    while quotas.reduce(0, +) > total {
      let open = present.filter { quotas[$0] > 1 }
      guard let k = open.min(by: { (remainder($0), $0) < (remainder($1), $1) }) else { break }
      quotas[k] -= 1
    }
    return quotas
  }
}

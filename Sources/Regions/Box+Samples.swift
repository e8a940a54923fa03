import Tensors

extension Box {
  /// One random point of every row's box, uniformly or among its corners.
  /// - Throws: bounds that are not known.
  public func sample(corner: Bool, _ random: inout CounterRandom) throws -> Value {
    let (lower, upper) = (try lower.tensor(for: "sample"), try upper.tensor(for: "sample"))
    return .tensor(
      try Tensor(lower.type) { k in
        let t = random.uniform()
        let part = corner ? t.rounded() : t
        let (low, high) = (lower[k], upper[k])
        return min(max(low + part * (high - low), low), high)
      })
  }
}

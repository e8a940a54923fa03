/// Sums, extremes and what is made of them. Dimensions count from 0; nil means all of them.
extension Value {
  /// Folds dimensions, neighbours together, from the last to the first.
  private func reduce<R: Reduction>(
    _ primitive: R.Type, _ dimensions: [Int]?, keep: Bool, _ name: String
  ) throws -> Value {
    let folded = Set(dimensions ?? Array(0..<shape.rank))
    for d in folded where d < 0 || d >= shape.rank {
      throw TensorError.dimension(operation: name, got: d + 1, rank: shape.rank)
    }
    var result = self
    var d = shape.rank
    while d > 0 {
      guard folded.contains(d - 1) else {
        d -= 1
        continue
      }
      var first = d - 1
      while first > 0, folded.contains(first - 1) { first -= 1 }
      result = try apply(R(range: first..<d), [result])
      d = first
    }
    if folded.isEmpty { result = try apply(R(range: 0..<0), [self]) }
    guard keep else { return result }
    return try result.reshaped(
      to: Shape(shape.dimensions.enumerated().map { folded.contains($0.offset) ? 1 : $0.element }))
  }

  public func sum(_ dimensions: [Int]? = nil, keep: Bool = false) throws -> Value {
    try reduce(ReduceSum.self, dimensions, keep: keep, "sum")
  }

  public func max(_ dimensions: [Int]? = nil, keep: Bool = false) throws -> Value {
    try extreme(ReduceMax.self, dimensions, keep: keep, "max")
  }

  public func min(_ dimensions: [Int]? = nil, keep: Bool = false) throws -> Value {
    try extreme(ReduceMin.self, dimensions, keep: keep, "min")
  }

  /// A largest or smallest element. Where derivatives may be asked for, all dimensions are folded at once: one
  /// after the other would share the derivative equally among lines, not among all elements that tie.
  private func extreme<R: Reduction>(
    _ primitive: R.Type, _ dimensions: [Int]?, keep: Bool, _ name: String
  ) throws -> Value {
    let folded = Set(dimensions ?? [])
    guard isTraced, dtype.isFloat, folded.allSatisfy({ (0..<shape.rank).contains($0) }),
      folded.count > 1, neighbours(Array(folded)) == nil
    else { return try reduce(primitive, dimensions, keep: keep, name) }
    let kept = (0..<shape.rank).filter { !folded.contains($0) }
    let result = try permuted(kept + folded.sorted())
      .reduce(primitive, Array(kept.count..<shape.rank), keep: false, name)
    guard keep else { return result }
    return try result.reshaped(
      to: Shape((0..<shape.rank).map { folded.contains($0) ? 1 : shape[$0] }))
  }

  public func product(_ dimensions: [Int]? = nil, keep: Bool = false) throws -> Value {
    try reduce(ReduceProduct.self, dimensions, keep: keep, "prod")
  }

  /// The number of elements that a reduction folds into one.
  func folded(_ dimensions: [Int]?) -> Int {
    guard let dimensions else { return shape.count }
    return Set(dimensions).reduce(1) { $1 >= 0 && $1 < shape.rank ? $0 * shape[$1] : $0 }
  }

  public func mean(_ dimensions: [Int]? = nil, keep: Bool = false) throws -> Value {
    guard dtype == .int32 else {
      return try floating().sum(dimensions, keep: keep) / Double(folded(dimensions))
    }
    // The sum is exact, and rounded once.
    return try (sum(dimensions, keep: keep) / Double(folded(dimensions))).cast(to: .float32)
  }

  /// The variance with n - 1 in the denominator, as in PyTorch; NaN of less than two numbers.
  public func variance(_ dimensions: [Int]? = nil, keep: Bool = false) throws -> Value {
    // Differences of large whole numbers need all their digits.
    guard dtype.isFloat else {
      return try cast(to: .float64).variance(dimensions, keep: keep).cast(to: .float32)
    }
    let x = self
    let deviation = try x - x.mean(dimensions, keep: true)
    return try deviation.square().sum(dimensions, keep: keep)
      / Double(Swift.max(folded(dimensions) - 1, 0))
  }

  /// The square root of the variance. The derivative where all are equal is zero, as in PyTorch.
  public func standardDeviation(_ dimensions: [Int]? = nil, keep: Bool = false) throws -> Value {
    try variance(dimensions, keep: keep).rootOfSquares()
  }

  /// The Euclidean norm. The derivative at zero is zero, as in PyTorch.
  public func norm(_ dimensions: [Int]? = nil, keep: Bool = false) throws -> Value {
    try floating().square().sum(dimensions, keep: keep).rootOfSquares()
  }

  private func rootOfSquares() throws -> Value { try RootOfSquares().of(self) }

  public func logSumExp(_ dimensions: [Int]? = nil, keep: Bool = false) throws -> Value {
    let x = try floating()
    let folded = Set(dimensions ?? Array(0..<shape.rank))
    guard folded.count > 1 else {
      return try x.reduce(LogSumExp.self, dimensions, keep: keep, "logsumexp")
    }
    // log sum exp over several dimensions is log sum exp of log sum exp.
    var result = x
    for d in folded.sorted(by: >) {
      result = try result.reduce(LogSumExp.self, [d], keep: keep, "logsumexp")
    }
    return result
  }

  /// x - logsumexp(x) over one or several dimensions.
  public func logSoftmax(_ dimensions: [Int]) throws -> Value {
    if let range = neighbours(dimensions) {
      return try apply(LogSoftmax(range: range), [floating()])
    }
    if let apart = try apart(dimensions, { try $0.logSoftmax($1) }) { return apart }
    let x = try floating()
    let shifted = try x - x.stopGradient().max(dimensions, keep: true)
    return try shifted - shifted.logSumExp(dimensions, keep: true)
  }

  public func softmax(_ dimensions: [Int]) throws -> Value {
    guard let range = neighbours(dimensions) else {
      return try apart(dimensions) { try $0.softmax($1) } ?? logSoftmax(dimensions).exp()
    }
    return try apply(Softmax(range: range), [floating()])
  }

  public func logSoftmax(_ dimension: Int) throws -> Value { try logSoftmax([dimension]) }
  public func softmax(_ dimension: Int) throws -> Value { try softmax([dimension]) }

  /// A function along dimensions that are no neighbours, with them moved behind all others and back: where it is traced, so
  /// that bounds see one operation.
  private func apart(
    _ dimensions: [Int], _ function: (Value, [Int]) throws -> Value
  ) throws -> Value? {
    let folded = Set(dimensions)
    guard isTraced, folded.count > 1, folded.allSatisfy({ (0..<shape.rank).contains($0) }) else {
      return nil
    }
    let kept = (0..<shape.rank).filter { !folded.contains($0) }
    let order = kept + folded.sorted()
    let result = try function(permuted(order), Array(kept.count..<shape.rank))
    return try result.permuted(order.indices.map { order.firstIndex(of: $0)! })
  }

  /// Dimensions of this tensor that are next to one another, as a range.
  private func neighbours(_ dimensions: [Int]) -> Range<Int>? {
    let sorted = Set(dimensions).sorted()
    guard let first = sorted.first, let last = sorted.last, first >= 0, last < shape.rank,
      last - first == sorted.count - 1
    else { return nil }
    return first..<last + 1
  }

  /// Running sums along one dimension.
  public func cumulativeSum(_ dimension: Int) throws -> Value {
    try apply(CumulativeSum(dimension: dimension), [self])
  }

  /// Sums away what broadcasting to this shape from `target` had repeated.
  func sum(to target: Shape) throws -> Value {
    if shape == target { return self }
    let lead = shape.rank - target.rank
    let repeated = (0..<shape.rank).filter {
      $0 < lead || (target[$0 - lead] == 1 && shape[$0] != 1)
    }
    let summed = repeated.isEmpty ? self : try sum(repeated)
    return try summed.reshaped(to: target)
  }
}

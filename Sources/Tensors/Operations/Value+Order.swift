/// Places of extremes, the order of elements, and elements by their places. Dimensions and places count
/// from 0; places are int32.
extension Value {
  /// The place of the largest element; the first of equal ones.
  public func argMax(_ dimension: Int) throws -> Value {
    try apply(ArgMax(dimension: dimension), [self])
  }

  /// The place of the smallest element; the first of equal ones.
  public func argMin(_ dimension: Int) throws -> Value {
    try apply(ArgMax(dimension: dimension, ofSmallest: true), [self])
  }

  /// The order that sorts one dimension; equal elements stay in theirs, NaN counts as the largest.
  public func argSorted(_ dimension: Int, descending: Bool = false) throws -> Value {
    guard (0..<shape.rank).contains(dimension) else {
      throw TensorError.dimension(operation: "argsort", got: dimension + 1, rank: shape.rank)
    }
    let last = shape.rank - 1
    let order = try apply(ArgSort(descending: descending), [transposed(dimension, last)])
    return try order.transposed(dimension, last)
  }

  /// One dimension sorted, and the places that its elements had.
  public func sorted(
    _ dimension: Int, descending: Bool = false
  ) throws -> (values: Value, indices: Value) {
    let order = try argSorted(dimension, descending: descending)
    return (try gathered(along: dimension, order), order)
  }

  /// The `count` largest (or smallest) elements of one dimension, the most extreme first, and their
  /// places.
  public func top(
    _ count: Int, _ dimension: Int, smallest: Bool = false
  ) throws -> (values: Value, indices: Value) {
    guard (0..<shape.rank).contains(dimension) else {
      throw TensorError.dimension(operation: "topk", got: dimension + 1, rank: shape.rank)
    }
    guard (0...shape[dimension]).contains(count) else {
      throw TensorError.shapes(
        operation: "topk", got: [shape],
        expected: "at least \(count) elements in dimension \(dimension + 1)")
    }
    let last = shape.rank - 1
    let order =
      try count <= ArgTop.most
      ? apply(ArgTop(count: count, descending: !smallest), [transposed(dimension, last)])
        .transposed(dimension, last)
      : argSorted(dimension, descending: !smallest).sliced(dimension, 0..<count)
    return (try gathered(along: dimension, order), order)
  }

  /// For each place of `indices` the element that stands at that index of its line along the dimension.
  /// In the other dimensions `indices` may be smaller than the tensor.
  public func gathered(along dimension: Int, _ indices: Value) throws -> Value {
    var source = self
    if indices.shape.rank == shape.rank {
      for d in 0..<shape.rank where d != dimension && indices.shape[d] < source.shape[d] {
        source = try source.sliced(d, 0..<indices.shape[d])
      }
    }
    return try apply(GatherAlong(dimension: dimension), [source, indices])
  }
}

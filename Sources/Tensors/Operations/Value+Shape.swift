/// Other shapes of the same elements, and parts of them. Dimensions count from 0 here.
extension Value {
  public func reshaped(to shape: Shape) throws -> Value {
    shape == self.shape ? self : try apply(Reshape(shape: shape), [self])
  }

  public func expanded(to shape: Shape) throws -> Value {
    shape == self.shape ? self : try apply(Broadcast(shape: shape), [self])
  }

  /// Dimension d of the result is dimension `order[d]` of this tensor.
  public func permuted(_ order: [Int]) throws -> Value {
    order == Array(0..<shape.rank) ? self : try apply(Transpose(order: order), [self])
  }

  public func transposed(_ a: Int, _ b: Int) throws -> Value {
    var order = Array(0..<shape.rank)
    order.swapAt(a, b)
    return try permuted(order)
  }

  /// Elements first..<last of one dimension.
  public func sliced(_ dimension: Int, _ range: Range<Int>) throws -> Value {
    guard dimension < shape.rank else {
      throw TensorError.dimension(operation: "slice", got: dimension + 1, rank: shape.rank)
    }
    var first = [Int](repeating: 0, count: shape.rank)
    first[dimension] = range.lowerBound
    return try apply(
      Slice(first: first, shape: shape.replacing(dimension, with: range.count)), [self])
  }

  /// Entry `index` of the leading dimension.
  public func row(_ index: Int) throws -> Value {
    try sliced(0, index..<index + 1).reshaped(to: shape.removing(0..<1))
  }

  /// Entries of one dimension by int32 indices counted from 0.
  public func gathered(_ dimension: Int, _ indices: Value) throws -> Value {
    try apply(Gather(dimension: dimension), [self, indices])
  }

  public static func concatenated(_ values: [Value], dimension: Int) throws -> Value {
    guard let first = values.first else {
      throw TensorError.shapes(operation: "cat", got: [], expected: "at least one tensor")
    }
    let dtype = values.reduce(first.dtype) { DType.promoted($0, $1.dtype) }
    let same = try values.map { try $0.cast(to: dtype) }
    return values.count == 1 ? same[0] : try apply(Concat(dimension: dimension), same)
  }

  /// Tensors of one shape along a new dimension.
  public static func stacked(_ values: [Value], dimension: Int) throws -> Value {
    for value in values where value.shape != values[0].shape {
      throw TensorError.shapes(
        operation: "stack", got: values.map(\.shape), expected: "tensors of one shape")
    }
    let widened = try values.map { value in
      var sizes = value.shape.dimensions
      guard dimension <= sizes.count else {
        throw TensorError.dimension(operation: "stack", got: dimension + 1, rank: sizes.count)
      }
      sizes.insert(1, at: dimension)
      return try value.reshaped(to: Shape(sizes))
    }
    return try concatenated(widened, dimension: dimension)
  }
}

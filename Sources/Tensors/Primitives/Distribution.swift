/// An operation on lines along neighbouring dimensions that keeps the shape, as softmax does.
protocol Distribution: Primitive {
  /// The dimensions of a line.
  var range: Range<Int> { get }
  init(range: Range<Int>)
  static var kernels: Kernels { get }
}

extension Distribution {
  public func type(of inputs: [TensorType]) throws -> TensorType {
    guard range.upperBound <= inputs[0].shape.rank else {
      throw TensorError.dimension(
        operation: name, got: range.upperBound, rank: inputs[0].shape.rank)
    }
    _ = try Self.kernels(inputs[0].dtype, for: name)
    return inputs[0]
  }

  public func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    Lines(output, along: range).kernel(
      try Self.kernels(output.dtype, for: name), to: output.dtype, keepsLength: true, work: 4)
  }

  /// By definition: lines stay apart.
  public func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows {
    range.lowerBound > 0 ? rowsApart() : .mixed
  }

  public func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    try apply(Self(range: range.lowerBound + 1..<range.upperBound + 1), inputs)
  }

  /// The sum over each line, along the line again.
  func total(_ value: Value) throws -> Value {
    try value.sum(Array(range), keep: true).expanded(to: value.shape)
  }
}

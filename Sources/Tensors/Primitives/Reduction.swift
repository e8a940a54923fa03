/// An operation that folds neighbouring dimensions, [outer, folded, inner] -> [outer, inner].
protocol Reduction: Primitive {
  /// The dimensions that are folded.
  var range: Range<Int> { get }
  init(range: Range<Int>)
  static var kernels: Kernels { get }
  /// Whether an empty range of elements has a result.
  static var allowsEmpty: Bool { get }
  /// Whether the result for whole numbers is float64: it may be larger than they can be, and float64 holds
  /// whole numbers up to 2^53. The kernel refuses what is larger.
  static var widensWhole: Bool { get }
}

extension Reduction {
  static var allowsEmpty: Bool { true }
  static var widensWhole: Bool { false }

  public func type(of inputs: [TensorType]) throws -> TensorType {
    let shape = inputs[0].shape
    guard range.upperBound <= shape.rank else {
      throw TensorError.dimension(operation: name, got: range.upperBound, rank: shape.rank)
    }
    guard Self.allowsEmpty || shape.count(range) > 0 else {
      throw TensorError.shapes(operation: name, got: [shape], expected: "at least one element")
    }
    _ = try Self.kernels(inputs[0].dtype, for: name)
    let dtype = inputs[0].dtype
    return TensorType(shape.removing(range), dtype == .int32 && Self.widensWhole ? .float64 : dtype)
  }

  public func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    Lines(inputs[0], along: range).kernel(
      try Self.kernels(inputs[0].dtype, for: name), to: output.dtype, keepsLength: false)
  }

  /// By definition: what is not folded stays apart.
  public func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows {
    range.lowerBound > 0 || range.isEmpty ? rowsApart() : .mixed
  }

  /// Of sums over the folded dimensions.
  func sumOfLine(_ inputs: [TensorType], _ output: TensorType) -> Rounding {
    .sum((inputs.map(\.shape.count).max() ?? 1) / max(output.shape.count, 1))
  }

  public func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    try apply(Self(range: range.lowerBound + 1..<range.upperBound + 1), inputs)
  }

  /// A result (or its cotangent) spread over the folded dimensions again.
  func spread(_ value: Value, over shape: Shape) throws -> Value {
    var kept = shape
    for d in range { kept = kept.replacing(d, with: 1) }
    let column = try apply(Reshape(shape: kept), [value])
    return kept == shape ? column : try apply(Broadcast(shape: shape), [column])
  }
}

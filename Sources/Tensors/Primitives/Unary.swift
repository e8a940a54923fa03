import CKernels

/// A function of one number, applied to each element.
protocol Unary: Elementwise {
  static var kernels: Kernels { get }

  /// The derivative at x, where y is the value; nil where it is zero everywhere.
  func derivative(_ x: Value, _ y: Value) throws -> Value?

  /// Whether the derivative is zero nowhere but where it underflows.
  var isStrictlyMonotone: Bool { get }
}

extension Unary {
  func tile(_ inputs: [DType], scalars: [Bool]) -> tarn_kernel? {
    scalars[0] ? nil : Self.kernels[inputs[0]]
  }

  public func type(of inputs: [TensorType]) throws -> TensorType {
    _ = try Self.kernels(inputs[0].dtype, for: name)
    return inputs[0]
  }

  /// Applies the function; a tensor of a few elements goes straight to the kernel.
  func of(_ x: Value) throws -> Value {
    if case .tensor(let tensor) = x,
      let fast = try Eager.direct(reals.isEmpty ? Self.kernels[x.dtype] : nil, tensor, nil, name)
    {
      return .tensor(fast)
    }
    return try apply(self, [x])
  }

  var isStrictlyMonotone: Bool { false }

  public func vjp(_ backward: Backward) throws -> [Value?] {
    guard let derivative = try derivative(backward.inputs[0], backward.output) else { return [nil] }
    return [
      try isStrictlyMonotone
        ? backward.cotangent.chained(smooth: derivative) : backward.cotangent.chained(derivative)
    ]
  }
}

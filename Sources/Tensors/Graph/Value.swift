/// What tensor code is written on: a tensor, or the place of one in a trace. The same function
/// computes on the first and is recorded on the second.
public enum Value {
  case tensor(Tensor)
  case traced(Trace, Int)

  public var type: TensorType {
    switch self {
    case .tensor(let tensor): tensor.type
    case .traced(let trace, let node): trace.type(of: node)
    }
  }

  public var shape: Shape { type.shape }
  public var dtype: DType { type.dtype }

  /// The elements, if they are known: always for tensors, and in traces of functions that may
  /// branch on values. - Throws: computing them failed.
  public var known: Tensor? {
    get throws {
      switch self {
      case .tensor(let tensor): tensor
      case .traced(let trace, let node): try trace.tensor(of: node)
      }
    }
  }

  /// - Throws: the value is not known because a function is being traced on shapes.
  public func tensor(for operation: String = "item") throws -> Tensor {
    if case .tensor(let tensor) = self { return tensor }
    guard let tensor = try known else {
      throw TensorError.valueWhileTracing(operation: operation)
    }
    return tensor
  }

  public var isTraced: Bool {
    if case .traced = self { true } else { false }
  }

  public static func scalar(_ value: Double, _ dtype: DType = .float32) throws -> Value {
    .tensor(try Tensor(scalar: value, dtype: dtype))
  }
}

/// Applies a primitive: at once to tensors, into the innermost trace otherwise.
public func apply(_ primitive: some Primitive, _ inputs: [Value]) throws -> Value {
  var innermost: Trace?
  for case .traced(let trace, _) in inputs where trace.isOpen {
    if innermost == nil || trace.level > innermost!.level { innermost = trace }
  }
  if let innermost { return try innermost.record(primitive, inputs) }
  return .tensor(try Eager.run(primitive, inputs.map { try $0.tensor(for: primitive.name) }))
}

extension Value {
  /// Whether it is nothing but zeros, whatever the inputs of the trace are: as gradients are of what lets no derivative
  /// through.
  package var isZeroByConstruction: Bool {
    guard case .tensor(let tensor) = self else { return false }
    return (0..<tensor.count).allSatisfy { tensor[$0] == 0 }
  }
}

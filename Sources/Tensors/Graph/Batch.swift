/// The batch transformation: every value gains a leading dimension.
public enum Batch {
  /// Maps a function over the leading dimension of its arguments, by rewriting its graph: one
  /// operation on all samples instead of a loop. Arguments must agree in their leading size.
  public static func map(
    _ function: ([Value]) throws -> [Value], _ arguments: [Value]
  ) throws -> [Value] {
    for argument in arguments
    where argument.shape.rank == 0 || argument.shape[0] != arguments[0].shape[0] {
      throw TensorError.shapes(
        operation: "batch", got: arguments.map(\.shape), expected: "the same leading size for all")
    }
    let types = arguments.map { TensorType($0.shape.removing(0..<1), $0.dtype) }
    let (graph, captured) = try Trace.graph(types, function)
    return try graph.batched(arguments, captured)
  }

  /// Inputs of an elementwise operation, those without the batch dimension spread over it.
  static func align(_ inputs: [Value], _ batched: [Bool]) throws -> [Value] {
    guard let first = batched.firstIndex(of: true) else { return inputs }
    let size = inputs[first].shape[0]
    return try zip(inputs, batched).map { try $1 ? $0 : spread($0, size) }
  }

  /// The value, repeated along a new leading dimension.
  static func spread(_ value: Value, _ size: Int) throws -> Value {
    try apply(Broadcast(shape: value.shape.prepending(size)), [value])
  }
}

extension Graph {
  /// The graph on inputs with a leading batch dimension, `captured` without it.
  func batched(_ arguments: [Value], _ captured: [Value]) throws -> [Value] {
    let size = arguments[0].shape[0]
    let results: [(value: Value, batched: Bool)] = try interpret { operation, inputs in
      switch operation {
      case .input(let k):
        return k < arguments.count
          ? (arguments[k], true) : (captured[k - arguments.count], false)
      case .constant(let tensor):
        return (.tensor(tensor), false)
      case .apply(let primitive):
        let values = inputs.map(\.value)
        let batched = inputs.map(\.batched)
        guard batched.contains(true) else { return (try apply(primitive, values), false) }
        return (try primitive.batch(values, batched), true)
      }
    }
    return try results.map { try $0.batched ? $0.value : Batch.spread($0.value, size) }
  }
}

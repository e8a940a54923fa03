import Tensors

/// A node as it runs on samples of the declared shape: everything is known of it but the numbers of the
/// samples.
public struct ONNXStep {
  public enum Input {
    /// What follows from the model's input: a batch of two samples.
    case data(name: String)
    /// Numbers that are known, parameters or not.
    case known(Tensor, name: String)
    case absent
  }

  /// The operator's name.
  public let operation: String
  public let inputs: [Input]
  /// The name of the first output, and its shape for two samples.
  public let output: String
  public let shape: Shape
  private let invocation: Invocation

  /// - Returns: nil for a node whose outputs do not depend on the samples.
  init?(_ invocation: Invocation, _ results: [Operand]) throws {
    guard case .value(let result)? = results.first, try result.known == nil else { return nil }
    operation = invocation.node.opType
    output = invocation.node.output.first ?? ""
    shape = result.shape
    self.invocation = invocation
    inputs = try zip(invocation.inputs, invocation.node.input).map { operand, name in
      switch operand {
      case .absent: return .absent
      case .integers(let integers): return .known(try integers.tensor(), name: name)
      case .value(let value):
        return try value.known.map { .known($0, name: name) } ?? .data(name: name)
      }
    }
  }

  /// The names of the inputs that follow from the model's input.
  public var data: [String] {
    inputs.compactMap { if case .data(let name) = $0 { name } else { nil } }
  }

  /// The numbers of an input, if they are known.
  public func known(_ index: Int) -> Tensor? {
    guard index < inputs.count, case .known(let tensor, _) = inputs[index] else { return nil }
    return tensor
  }

  public func has(_ index: Int) -> Bool { invocation.has(index) }

  // MARK: Attributes

  public func integer(_ name: String, default fallback: Int) throws -> Int {
    try invocation.integer(name, default: fallback)
  }

  public func integers(_ name: String) throws -> [Int]? { try invocation.integers(name) }

  public func number(_ name: String, default fallback: Double) throws -> Double {
    try invocation.number(name, default: fallback)
  }

  public func text(_ name: String, default fallback: String) throws -> String {
    try invocation.text(name, default: fallback)
  }

  /// What the node computes of another value in the place of its data.
  public func callAsFunction(_ x: Value) throws -> Value {
    let operands = zip(inputs, invocation.inputs).map { input, operand -> Operand in
      if case .data = input { .value(x) } else { operand }
    }
    guard let run = Operators.table[operation] else { throw OperatorError("it is not known") }
    let results = try run(
      Invocation(
        node: invocation.node, inputs: operands, isData: true, version: invocation.version,
        batch: invocation.batch.map { _ in x.shape[0] }))
    guard let result = results.first else { throw OperatorError("it has no output") }
    return try result.value()
  }
}

extension ONNXModel {
  /// The shape of one sample, where the file says it: all of the input's where that has no batch.
  public var sampleShape: Shape? {
    guard inputs.count == 1, let size = inputs[0].sizes.first else { return nil }
    let expected =
      inputs[0].isBatched ? inputs[0].sizes.dropFirst() : [size] + inputs[0].sizes[1...]
    let sizes = expected.compactMap { $0 }
    guard sizes.count == expected.count else { return nil }
    return try? Shape(sizes)
  }

  /// The nodes that compute on the samples, in order.
  ///
  /// - Returns: nil if the file does not give the shape of a sample, or the model makes no sense for
  ///   several samples.
  public func steps() throws -> [ONNXStep]? {
    guard let sampleShape, inputs[0].isBatched, !mapsSamples else { return nil }
    var steps: [ONNXStep] = []
    let type = TensorType(try Shape([2] + sampleShape.dimensions), parameters.dtype)
    _ = try Trace.graph([type]) { values in
      try compute(values, parameters: .tensor(parameters)) { invocation, results in
        if let step = try ONNXStep(invocation, results) { steps.append(step) }
      }
    }
    return steps
  }
}

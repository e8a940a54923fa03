import Layers
import Tensors

/// Derivatives by the inputs. They are those of the network as it evaluates: there each output depends on its own
/// sample alone, so that one gradient of a sum has those of all samples in its rows. They can be differentiated again,
/// by the parameters.
extension LossContext {
  /// The samples in the precision of the derivatives.
  /// - Throws: an empty batch, of which there is no mean.
  func samples(for operation: String) throws -> Value {
    guard x.shape.rank > 0, x.shape[0] > 0 else {
      throw TensorError.shapes(
        operation: operation, got: [x.shape],
        expected: "one sample or more, along the first dimension")
    }
    let x = try x.floating()
    return try x.cast(to: .promoted(net.dtype, x.dtype))
  }

  /// The gradient by the points of the sum of a function of the outputs there, [n, features...].
  func gradient(
    at points: Value, of function: (_ outputs: Value) throws -> Value
  ) throws -> Value {
    let net = evaluation
    return try valueAndGradient(of: { try function(net($0[0])).sum() }, at: [points]).gradient
  }

  /// The Jacobian of each sample's outputs, or of a function of them, by its inputs, [n, outputs, features...].
  func jacobian(
    for operation: String, of function: (_ outputs: Value) throws -> Value = { $0 }
  ) throws -> Value {
    let (x, net) = (try samples(for: operation), evaluation)
    func outputs(_ x: Value) throws -> Value { try function(net(x).asRows()) }
    let outcomes = try Trace.graph([x.type]) { [try outputs($0[0])] }.graph.outputTypes[0]
    // The rows of the unit matrix pick one output each; what is batched over them is the way back alone.
    let rows = try Batch.map(
      { picks in
        [try valueAndGradient(of: { try (outputs($0[0]) * picks[0]).sum() }, at: [x]).gradient]
      }, [.tensor(.identity(outcomes.shape[1], dtype: outcomes.dtype))])[0]
    return try rows.transposed(0, 1)
  }

  /// The gradient by the points of each one's cross-entropy, [n, features...].
  func crossEntropyGradient(at points: Value, for operation: String) throws -> Value {
    let net = evaluation
    return try valueAndGradient(
      of: { arguments in
        let there = LossContext(net, arguments[0], self.y)
        return try CrossEntropy.values(there.logits(), there.oneHot(for: operation)).sum()
      }, at: [points]
    ).gradient
  }
}

extension Value {
  /// Rows of numbers, whatever the shape of a sample is, [n, m].
  func asRows() throws -> Value {
    try reshaped(to: Shape([shape[0], shape.dimensions.dropFirst().reduce(1, *)]))
  }

  /// The sum of squares of each row, [n].
  func squaredLengths() throws -> Value {
    try asRows().square().sum([1])
  }
}

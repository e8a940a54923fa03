import Tensors

extension TracedModel {
  /// What the model gives, and its logits: where a softmax comes last, what goes into it. A softmax rounds to 0 and 1
  /// where a network is confident, and has no gradient there.
  func answers(_ x: Value, _ captured: [Value]) throws -> (outputs: Value, logits: Value) {
    let values = try graph.withLogits([x] + captured)
    return (values[0], values[1])
  }

  /// Whether a softmax comes last.
  var endsInSoftmax: Bool { graph.withLogits.outputs[0] != graph.withLogits.outputs[1] }
}

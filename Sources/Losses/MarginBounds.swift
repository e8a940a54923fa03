import Reachability
import Regions
import Tensors

/// Lower bounds of how far the logit of each sample's class is above every other, on a set around the sample: what
/// losses with a certificate are made of.
///
/// The bounds are of the network as it evaluates. Differences are bounded as a whole: the last layer W and the
/// differences C are one matrix C W, since bounds of logits forget what logits have to do with one another
/// (Gowal et al. 2018, section 3).
struct MarginBounds {
  /// z_y - z_k from below, [n, classes]; 0 for the class itself.
  let differences: Value

  /// - Parameter oneHot: 1 at the class, [n, classes].
  private init(_ lower: Value, _ oneHot: Value) throws {
    differences = try oneHot.select(lower.filled(0), lower)
  }

  /// By intervals (Gowal et al. 2018).
  static func intervals(of context: LossContext, on set: Box, for term: String) throws -> Self {
    try bounds(of: context, for: term, merged: true) { try set.image($0).lower }
  }

  /// By linear functions of the inputs, carried backward once from intervals (Zhang et al. 2020). They take the
  /// last layer in by themselves.
  static func backward(of context: LossContext, on set: Box, for term: String) throws -> Self {
    try bounds(of: context, for: term, merged: false) { try set.backwardImage($0).lower }
  }

  private static func bounds(
    of context: LossContext, for term: String, merged: Bool,
    _ lower: ((Value) throws -> Value) throws -> Value
  ) throws -> Self {
    let (net, oneHot) = (context.evaluation, try context.evaluatedOneHot(for: term))
    guard oneHot.shape[1] > 1 else {
      throw TensorError.shapes(
        operation: term, got: [oneHot.shape], expected: "logits of at least two classes")
    }
    let margin = Margin(isMerged: merged)
    return try Self(
      lower { try margin.differences({ try net($0) }, $0, oneHot: oneHot) }, oneHot)
  }

  /// Cross-entropy of the worst logits, -log softmax(-differences)[class], [n]: no input of the set has a larger one.
  func crossEntropy() throws -> Value { try MarginBounds.crossEntropy(of: differences) }

  /// The same of differences of any kind, 0 for the class itself.
  static func crossEntropy(of differences: Value) throws -> Value {
    try (-differences).logSumExp([1])
  }
}

extension LossContext {
  /// Rows with a 1 at the class as ``oneHot(for:)``, by what the network gives as it evaluates: no statistics move.
  func evaluatedOneHot(for operation: String) throws -> Value {
    try LossContext(evaluation, x, y).oneHot(for: operation)
  }

  /// All valid inputs within a radius of the samples.
  func ball(_ epsilon: Scheduled, clip: Clip?) throws -> Box {
    if let clip, try x.known != nil { try clip.check(x) }
    return try .ball(x, epsilon: epsilon.value(x.floating().dtype), clip: clip)
  }
}

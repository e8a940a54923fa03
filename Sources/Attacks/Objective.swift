import Tensors

/// What an attack raises: a number for each row, from its logits.
public protocol Objective: Sendable {
  /// What tells plans of objectives apart.
  var name: String { get }

  /// - Parameters:
  ///   - logits: [n, classes].
  ///   - y: classes from 1, int32 [n].
  /// - Returns: [n].
  func values(_ logits: Value, _ y: Value) throws -> Value
}

/// m = logsumexp of the other logits - logit of the class. Cross-entropy is softplus(m), an increasing function
/// of it, so both have the same maxima and gradients of the same direction; but the gradient of m does not vanish
/// where the network is confident and softmax rounds to 1.
public struct MarginObjective: Objective {
  public init() {}
  public var name: String { "margin" }

  public func values(_ logits: Value, _ y: Value) throws -> Value {
    let (samples, classes) = (logits.shape[0], logits.shape[1])
    let list = try Tensor((1...classes).map(Double.init), dtype: logits.dtype)
    let own = try y.cast(to: logits.dtype).reshaped(to: Shape([samples, 1])).equals(.tensor(list))
    let score = try logits.weighted(by: own).sum([1])
    // Without the class itself: its logit is lowered out of sight.
    let others = try own.select(logits.filled(-1e30), logits)
    return try others.logSumExp([1]) - score
  }
}

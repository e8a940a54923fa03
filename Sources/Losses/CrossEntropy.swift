import Layers
import Tensors

/// The mean over samples of -log softmax(logits)[class]; with smoothing s, the target is 1 - s at
/// the class plus s / classes everywhere (Szegedy et al. 2016).
public struct CrossEntropy: LossTerm {
  public let labelSmoothing: Double

  public init(labelSmoothing: Double = 0) { self.labelSmoothing = labelSmoothing }

  public var name: String { "cross_entropy" }
  public var description: String {
    labelSmoothing == 0 ? name : "cross_entropy{label_smoothing = \(labelSmoothing)}"
  }

  public func callAsFunction(_ net: Network, _ x: Value, _ y: Value) throws -> Value {
    try CrossEntropy.mean(try net(x), y, labelSmoothing: labelSmoothing)
  }

  static func mean(_ logits: Value, _ y: Value, labelSmoothing: Double = 0) throws -> Value {
    guard logits.shape.rank == 2, logits.shape.count > 0 else {
      throw TensorError.shapes(
        operation: "cross_entropy", got: [logits.shape], expected: "logits of shape [n, classes]")
    }
    let (samples, classes) = (logits.shape[0], logits.shape[1])
    var target = try Labels.oneHot(y, samples: samples, classes: classes, dtype: logits.dtype)
    if labelSmoothing > 0 {
      target = try target * (1 - labelSmoothing) + labelSmoothing / Double(classes)
    }
    // Rows of the target sum to 1, so -sum target log softmax = logsumexp - sum target logits.
    // A class of weight 0 does not count, though its logit be infinite.
    return try logits.logSumExp([1]).mean() - logits.weighted(by: target).sum() / Double(samples)
  }
}

import Foundation
import Tensors

/// Adam (Kingma and Ba 2015, algorithm 1), and AdamW with decoupled weight decay (Loshchilov and
/// Hutter 2019), in PyTorch's form:
///
///     m <- b1 m + (1 - b1) g,  v <- b2 v + (1 - b2) g^2,
///     w <- w - lr (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps).
public struct Adam: UpdateRule {
  public var learningRate: Double
  public var beta1: Double
  public var beta2: Double
  public var epsilon: Double
  public var weightDecay: Double
  /// Whether weight decay shrinks the weights directly (AdamW) or is added to the gradient.
  public var isDecoupled: Bool

  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0, isDecoupled: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.isDecoupled = isDecoupled
  }

  public var name: String { isDecoupled ? "adamw" : "adam" }
  public var memory: Int { 2 }

  public var settings: [String] {
    let usual = Adam(isDecoupled: isDecoupled)
    return (beta1 == usual.beta1 ? [] : ["beta1 = \(beta1)"])
      + (beta2 == usual.beta2 ? [] : ["beta2 = \(beta2)"])
      + (epsilon == usual.epsilon ? [] : ["epsilon = \(epsilon)"])
      + (weightDecay == 0 ? [] : ["weight_decay = \(weightDecay)"])
  }

  /// 1 / (1 - b1^t) and 1 / sqrt(1 - b2^t).
  public func coefficients(step: Int) -> [Double] {
    [1 / (1 - pow(beta1, Double(step))), 1 / (1 - pow(beta2, Double(step))).squareRoot()]
  }

  public func callAsFunction(
    _ parameters: Value, _ gradient: Value, _ memory: [Value], learningRate: Value,
    coefficients: [Value]
  ) throws -> (parameters: Value, memory: [Value]) {
    var (w, g) = (parameters, gradient)
    if weightDecay != 0 {
      if isDecoupled {
        w = try w - learningRate * weightDecay * w
      } else {
        g = try g + w * weightDecay
      }
    }
    let m = try memory[0] * beta1 + g * (1 - beta1)
    let v = try memory[1] * beta2 + g.square() * (1 - beta2)
    let step = try m * coefficients[0] / (v.sqrt() * coefficients[1] + epsilon)
    return (try w - learningRate * step, [m, v])
  }
}

import Foundation
import Losses
import Settings
import Tensors

/// Adam (Kingma and Ba 2015, algorithm 1) in PyTorch's form:
///
///     m <- b1 m + (1 - b1) g,  v <- b2 v + (1 - b2) g^2,
///     w <- w - lr (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps).
public struct Adam: UpdateRule {
  public var learningRate: Scheduled = 0.001
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-8
  /// Added to the gradient.
  public var weightDecay = 0.0

  public init() {}
  public init(
    learningRate: Scheduled = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  public static let about = About(
    "adam", "Adam, in PyTorch's form.", source: "Kingma and Ba 2015, algorithm 1")
  public static let settings: [Setting<Adam>] = [
    .rate, .below1("beta1", \.beta1, "Decay of the mean."),
    .below1("beta2", \.beta2, "Decay of the square."), .epsilon(\.epsilon), .decay(\.weightDecay),
  ]

  public var memory: Int { 2 }

  /// 1 / (1 - b1^t) and 1 / sqrt(1 - b2^t).
  public func coefficients(step: Int) -> [Double] {
    [1 / (1 - pow(beta1, Double(step))), 1 / (1 - pow(beta2, Double(step))).squareRoot()]
  }

  public func callAsFunction(
    _ parameters: Value, _ gradient: Value, _ memory: [Value], learningRate: Value,
    coefficients: [Value]
  ) throws -> (parameters: Value, memory: [Value]) {
    let w = parameters
    let g = weightDecay == 0 ? gradient : try gradient + w * weightDecay
    let m = try memory[0] * beta1 + g * (1 - beta1)
    let v = try memory[1] * beta2 + g.square() * (1 - beta2)
    let step = try m * coefficients[0] / (v.sqrt() * coefficients[1] + epsilon)
    return (try w - learningRate * step, [m, v])
  }
}

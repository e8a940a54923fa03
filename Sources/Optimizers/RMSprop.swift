import Tensors

/// RMSprop (Tieleman and Hinton 2012; centered: Graves 2013, arXiv 1308.0850, eq. 38), in PyTorch's form:
///
///     v <- a v + (1 - a) g^2,  centered also m <- a m + (1 - a) g,
///     step = g / (sqrt(v - m^2) + eps),  with momentum b <- momentum b + step, step = b,
///     w <- w - lr step.
public struct RMSprop: UpdateRule {
  public var learningRate: Double
  public var alpha: Double
  public var epsilon: Double
  public var momentum: Double
  public var weightDecay: Double
  public var isCentered: Bool

  public init(
    learningRate: Double = 0.01, alpha: Double = 0.99, epsilon: Double = 1e-8,
    momentum: Double = 0, weightDecay: Double = 0, isCentered: Bool = false
  ) {
    self.learningRate = learningRate
    self.alpha = alpha
    self.epsilon = epsilon
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.isCentered = isCentered
  }

  public var name: String { "rmsprop" }

  public var settings: [String] {
    (alpha == 0.99 ? [] : ["alpha = \(alpha)"]) + (epsilon == 1e-8 ? [] : ["epsilon = \(epsilon)"])
      + (momentum == 0 ? [] : ["momentum = \(momentum)"])
      + (isCentered ? ["centered = true"] : [])
      + (weightDecay == 0 ? [] : ["weight_decay = \(weightDecay)"])
  }

  /// The mean square, then the mean if centered, then the momentum if there is one.
  public var memory: Int { 1 + (isCentered ? 1 : 0) + (momentum == 0 ? 0 : 1) }

  public func callAsFunction(
    _ parameters: Value, _ gradient: Value, _ memory: [Value], learningRate: Value,
    coefficients: [Value]
  ) throws -> (parameters: Value, memory: [Value]) {
    let g = weightDecay == 0 ? gradient : try gradient + parameters * weightDecay
    let square = try memory[0] * alpha + g.square() * (1 - alpha)
    var after = [square]
    var variance = square
    if isCentered {
      let mean = try memory[1] * alpha + g * (1 - alpha)
      variance = try square - mean.square()
      after.append(mean)
    }
    var step = try g / (variance.sqrt() + epsilon)
    if momentum != 0 {
      step = try memory[memory.count - 1] * momentum + step
      after.append(step)
    }
    return (try parameters - learningRate * step, after)
  }
}

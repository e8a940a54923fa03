import Losses
import Settings
import Tensors

/// RMSprop (Tieleman and Hinton 2012; centered: Graves 2013, arXiv 1308.0850, eq. 38), in PyTorch's form:
///
///     v <- a v + (1 - a) g^2,  centered also m <- a m + (1 - a) g,
///     step = g / (sqrt(v - m^2) + eps),  with momentum b <- momentum b + step, step = b,
///     w <- w - lr step.
public struct RMSprop: UpdateRule {
  public var learningRate: Scheduled = 0.01
  public var alpha = 0.99
  public var epsilon = 1e-8
  public var momentum = 0.0
  public var isCentered = false
  public var weightDecay = 0.0

  public init() {}
  public init(
    learningRate: Scheduled = 0.01, alpha: Double = 0.99, epsilon: Double = 1e-8,
    momentum: Double = 0, weightDecay: Double = 0, isCentered: Bool = false
  ) {
    self.learningRate = learningRate
    self.alpha = alpha
    self.epsilon = epsilon
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.isCentered = isCentered
  }

  public static let about = About(
    "rmsprop", "RMSprop, in PyTorch's form.", source: "Tieleman and Hinton 2012")
  public static let settings: [Setting<RMSprop>] = [
    .rate, .below1("alpha", \.alpha, "Decay of the square."), .epsilon(\.epsilon),
    .below1("momentum", \.momentum, "Momentum."),
    .flag("centered", \.isCentered, "Divide by the deviation."), .decay(\.weightDecay),
  ]

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

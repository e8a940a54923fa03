import Losses
import Settings
import Tensors

/// Stochastic gradient descent in PyTorch's form: g <- g + decay w, v <- momentum v + (1 - dampening) g,
/// and w <- w - lr v, or with Nesterov's momentum w <- w - lr (g + momentum v). The first v is g.
public struct SGD: UpdateRule {
  public var learningRate: Scheduled = 0.01
  public var momentum = 0.0
  public var dampening = 0.0
  public var nesterov = false
  public var weightDecay = 0.0

  public init() {}
  public init(
    learningRate: Scheduled = 0.01, momentum: Double = 0, dampening: Double = 0,
    nesterov: Bool = false, weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.dampening = dampening
    self.nesterov = nesterov
    self.weightDecay = weightDecay
  }

  public static let about = About("sgd", "Stochastic gradient descent, in PyTorch's form.")
  public static let settings: [Setting<SGD>] = [
    .rate, .below1("momentum", \.momentum, "Momentum."),
    .below1("dampening", \.dampening, "Of the gradient in the momentum."),
    .flag("nesterov", \.nesterov, "Nesterov's form of momentum."), .decay(\.weightDecay),
  ]

  public func validate() throws {
    if nesterov, momentum == 0 || dampening != 0 {
      throw SettingError(name, .together("nesterov needs a momentum and no dampening"))
    }
    if dampening != 0, momentum == 0 {
      throw SettingError(name, .together("dampening is of the momentum, which is 0"))
    }
  }

  public var memory: Int { momentum == 0 ? 0 : 1 }

  /// How much of the gradient counts: all of it in the first step.
  public func coefficients(step: Int) -> [Double] {
    momentum == 0 || dampening == 0 ? [] : [step == 1 ? 1 : 1 - dampening]
  }

  public func callAsFunction(
    _ parameters: Value, _ gradient: Value, _ memory: [Value], learningRate: Value,
    coefficients: [Value]
  ) throws -> (parameters: Value, memory: [Value]) {
    let g = weightDecay == 0 ? gradient : try gradient + parameters * weightDecay
    guard momentum != 0 else { return (try parameters - learningRate * g, []) }
    // The memory starts at zero, so the first step gives v = g.
    let v = try memory[0] * momentum + (coefficients.isEmpty ? g : coefficients[0] * g)
    let step = nesterov ? try g + v * momentum : v
    return (try parameters - learningRate * step, [v])
  }
}

import Tensors

/// Stochastic gradient descent in PyTorch's form: g <- g + decay w, v <- momentum v + (1 - dampening) g,
/// and w <- w - lr v, or with Nesterov's momentum w <- w - lr (g + momentum v). The first v is g.
public struct SGD: UpdateRule {
  public var learningRate: Double
  public var momentum: Double
  public var dampening: Double
  public var nesterov: Bool
  public var weightDecay: Double

  public init(
    learningRate: Double = 0.01, momentum: Double = 0, dampening: Double = 0,
    nesterov: Bool = false, weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.dampening = dampening
    self.nesterov = nesterov
    self.weightDecay = weightDecay
  }

  public var name: String { "sgd" }

  public var settings: [String] {
    (momentum == 0 ? [] : ["momentum = \(momentum)"])
      + (dampening == 0 ? [] : ["dampening = \(dampening)"])
      + (nesterov ? ["nesterov = true"] : [])
      + (weightDecay == 0 ? [] : ["weight_decay = \(weightDecay)"])
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

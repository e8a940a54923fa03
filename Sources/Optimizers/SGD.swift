import Tensors

/// Stochastic gradient descent with momentum, in PyTorch's form:
///
///     g <- g + weight_decay w,  v <- momentum v + g  (v = g at the first step),
///     w <- w - lr v,  or with Nesterov's momentum  w <- w - lr (g + momentum v).
public struct SGD: UpdateRule {
  public var learningRate: Double
  public var momentum: Double
  public var nesterov: Bool
  public var weightDecay: Double

  public init(
    learningRate: Double = 0.01, momentum: Double = 0, nesterov: Bool = false,
    weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
    self.weightDecay = weightDecay
  }

  public var name: String { "sgd" }
  public var memory: Int { momentum == 0 ? 0 : 1 }
  public func coefficients(step: Int) -> [Double] { [] }

  public func callAsFunction(
    _ parameters: Value, _ gradient: Value, _ memory: [Value], learningRate: Value,
    coefficients: [Value]
  ) throws -> (parameters: Value, memory: [Value]) {
    let g = weightDecay == 0 ? gradient : try gradient + parameters * weightDecay
    guard momentum != 0 else { return (try parameters - learningRate * g, []) }
    // The memory starts at zero, so the first step gives v = g.
    let v = try memory[0] * momentum + g
    let step = nesterov ? try g + v * momentum : v
    return (try parameters - learningRate * step, [v])
  }
}

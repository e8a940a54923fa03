import Losses
import Settings
import Tensors

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019), in PyTorch's form: the decay shrinks the weights
/// directly, w <- w - lr decay w, before Adam's step.
public struct AdamW: UpdateRule {
  private var adam = Adam()
  public var weightDecay = 0.01

  public init() {}
  public init(
    learningRate: Scheduled = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0.01
  ) {
    adam = Adam(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    self.weightDecay = weightDecay
  }

  public var learningRate: Scheduled {
    get { adam.learningRate }
    set { adam.learningRate = newValue }
  }

  public static let about = About(
    "adamw", "Adam with decoupled weight decay, in PyTorch's form.",
    source: "Loshchilov and Hutter 2019")
  public static let settings: [Setting<AdamW>] = [
    .rate, .below1("beta1", \.adam.beta1, "Decay of the mean."),
    .below1("beta2", \.adam.beta2, "Decay of the square."), .epsilon(\.adam.epsilon),
    .decay(\.weightDecay),
  ]

  public var memory: Int { adam.memory }
  public func coefficients(step: Int) -> [Double] { adam.coefficients(step: step) }

  public func callAsFunction(
    _ parameters: Value, _ gradient: Value, _ memory: [Value], learningRate: Value,
    coefficients: [Value]
  ) throws -> (parameters: Value, memory: [Value]) {
    let shrunk =
      weightDecay == 0 ? parameters : try parameters - learningRate * weightDecay * parameters
    return try adam(
      shrunk, gradient, memory, learningRate: learningRate, coefficients: coefficients)
  }
}

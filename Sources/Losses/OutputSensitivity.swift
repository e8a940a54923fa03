import Settings
import Tensors

/// How much outputs change with inputs, by one of two measures that go with generalisation: the norm of the Jacobian
/// (Novak et al. 2018) or the variance under noise (Forouzesh et al. 2020).
public struct OutputSensitivity: DeclaredTerm, Defaulted {
  public var measure: any OutputMeasure = JacobianNorm()

  public init() {}
  public init(_ measure: any OutputMeasure) { self.measure = measure }

  public static let about = About(
    "output_sensitivity",
    "How much outputs change with inputs: the mean norm of the Jacobian, or the variance of the "
      + "change under noise; of a network in training mode as it evaluates.",
    source: "Novak et al. 2018; Forouzesh et al. 2020")
  public static let settings: [Setting<OutputSensitivity>] = [
    .variant(
      "kind", \.measure, of: [JacobianNorm.self, NoiseVariance.self], shown: true,
      "What is measured.")
  ]

  public func value(_ context: LossContext) throws -> Value {
    try measure.value(context, for: name)
  }
}

/// A measure of ``OutputSensitivity``.
public protocol OutputMeasure: Declared {
  func value(_ context: LossContext, for operation: String) throws -> Value
}

/// The mean over samples of |J|_F, J the Jacobian of the outputs, or of their softmax, by the inputs (Novak et al. 2018,
/// section 3). The norm is not squared.
public struct JacobianNorm: OutputMeasure, Defaulted {
  /// What is differentiated.
  public enum Outputs: String, CaseIterable, SettingConvertible {
    case probabilities, logits
  }

  public var outputs = Outputs.probabilities

  public init() {}
  public init(of outputs: Outputs) { self.outputs = outputs }

  public static let about = About("jacobian", "The mean Frobenius norm of the Jacobian.")
  public static let settings: [Setting<JacobianNorm>] = [
    .choice("outputs", \.outputs, "Whose Jacobian: the softmax of the outputs, or the outputs.")
  ]

  public func value(_ context: LossContext, for operation: String) throws -> Value {
    let jacobian = try context.jacobian(for: operation) { outputs in
      outputs.shape.rank == 2 && self.outputs == .probabilities ? try outputs.softmax(1) : outputs
    }
    return try jacobian.asRows().norm([1]).mean()
  }
}

/// The variance, over samples and noise n ~ N(0, sigma^2), of the mean over outputs of f(x + n) - f(x) (Forouzesh et al.
/// 2020).
public struct NoiseVariance: OutputMeasure, Defaulted {
  public var sigma: Scheduled = 0.1
  /// For each sample.
  public var draws = 1

  public init() {}
  public init(sigma: Scheduled = 0.1, draws: Int = 1) {
    self.sigma = sigma
    self.draws = draws
  }

  public static let about = About(
    "noise", "The variance of the change of the mean output under noise.")
  public static let settings: [Setting<NoiseVariance>] = [
    .scheduled("sigma", \.sigma, .nonNegative, "Of the noise: a number or a schedule."),
    .integer("draws", \.draws, 1...1_000_000, "Of noise, for each sample."),
  ]

  public func value(_ context: LossContext, for operation: String) throws -> Value {
    let (x, net) = (try context.samples(for: operation), context.evaluation)
    let noise = try context.key().drawNormal(
      TensorType(Shape([draws] + x.shape.dimensions), x.dtype))
    let points = try (noise * sigma.value(x.dtype) + x)
      .reshaped(to: Shape([draws * x.shape[0]] + x.shape.dimensions.dropFirst()))
    let here = try net(x).asRows().mean([1])
    let there = try net(points).asRows().mean([1]).reshaped(to: Shape([draws, x.shape[0]]))
    let change = try there - here
    return try (change - change.mean()).square().mean()
  }
}

import Tensors

/// How an optimiser changes parameters. The rule is written on values, so that a training step,
/// gradient and update together, is one plan.
public protocol UpdateRule: Sendable {
  var name: String { get }
  var learningRate: Double { get }

  /// How many vectors of the parameters' length the rule remembers. They start at zero.
  var memory: Int { get }

  /// Numbers that change from step to step (from 1), such as bias corrections.
  func coefficients(step: Int) -> [Double]

  /// New parameters and new memory.
  /// - Parameters:
  ///   - learningRate: a scalar.
  ///   - coefficients: scalars, the values of `coefficients(step:)`.
  func callAsFunction(
    _ parameters: Value, _ gradient: Value, _ memory: [Value], learningRate: Value,
    coefficients: [Value]
  ) throws -> (parameters: Value, memory: [Value])
}

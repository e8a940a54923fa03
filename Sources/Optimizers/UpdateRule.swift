import Losses
import Settings
import Tensors

/// A step that was computed, before it counts.
public struct StepAttempt {
  /// Which of the steps on the batch it is, from 0.
  public let repetition: Int
  /// At the parameters before the step, and before the step on the batch that came before it.
  public let loss: Double
  public let previousLoss: Double
  /// The rule's memory before the step and after it.
  public let memory: ArraySlice<Tensor>
  public let updatedMemory: ArraySlice<Tensor>
}

/// How an optimiser changes parameters. The rule is written on values, so that a training step,
/// gradient and update together, is one plan.
public protocol UpdateRule: Defaulted, Sendable {
  /// A number, or a schedule that gives one for each epoch.
  var learningRate: Scheduled { get set }

  /// How many vectors of the parameters' length the rule remembers. They start at zero.
  var memory: Int { get }

  /// How often a batch is used at most, one step after the other, before the next comes.
  var repetitions: Int { get }

  /// Whether `accepts` may ever say no. If not, steps change the memory in place.
  var mayReject: Bool { get }

  /// Whether a step counts. If not, it is undone and the next batch comes.
  func accepts(_ attempt: StepAttempt) -> Bool

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

extension UpdateRule {
  public var repetitions: Int { 1 }
  public var mayReject: Bool { false }
  public func accepts(_ attempt: StepAttempt) -> Bool { true }
  public func coefficients(step: Int) -> [Double] { [] }

  public var name: String { Self.about.name }
}

extension Setting where Owner: UpdateRule {
  static var rate: Setting {
    Setting(
      "lr", \.learningRate, .schedule(.positive), shown: true,
      "Learning rate: a number or a schedule.")
  }

  /// A number of at least 0 and below 1.
  static func below1(
    _ key: String, _ path: WritableKeyPath<Owner, Double> & Sendable, _ summary: String
  ) -> Setting {
    .number(key, path, .halfOpen(0..<1), summary)
  }

  static func decay(_ path: WritableKeyPath<Owner, Double> & Sendable) -> Setting {
    .number("weight_decay", path, .nonNegative, "Weight decay.")
  }

  static func epsilon(_ path: WritableKeyPath<Owner, Double> & Sendable) -> Setting {
    .number("epsilon", path, .positive, "Added to the root.")
  }
}

/// The rules that can be chosen by name.
public let updateRules: [any UpdateRule.Type] = [
  SGD.self, Adam.self, AdamW.self, RMSprop.self, LimitedMemoryRule.self,
]

import Layers
import Settings
import Tensors

/// A part of a loss: a scalar function of a network (at its parameters), inputs and targets.
public protocol LossTerm {
  /// As descriptions and tables call it: `cross_entropy`.
  var name: String { get }

  /// The name with its settings, from which the same term could be made again.
  var description: String { get }

  /// A text that is the same for terms that do the same; nil where a function of a script is in it.
  var identity: String? { get }

  /// What a user should know before trusting a training with it; nil for nothing.
  var caution: String? { get }

  func value(_ context: LossContext) throws -> Value
}

extension LossTerm {
  public var caution: String? { nil }

  public func callAsFunction(_ net: Network, _ x: Value, _ y: Value) throws -> Value {
    try value(LossContext(net, x, y))
  }
}

/// A term that is chosen by name and settings: one file, and one line in ``lossTerms``.
public protocol DeclaredTerm: LossTerm, Declared {}

extension LossTerm where Self: Declared {
  public var name: String { Self.about.name }
  public var identity: String? { declaredIdentity }

  /// By the settings.
  var declaredIdentity: String {
    let text: String = identity
    return text
  }
}

/// A term that has a value for each sample, [n]; the loss is their mean.
public protocol SampleTerm: LossTerm {
  func values(_ context: LossContext) throws -> Value
}

extension SampleTerm {
  public func value(_ context: LossContext) throws -> Value { try values(context).mean() }
}

/// The terms that can be chosen by name.
public let lossTerms: [any DeclaredTerm.Type] = [
  CrossEntropy.self, MeanSquaredError.self, Hinge.self, NegativeLogLikelihood.self, L2.self,
  L1.self, SpectralNorm.self, Parseval.self, SensitivityTerm.self, JacobianTerm.self,
  InputGradientTerm.self, CurvatureTerm.self, OutputSensitivity.self, AdversarialTerm.self,
  FastAdversarialTerm.self, TRADES.self, MART.self, LogitPairing.self, LocalEntropy.self,
  AdversarialWeightPerturbation.self, MedianOfMeans.self,
  IntervalBound.self, CrownInterval.self, SABR.self, MTLIBP.self, CCIBP.self, SetBased.self,
]

import Regions
import Settings
import Tensors

/// What looks for perturbations that change predictions: one search, or several, one after the other.
public protocol Attack {
  /// What tells its plans from those of other attacks; nil where a function of a script is in it.
  var planIdentity: String? { get }

  /// As a script writes it.
  var description: String { get }

  /// The searches; each goes on with the samples that those before it did not fool.
  var parts: [any SteppedAttack] { get }

  /// Which point of all that were seen is kept.
  var criterion: Criterion { get }

  /// Whether a sample is done with once it is fooled.
  var isDoneWhenFooled: Bool { get }

  /// How many samples are attacked together, where the attack keeps much for each; nil for all.
  var rowsAtOnce: Int? { get }
}

/// A search that begins somewhere and repeats a step. Both are functions of values, so that a driver runs them as
/// plans and a loss unrolls them in its own.
///
/// A state is a list of tensors with a row for each sample; the first is where the attack stands.
public protocol SteppedAttack: Attack {
  var steps: Int { get }

  /// Runs from other places, for a model of so many classes; the best point of all counts.
  func runs(classes: Int) -> Int

  /// What it raises.
  var objective: any Objective { get }

  /// Whether the first run begins at the samples themselves. Its first evaluation is then theirs.
  var startsAtSamples: Bool { get }

  /// Whether the last point has yet to be evaluated when the steps are done.
  var endsUnevaluated: Bool { get }

  /// Whether the last point is moved into the ball before it is looked at: of attacks that go where they please, and
  /// may have gone too far.
  var endsInBall: Bool { get }

  /// Whether its points lie in the ball and the range by construction; those of others are looked at.
  var staysInside: Bool { get }

  /// Whether random numbers are drawn.
  var isRandom: Bool { get }

  /// Whether it asks for outputs only, never for gradients.
  var isBlind: Bool { get }

  /// - Parameter previous: the state at the end of the run before this one, where there was one.
  func start(_ problem: AttackProblem, after previous: [Value]?) throws -> [Value]

  func step(_ state: [Value], _ problem: AttackProblem) throws -> [Value]
}

extension Attack {
  public var criterion: Criterion { .first }
  public var rowsAtOnce: Int? { nil }
  public var isDoneWhenFooled: Bool { criterion == .first }

  /// Steps of all runs.
  public func steps(classes: Int) -> Int {
    parts.reduce(0) { $0 + $1.steps * $1.runs(classes: classes) }
  }
}

extension SteppedAttack {
  /// Whether it divides by the distance of the largest logit from the third.
  var needsThreeClasses: Bool { objective.name == NamedObjective.dlr.name }

  public var parts: [any SteppedAttack] { [self] }
  public func runs(classes: Int) -> Int { 1 }
  public var objective: any Objective { NamedObjective.crossEntropy }
  public var isRandom: Bool { true }
  public var isBlind: Bool { false }
  public var staysInside: Bool { true }
  public var startsAtSamples: Bool { false }
  public var endsUnevaluated: Bool { true }
  public var endsInBall: Bool { false }
}

/// An attack that is chosen by name and settings: one file, and one line in ``attacks``.
public protocol DeclaredAttack: Attack, Declared {
  /// The norms in which it searches; the first is the default.
  static var norms: [Norm] { get }

  /// Whether it looks for the nearest point, and can do without a radius.
  static var isOfLeastDistance: Bool { get }
}

extension DeclaredAttack {
  public static var norms: [Norm] { Norm.allCases }
  public static var isOfLeastDistance: Bool { false }
  public var criterion: Criterion { Self.isOfLeastDistance ? .nearest : .first }
}

extension Attack where Self: Declared {
  public var planIdentity: String? { identity }
}

/// The attacks that can be chosen by name.
public let attacks: [any DeclaredAttack.Type] = [
  FGSM.self, BIM.self, PGD.self, MIFGSM.self, APGD.self, Noise.self,
  DeepFool.self, CarliniWagner.self, FAB.self, Square.self,
  AutoAttack.self,
]

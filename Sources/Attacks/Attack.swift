import Settings
import Tensors

/// A search for perturbations that change predictions: where it starts, and a step that is repeated. Both are
/// functions of values, so that a driver runs them as plans and a loss unrolls them in its own.
///
/// A state is a list of tensors with a row for each sample; the first is where the attack stands.
public protocol Attack {
  /// What tells its plans from those of other attacks; nil where a function of a script is in it.
  var planIdentity: String? { get }

  /// As a script writes it.
  var description: String { get }

  var steps: Int { get }

  /// Runs from other places; the best point of all counts.
  var restarts: Int { get }

  /// Which point of all that were seen is kept.
  var criterion: Criterion { get }

  /// Whether the first run begins at the samples themselves. Its first evaluation is then theirs.
  var startsAtSamples: Bool { get }

  /// Whether the last point has yet to be evaluated when the steps are done.
  var endsUnevaluated: Bool { get }

  /// Whether its points lie in the ball and the range by construction; those of others are looked at.
  var staysInside: Bool { get }

  /// Whether random numbers are drawn.
  var isRandom: Bool { get }

  /// - Parameter isAgain: of the second run and those after it, which begin elsewhere.
  func start(_ problem: AttackProblem, isAgain: Bool) throws -> [Value]

  func step(_ state: [Value], _ problem: AttackProblem) throws -> [Value]
}

extension Attack {
  public var restarts: Int { 1 }
  public var criterion: Criterion { .first }
  public var isRandom: Bool { true }
  public var staysInside: Bool { true }
  public var startsAtSamples: Bool { false }
  public var endsUnevaluated: Bool { true }
}

/// An attack that is chosen by name and settings: one file, and one line in ``attacks``.
public protocol DeclaredAttack: Attack, Declared {}

extension Attack where Self: Declared {
  public var planIdentity: String? { identity }
}

/// The attacks that can be chosen by name.
public let attacks: [any DeclaredAttack.Type] = [FGSM.self, BIM.self, PGD.self]

import Optimizers
import Tensors

/// Quenches points of one surface on one thread.
public final class Quencher {
  public let options: QuenchOptions
  private let symmetry: any Symmetry
  private let evaluator: any EnergyEvaluator
  private let descent: LBFGS
  private let dimension: Int
  private let memory: Int
  /// Looks for minima on kinks, where the energy has kinks that can be looked through.
  private let kinks: KinkPolish?
  private let hasKinks: Bool
  /// Steps after which a descent of an energy with kinks is asked whether it still makes headway.
  private static let stretch = 250
  /// What the largest component of the gradient must fall to over two stretches.
  private static let headway = 0.7
  /// Descents that go on from where Newton's method found nothing.
  private static let patience = 4

  public init(
    surface: any EnergySurface, symmetry: any Symmetry = NoSymmetry(),
    options: QuenchOptions = QuenchOptions()
  ) throws {
    try options.checkSettings()
    self.options = options
    self.symmetry = symmetry
    dimension = surface.dimension
    let kinked = surface.kinked
    hasKinks = kinked != nil
    kinks = try kinked.flatMap { $0.isManageable ? try KinkPolish($0) : nil }
    var steps = options.descent
    steps.memory = options.memory(on: surface)
    memory = steps.memory
    if hasKinks { steps.maximumSteps = min(steps.maximumSteps, Quencher.stretch) }
    descent = try LBFGS(dimension: surface.dimension, options: steps)
    evaluator = try surface.makeEvaluator()
  }

  /// Whether energy and gradient are numbers there.
  func isFinite(at x: [Double]) throws -> Bool {
    var gradient = x
    return try evaluator.energy(x, gradient: &gradient).isFinite && gradient.allSatisfy(\.isFinite)
  }

  /// The loose descent, as chains of basin hopping need it; to the tolerance of the options unless another is given.
  public func descend(from start: [Double], tolerance: Double? = nil) throws -> LBFGS.Result {
    let end = try descent.minimize(evaluator, from: start, tolerance: tolerance)
    return hasKinks ? try goOn(end, tolerance: tolerance) : end
  }

  /// Goes on while there is headway: along kinks there is none, and the descent would go to and fro for ever.
  private func goOn(_ begin: LBFGS.Result, tolerance: Double?) throws -> LBFGS.Result {
    var end = begin
    var (smallest, idle) = (end.gradientNorm, 0)
    while end.status == .maxSteps, end.steps < options.descent.maximumSteps, idle < 2 {
      var next = try descent.resume(evaluator, tolerance: tolerance ?? options.descent.tolerance)
      next.steps += end.steps
      next.evaluations += end.evaluations
      idle = next.gradientNorm < Quencher.headway * smallest ? 0 : idle + 1
      smallest = min(smallest, next.gradientNorm)
      end = next
    }
    return end
  }

  /// Goes on with the last descent, and all that it remembers, to the tolerance of the options unless another is given. The
  /// result counts what this call did. `refine` descends too: what it did cannot be resumed.
  public func descendFurther(tolerance: Double? = nil) throws -> LBFGS.Result {
    let end = try descent.resume(evaluator, tolerance: tolerance ?? options.descent.tolerance)
    return hasKinks ? try goOn(end, tolerance: tolerance) : end
  }

  /// Polishes the end of a descent by Newton's method and proves, by the exact Hessian there, that it is a minimum.
  ///
  /// A saddle is left along a mixture of all its negative modes, to the side that lies lower; a flat point along its
  /// zero modes, where the energy falls; then the descent begins again. Where Newton's method stalls, the
  /// descent goes on to a smaller tolerance.
  public func refine(_ descended: LBFGS.Result) throws -> Refinement {
    let evaluations = Evaluations(evaluator)
    var refinement = Refinement()
    // The Hessian, its factor, and what its eigenvectors need.
    let bytes = dimension <= options.denseLimit ? 6 * 8 * dimension * dimension : 0
    try Memory.reserving(bytes) {
      if kinks == nil || descended.status == .converged {
        try refine(descended, &refinement, evaluations)
      } else {
        refinement.failure = .kink
      }
      // On a kink the Hessian of one side says nothing of the other.
      if let kinks, refinement.failure != .unbounded,
        try refinement.minimum.map({ try kinks.meets($0.x) }) ?? true
      {
        try polish(descended, on: kinks, &refinement)
      }
      if hasKinks, kinks == nil, let failure = refinement.failure,
        [.stuck, .maxSteps, .notStationary].contains(failure)
      {
        refinement.failure = .kink
      }
    }
    refinement.evaluations += evaluations.energies
    refinement.hessians = evaluations.hessians
    return refinement
  }

  /// Behind a descent that ended at no smooth minimum: the energy may have one on its kinks.
  private func polish(
    _ descended: LBFGS.Result, on kinks: KinkPolish, _ refinement: inout Refinement
  ) throws {
    let symmetry = symmetry
    var start = descended.x
    var found = Double.infinity
    while true {
      let outcome = try kinks.polish(
        from: start, zeroModes: { symmetry.zeroModes(at: $0) }, units: symmetry.homogeneousUnits,
        layers: symmetry.unitLayers, isNear: found < .infinity)
      refinement.evaluations += outcome.evaluations
      refinement.stepOffs += outcome.stepOffs
      refinement.point = nil
      refinement.failure = .kink
      guard let minimum = outcome.minimum else { return }
      let point = StationaryPoint(kink: minimum, at: symmetry.representative(of: minimum.x))
      guard
        let lower = try kinks.lowerWithGrownUnit(
          than: point.x, energy: point.energy, layers: symmetry.unitLayers, evaluator)
      else {
        refinement.point = point
        refinement.failure = nil
        return
      }
      guard refinement.stepOffs < options.maximumStepOffs, minimum.energy < found else { return }
      found = minimum.energy
      refinement.stepOffs += 1
      let end = try descent.minimize(evaluator, from: lower)
      refinement.evaluations += end.evaluations
      start = end.x
    }
  }

  private func refine(
    _ descended: LBFGS.Result, _ refinement: inout Refinement, _ evaluations: Evaluations
  ) throws {
    let escape = Escape(options: options, evaluations: evaluations)
    var (end, tightenings) = (descended, 0)
    while true {
      let unfinished = QuenchFailure(end.status)
      var here = Position(x: end.x, energy: end.value, gradient: end.gradient)
      // A descent is stuck also where rounding hides the last of the gradient: Newton will tell.
      if let unfinished, unfinished != .stuck {
        let isUnbounded = try escape.isUnbounded(from: here, along: [])
        refinement.failure = isUnbounded ? .unbounded : unfinished
        return
      }
      let represented = symmetry.representative(of: here.x)
      if represented != here.x { here = try evaluations.position(represented) }
      let outcome: Polish
      do {
        outcome = try polish(here, evaluations, isPatient: tightenings < Quencher.patience)
      } catch SymmetricEigenError.notFinite {
        refinement.failure = .notFinite
        return
      }
      let start: [Double]
      var next = descent
      switch outcome {
      case .minimum(let point):
        refinement.point = point
        return
      case .saddle(let point, let position, let modes):
        refinement.point = point
        guard refinement.stepOffs < options.maximumStepOffs else {
          let isUnbounded = try escape.isUnbounded(from: position, along: modes)
          refinement.failure = isUnbounded ? .unbounded : .saddle
          return
        }
        start = try escape.stepOff(point, position, along: modes, attempt: refinement.stepOffs)
        refinement.stepOffs += 1
      case .flat(let point, let position, let modes):
        refinement.point = point
        if try escape.isUnbounded(from: position, along: modes) {
          refinement.failure = .unbounded
          return
        }
        guard refinement.stepOffs < options.maximumStepOffs,
          let lower = try escape.lower(than: position, along: modes)
        else {
          refinement.failure = .degenerate
          return
        }
        start = lower
        refinement.stepOffs += 1
      case .stalled(let position):
        guard tightenings < Quencher.patience else {
          let isUnbounded = try escape.isUnbounded(from: position, along: [])
          refinement.failure = isUnbounded ? .unbounded : unfinished ?? .notStationary
          return
        }
        tightenings += 1
        next = try LBFGS(dimension: dimension, options: tighter(position))
        start = position.x
      }
      end = try next.minimize(evaluator, from: start)
      refinement.evaluations += end.evaluations
    }
  }

  /// Descents to a hundredth of the gradient at a point. Gradients are so small there that the usual first step, in the
  /// order of their square, would be lost in rounding, and the usual rise of the energy would hide all falls.
  private func tighter(_ here: Position) -> LBFGS.Options {
    var tight = options.descent
    tight.memory = memory
    tight.tolerance = min(tight.tolerance, 0.01 * here.norm)
    let square = here.gradient.dot(here.gradient)
    tight.initialScale = max(tight.initialScale, min(1e-3 / square, 1e200))
    tight.maximumEnergyRise = min(tight.maximumEnergyRise, 1e-15)
    return tight
  }

  private func polish(
    _ here: Position, _ evaluations: Evaluations, isPatient: Bool
  ) throws -> Polish {
    guard dimension <= options.denseLimit else {
      return try MatrixFreeNewton(
        options: options, symmetry: symmetry, evaluations: evaluations
      ).polish(here)
    }
    return try Newton(
      options: options, symmetry: symmetry, evaluations: evaluations, isPatient: isPatient
    ).polish(here)
  }
}

import Optimizers
import Tensors

/// Finds transition states on one thread: hybrid eigenvector following with products of the exact Hessian.
///
/// Out of a bowl it is pushed along a direction, the energy minimised across it, until a curvature is negative (Malek and
/// Mousseau, Phys. Rev. E 62, 2000). Then each step goes uphill along the lowest mode, by the formula of Wales (J. Chem.
/// Phys. 101, 1994), and minimises the energy across it (Munro and Wales, Phys. Rev. B 59, 1999). Newton's method ends it.
package final class SaddleFinder {
  let options: SaddleOptions
  let quench: QuenchOptions
  let symmetry: any Symmetry
  let evaluations: Evaluations
  private let tangent: TangentEvaluator
  private let relaxation: LBFGS
  private let dimension: Int
  /// Whether minima may lie on kinks, at which ways down stop short.
  let hasKinks: Bool

  package init(
    surface: any EnergySurface, symmetry: any Symmetry, options: SaddleOptions,
    quench: QuenchOptions
  ) throws {
    self.options = options
    self.quench = quench
    self.symmetry = symmetry
    dimension = surface.dimension
    hasKinks = surface.kinked != nil
    let evaluator = try surface.makeEvaluator()
    evaluations = Evaluations(evaluator)
    tangent = TangentEvaluator(evaluator)
    var steps = LBFGS.Options()
    steps.memory = 10
    steps.maximumSteps = options.relaxation
    steps.maximumStepLength = options.maximumStepLength
    steps.tolerance = 1e-9
    relaxation = try LBFGS(dimension: surface.dimension, options: steps)
  }

  /// What a search came to.
  package enum Outcome {
    /// With the unit vector of the negative eigenvalue.
    case saddle(StationaryPoint, mode: [Double])
    /// One that was recognised, by its number.
    case known(Int)
    case failed(SaddleFailure)
  }

  /// Where a search begins.
  package enum Start {
    /// In a bowl, to be left along a direction, by steps of some length.
    case bowl(along: [Double], step: Double)
    case anywhere
    /// At an image of a band, where it leads on along the tangent.
    case image(tangent: [Double])
  }

  /// Calls of energy and gradient so far.
  package var evaluationCount: Int { evaluations.energies + relaxationEvaluations }
  private var relaxationEvaluations = 0

  /// - Parameter recognise: the number of the known transition state that a point is, with its energy.
  package func search(
    from x: [Double], _ start: Start,
    recognise: ([Double], Double) throws -> Int? = { _, _ in nil }
  ) throws -> Outcome {
    do {
      var here = try evaluations.position(x)
      guard here.isFinite else { return .failed(.notFinite) }
      var (guess, step) = (here.gradient, options.activationStep)
      var isInBowl = false
      switch start {
      case .bowl(let direction, let length): (guess, step, isInBowl) = (direction, length, true)
      case .image(let tangent): guess = tangent
      case .anywhere:
        let mode = try lowestMode(here, guess, limit: 30)
        let isUphill = mode.vector.dot(here.gradient) >= 0
        guess = isUphill ? mode.vector : mode.vector.scaled(by: -1)
        isInBowl = mode.value > 0
      }
      if isInBowl {
        guard let left = try leaveBowl(here, guess, step, &guess) else { return .failed(.bowl) }
        here = left
      }
      return try follow(here, guess, recognise)
    } catch SymmetricEigenError.notFinite {
      return .failed(.notFinite)
    } catch let error as LBFGSError {
      switch error {
      case .valueNotFiniteAtStart, .gradientNotFiniteAtStart, .startNotFinite:
        return .failed(.notFinite)
      case .dimension, .dimensionMismatch: throw error
      }
    }
  }

  // MARK: The parts

  private func lowestMode(
    _ here: Position, _ guess: [Double], limit: Int, tolerance: Double = 0.02
  ) throws -> LowestMode {
    try LowestMode(
      evaluations, at: here.x, guess: guess,
      off: symmetry.zeroModes(at: here.x), tolerance: tolerance, limit: limit)
  }

  /// Along the direction, across it downhill, until a curvature is negative; nil: none was.
  private func leaveBowl(
    _ start: Position, _ given: [Double], _ step: Double, _ guess: inout [Double]
  ) throws -> Position? {
    var direction = given.projected(off: symmetry.zeroModes(at: start.x))
    let length = direction.length
    guard length > 0 else { return nil }
    direction = direction.scaled(by: 1 / length)
    guess = direction
    var here = start
    for _ in 0..<options.maximumActivation {
      try Cancellation.check()
      here = try relaxed(here.x.adding(step, direction), across: direction)
      guard here.isFinite else { return nil }
      let mode = try lowestMode(here, guess, limit: 6)
      guess = mode.vector
      if mode.value < -1e-4 * mode.radius { return here }
    }
    return nil
  }

  private func relaxed(_ x: [Double], across direction: [Double]) throws -> Position {
    tangent.direction = direction
    let end = try relaxation.minimize(tangent, from: x)
    relaxationEvaluations += end.evaluations
    return try evaluations.position(end.x)
  }

  private func follow(
    _ start: Position, _ guess: [Double], _ recognise: ([Double], Double) throws -> Int?
  ) throws -> Outcome {
    let polish = SaddlePolish(options: quench, symmetry: symmetry, evaluations: evaluations)
    var here = start
    var guess = guess
    var radius = options.maximumStepLength
    var newtonStart = options.newtonStart
    var isFirst = true
    var (escapes, bowls) = (0, 0)
    for _ in 0..<options.maximumSteps {
      try Cancellation.check()
      let mode = try lowestMode(here, guess, limit: isFirst ? 30 : 8)
      isFirst = false
      if here.norm <= newtonStart, mode.value < 0 {
        switch try polished(here, mode, polish, recognise) {
        case .known(let id): return .known(id)
        case .stationary(let point, let modes):
          if point.proof == .degenerate { return .failed(.degenerate) }
          if point.index == 1 { return .saddle(point, mode: modes[0]) }
          guard point.index > 1, escapes < 4 else {
            return .failed(point.index == 0 ? .minimum : .higherIndex)
          }
          // Down along the modes but the lowest: only in a symmetric subspace did they not show.
          escapes += 1
          let push = 0.02 * Double(1 << escapes)
          var x = point.x
          for (k, other) in modes.dropFirst().enumerated() {
            x.add(push * (k.isMultiple(of: 2) ? 1 : -1), other)
          }
          here = try evaluations.position(x)
          guess = modes[0]
          newtonStart = min(newtonStart, 0.1 * here.norm)
          continue
        case .none: newtonStart = 0.1 * here.norm
        }
        if newtonStart < 1e-11 { return .failed(.notStationary) }
      }
      let along = mode.vector.dot(here.gradient)
      let ratio = 2 * along / max(abs(mode.value), 1e-300)
      if mode.value > 0 {
        // Fallen back into a bowl: out again, by the way that led here. The modes of a bowl change places, and what was
        // climbed along one is lost along the other.
        guard bowls < 2, let left = try leaveBowl(here, guess, 0.3 * radius, &guess) else {
          return .failed(.bowl)
        }
        bowls += 1
        here = left
        continue
      }
      let height = max(
        -radius, min(radius, ratio / (1 + (1 + ratio * ratio).squareRoot())))
      let moved = try relaxed(here.x.adding(height, mode.vector), across: mode.vector)
      guard moved.isFinite else { return .failed(.notFinite) }
      // The curvature along the step, as it was and as it should have been.
      let change = (moved.gradient.dot(mode.vector) - along) - mode.value * height
      if abs(change) > abs(mode.value * height) {
        radius = max(1e-3, radius / 1.3)
      } else {
        radius = min(options.maximumStepLength, radius * 1.2)
      }
      here = moved
      // Uphill is the way to go where the curvature turns positive.
      guess = height < 0 ? mode.vector.scaled(by: -1) : mode.vector
    }
    return .failed(.maxSteps)
  }

  private func polished(
    _ here: Position, _ mode: LowestMode, _ polish: SaddlePolish,
    _ recognise: ([Double], Double) throws -> Int?
  ) throws -> SaddlePolish.Outcome {
    guard dimension <= quench.denseLimit else {
      let outcome = try MatrixFreeSaddle(
        options: quench, symmetry: symmetry, evaluations: evaluations
      ).judge(here, mode)
      if case .stationary(let point, _) = outcome, let id = try recognise(point.x, point.energy) {
        return .known(id)
      }
      return outcome
    }
    return try polish.polish(here, radius: options.maximumStepLength) {
      try recognise($0.x, $0.energy)
    }
  }
}

extension SaddleFinder {
  /// A stationary point, proved again, with its negative mode; nil: it is no transition state.
  package func confirm(_ x: [Double]) throws -> Outcome? {
    let outcome = try search(from: x, .image(tangent: x))
    guard case .saddle(let point, _) = outcome, symmetry.distance(point.x, x) < 1e-3 else {
      return nil
    }
    return outcome
  }
}

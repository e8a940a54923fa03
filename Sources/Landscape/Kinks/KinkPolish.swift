import Optimizers
import Tensors

/// Looks for a minimum on kinks from a point, and proves it: descents with kinks rounded off over narrower and narrower
/// widths, behind each of them Newton's method on the kinks that the point seems to lie on (`KinkNewton`), and the
/// conditions of `KinkProof`. For one thread.
public final class KinkPolish {
  public let options: KinkOptions
  private let evaluator: KinkedEvaluator
  private let smoothed: SmoothedEnergy
  private let descent: LBFGS

  public init(_ surface: KinkedSurface, options: KinkOptions = KinkOptions()) throws {
    self.options = options
    evaluator = KinkedEvaluator(surface)
    smoothed = try SmoothedEnergy(evaluator)
    var given = LBFGS.Options()
    given.tolerance = options.descentTolerance
    given.maximumSteps = options.descentSteps
    given.memory = 20
    descent = try LBFGS(dimension: surface.dimension, options: given)
  }

  /// - Parameters:
  ///   - zeroModes: orthonormal directions at a point along which a symmetry leaves the energy as it is.
  ///   - units: hidden units whose parallel copies form spheres of one energy; a minimum on one is proved up to it.
  ///   - layers: hidden units, those together that may change places; where all of a layer are zero, it is proved that none
  ///     grows.
  ///   - isNear: the point lies below a minimum that was found before: rounded off widely, the energy would have it again.
  public func polish(
    from start: [Double], zeroModes: @escaping ([Double]) -> [[Double]] = { _ in [] },
    units: HomogeneousUnits? = nil, layers: [[HiddenUnit]] = [], isNear: Bool = false
  ) throws -> KinkOutcome {
    let known = Known(
      zeroModes: zeroModes, units: units, layers: layers, firstWidth: isNear ? 2 : 0)
    let before = evaluator.evaluations
    var outcome = KinkOutcome(x: start, evaluations: 0, stepOffs: 0)
    guard evaluator.surface.unsupported.isEmpty else {
      outcome.failure = .unsupported
      return outcome
    }
    outcome.failure = try search(&outcome, known)
    outcome.evaluations = evaluator.evaluations - before
    return outcome
  }

  /// Whether a point lies on a kink, or nearly: whether one that has an effect is not further away than `distance`.
  func meets(_ x: [Double], within distance: Double = nearly) throws -> Bool {
    guard evaluator.surface.unsupported.isEmpty else { return false }
    let switching = try evaluator.switching(x, width: 1e-9)
    let twins = try evaluator.twins()
    var near = switching.indices.filter { !(abs(switching[$0]) > distance) && twins.leads($0) }
    guard !near.isEmpty else { return false }
    var state = KinkedPoint(x, switching: switching, width: 1e-9, twins: twins)
    state.active = near
    let idle = try evaluator.idle(at: state)
    near.removeAll { idle.contains($0) }
    // Where functions are saturated their differences are small far from kinks.
    return try zip(near, evaluator.rows(x, state.masks, of: near)).contains { kink, row in
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return switching[kink] == 0 || !(abs(switching[kink]) > distance * length)
    }
  }

  private static let nearly = 1e-7

  /// What is known of the symmetry.
  private struct Known {
    var zeroModes: ([Double]) -> [[Double]] = { _ in [] }
    var units: HomogeneousUnits?
    var layers: [[HiddenUnit]] = []
    var firstWidth = 0
  }

  private func search(_ outcome: inout KinkOutcome, _ known: Known) throws -> KinkFailure? {
    var failure = KinkFailure.notStationary
    var level = min(known.firstWidth, options.widths.count - 1)
    while level < options.widths.count {
      let width = options.widths[level]
      level += 1
      smoothed.width = width
      do {
        let end = try descent.minimize(smoothed, from: outcome.x)
        guard end.status != .notFinite else { return .notFinite }
        outcome.x = end.x
      } catch is LBFGSError { return .notFinite }
      var verdict = try verdict(at: outcome.x, width, known)
      if case .failed(.degenerate, let x) = verdict,
        let spread = known.units?.spread(x ?? outcome.x)
      {
        verdict = try self.verdict(at: spread, KinkPolish.narrow, known)
      }
      switch verdict {
      case .proved(let minimum):
        outcome.minimum = minimum
        outcome.x = minimum.x
        return nil
      case .failed(let reason, _):
        if reason == .tooLarge || reason == .notFinite { return reason }
        failure = reason
      case .saddle(let x, let mode):
        failure = .saddle
        guard outcome.stepOffs < options.stepOffs else { return .saddle }
        outcome.stepOffs += 1
        // Rounded off as much as before, the energy would have its minimum there again.
        level = min(level, options.widths.count - 1)
        smoothed.width = options.widths[level]
        outcome.x = try beside(x, along: mode, attempt: outcome.stepOffs)
      }
    }
    return failure
  }

  private enum Verdict {
    case proved(KinkOutcome.Minimum)
    case saddle([Double], [Double])
    /// With the stationary point, where there is one.
    case failed(KinkFailure, [Double]?)
  }

  private static let narrow = 1e-9

  /// What Newton's method from a point finds, with the kinks within a few widths taken to be met.
  private func verdict(at x: [Double], _ width: Double, _ known: Known) throws -> Verdict {
    switch try stationary(near: x, width) {
    case .failed(let reason): return .failed(reason, nil)
    case .stationary(var state, var expansion):
      if ZeroUnits.clear(&state.x, known.layers) { expansion = try KinkExpansion(state, evaluator) }
      let modes = known.zeroModes(state.x) + (known.units?.modes(at: state.x) ?? [])
      let proof = KinkProof(
        options: options, evaluator: evaluator, zeroModes: modes, layers: known.layers)
      switch try proof.verdict(state, expansion) {
      case .proved(let minimum): return .proved(minimum)
      case .saddle(let mode): return .saddle(state.x, mode)
      case .degenerate: return .failed(.degenerate, state.x)
      }
    }
  }

  private func stationary(near x: [Double], _ width: Double) throws -> KinkNewton.Ending {
    var guess = KinkedPoint(
      x, switching: try evaluator.switching(x, width: width), width: width,
      twins: try evaluator.twins())
    let idle = try evaluator.idle(at: guess)
    guess.active.removeAll { idle.contains($0) }
    return try KinkNewton(options: options, evaluator: evaluator).solve(guess)
  }

  /// A unit that is zero beside others that are not may grow in a direction of its own, with the energy falling: a lower
  /// point, or nil. Growing along the others it shares their weights, and the energy stays; elsewhere `UnitGrowth` tells, by
  /// ascents and by `GrowthBound`, which may end undecided: then nothing was found.
  /// - Parameter x: a minimum, with zero in place of units that are parallel to others.
  func lowerWithGrownUnit(
    than x: [Double], energy: Double, layers: [[HiddenUnit]], _ plain: any EnergyEvaluator
  ) throws -> [Double]? {
    guard layers.contains(where: { $0.contains { ZeroUnits.isZero($0, at: x) } }),
      case .stationary(var state, _) = try stationary(near: x, KinkPolish.narrow)
    else { return nil }
    _ = ZeroUnits.clear(&state.x, layers)
    let units = try ZeroUnits(state, layers, evaluator)
    for (layer, growth) in zip(units.layers, units.growths) {
      guard let growth else { continue }
      let others = layer.compactMap { growth.direction(of: $0, at: state.x) }
      var directions = [growth.steepest(near: others).u]
      let bound = GrowthBound(
        growth: growth, excluded: others, mostBoxes: KinkPolish.boxesBesideOthers)
      if case .notBelow(let u) = bound.verdict() { directions.append(growth.steepest(near: [u]).u) }
      var gradient = x
      var lowest = (x: [Double](), energy: energy - 1e-13 * max(1, abs(energy)))
      for u in directions {
        for length in KinkPolish.lengths {
          let grown = growth.grown(state.x, along: u, by: length)
          let there = try plain.energy(grown, gradient: &gradient)
          if there < lowest.energy { lowest = (grown, there) }
        }
      }
      if !lowest.x.isEmpty { return lowest.x }
    }
    return nil
  }

  private static let lengths = [1, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3]
  private static let boxesBesideOthers = 2000

  /// The lower of the two points beside a saddle.
  private func beside(_ x: [Double], along mode: [Double], attempt: Int) throws -> [Double] {
    let length = 0.05 * Double(1 << attempt)
    let sides = try [length, -length].map { length -> (x: [Double], energy: Double) in
      let x = zip(x, mode).map { $0 + length * $1 }
      return (x, try smoothed.value(x))
    }
    return sides[1].energy < sides[0].energy ? sides[1].x : sides[0].x
  }
}

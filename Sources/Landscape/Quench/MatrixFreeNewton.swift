import Foundation
import Tensors

/// Newton's method and the proof for surfaces too large for their Hessian: with its products with vectors alone.
///
/// Steps come from conjugate gradients, cut off at the trust region and at directions of negative curvature (Steihaug
/// 1983). The lowest eigenvalue comes from the Lanczos process, with the bound of `LowestCurvature`.
struct MatrixFreeNewton {
  let options: QuenchOptions
  let symmetry: any Symmetry
  let evaluations: Evaluations

  /// Products with the Hessian in one Newton step.
  private static let products = 2000

  func polish(_ start: Position) throws -> Polish {
    var here = start
    var radius = options.maximumNewtonStepLength
    var contraction = Double.infinity
    for _ in 0..<options.maximumNewtonSteps {
      try Cancellation.check()
      if here.norm == 0 { break }
      let modes = symmetry.zeroModes(at: here.x)
      let move = try step(from: here, modes, radius: radius)
      // Out of a region of negative curvature energies lead; what it is, Lanczos says.
      let there = try evaluations.position(here.x.adding(1, move.step))
      let slope = move.step.dot(here.gradient)
      let isVisible = move.predicted > 1e-12 * max(1, abs(here.energy))
      let isBetter =
        there.isFinite
        && (isVisible ? there.energy <= here.energy + 1e-4 * slope : there.norm < here.norm)
      guard isBetter else {
        if !isVisible || here.norm <= options.newtonTolerance { break }
        radius = 0.25 * min(radius, move.step.length)
        if radius < 1e-10 * max(1, here.x.largestMagnitude) { return .stalled(here) }
        continue
      }
      let ratio = there.gradient.length / here.gradient.length
      if !move.isBounded { contraction = ratio }
      if move.isBounded, here.energy - there.energy > 0.75 * move.predicted { radius *= 2 }
      here = there
      if here.norm <= options.newtonTolerance, ratio > 0.1, !move.isBounded { break }
    }
    return try judge(here, contraction)
  }

  private func judge(_ end: Position, _ contraction: Double) throws -> Polish {
    let represented = symmetry.representative(of: end.x)
    let here = represented == end.x ? end : try evaluations.position(represented)
    let modes = try confirmed(symmetry.zeroModes(at: here.x), here)
    let curvature = try LowestCurvature(
      evaluations, at: here.x, modes: modes, zero: options.zeroModeTolerance,
      steps: options.maximumLanczosSteps)
    let point = StationaryPoint(
      here, lowestEigenvalue: curvature.lowest, spectralRadius: curvature.radius,
      symmetryModes: modes.count, logDeterminant: .nan)
    let limit = options.stationaryTolerance * max(1, curvature.radius)
    switch curvature.verdict {
    case .positive:
      // At the limit of rounding contraction shows no more.
      let noise = 4 * Double.ulpOfOne * curvature.radius * max(1, here.x.largestMagnitude)
      let isCertain = contraction <= 0.1 || here.norm <= noise
      return here.norm <= limit && isCertain ? .minimum(point) : .stalled(here)
    case .negative(let mode):
      guard here.norm <= limit else { return .stalled(here) }
      var saddle = point
      saddle.index = 1
      return .saddle(saddle, here, modes: [mode])
    case .undecided(let mode):
      guard here.norm <= limit else { return .stalled(here) }
      var flat = point
      flat.proof = .degenerate
      flat.zeroModes += 1
      return .flat(flat, here, modes: [mode])
    }
  }

  /// The symmetry's modes, if the Hessian confirms all of them.
  func confirmed(_ modes: [[Double]], _ here: Position) throws -> [[Double]] {
    for mode in modes {
      let image = try evaluations.product(here.x, mode)
      let other = try evaluations.product(here.x, here.gradient)
      let scale = here.norm > 0 ? other.length / here.gradient.length : 1
      if image.length > 1e-9 * scale + 1e3 * here.gradient.length { return [] }
    }
    return modes
  }

  struct Move {
    var step: [Double]
    /// The fall of the energy that the quadratic model predicts.
    var predicted: Double
    /// The step ends at the trust region.
    var isBounded: Bool
  }

  /// Steihaug's method: - H^-1 g on the complement of the modes, to a small residual, within the radius.
  func step(
    from here: Position, _ modes: [[Double]], radius: Double
  ) throws -> Move {
    let slope = here.gradient.projected(off: modes)
    var residual = slope
    var direction = slope.scaled(by: -1)
    var step = [Double](repeating: 0, count: slope.count)
    var square = residual.dot(residual)
    let goal = min(1e-3, slope.length.squareRoot()) * slope.length
    var predicted = 0.0
    for iteration in 0..<MatrixFreeNewton.products {
      if iteration % 16 == 0 { try Cancellation.check() }
      let image = try evaluations.product(here.x, direction).projected(off: modes)
      let curvature = direction.dot(image)
      let factor = square / curvature
      let isBounded = !(curvature > 0) || step.adding(factor, direction).length >= radius
      if isBounded {
        let reach = distance(along: direction, from: step, to: radius)
        predicted -= reach * direction.dot(residual) + 0.5 * reach * reach * curvature
        return Move(step: step.adding(reach, direction), predicted: predicted, isBounded: true)
      }
      predicted += 0.5 * factor * square
      step.add(factor, direction)
      residual.add(factor, image)
      let next = residual.dot(residual)
      if next.squareRoot() <= goal { break }
      direction = direction.scaled(by: next / square).adding(-1, residual)
      square = next
    }
    return Move(step: step, predicted: predicted, isBounded: false)
  }

  /// t >= 0 with |step + t direction| = radius.
  private func distance(
    along direction: [Double], from step: [Double], to radius: Double
  ) -> Double {
    let (a, b) = (direction.dot(direction), step.dot(direction))
    let c = step.dot(step) - radius * radius
    let root = max(0, b * b - a * c).squareRoot()
    return max(0, (root - b) / a)
  }
}

import Tensors

/// Newton's method near a stationary point, with the exact Hessian, and the proof of what it finds.
///
/// A Hessian is factored once and serves as long as the gradient falls fast (the chord method); steps leave out
/// the symmetry's zero modes and are bounded by a trust region. That a stationary point exists nearby is taken from
/// the steps' contraction: by Kantorovich's theorem one does where it is below 1/4.
struct Newton {
  let options: QuenchOptions
  let symmetry: any Symmetry
  let evaluations: Evaluations
  /// Whether a descent may still go on from where there is no stationary point nearby.
  let isPatient: Bool

  /// Contraction of steps below which a stationary point is certain, and above which a step was a slow one.
  private static let contraction = 0.1
  private static let slowness = 0.2
  /// Slow steps in a row after which the lowest mode counts as flat.
  private static let patience = 8

  /// What the walk with one Hessian came to.
  private enum Walk {
    case converged
    /// The Hessian has changed too much.
    case stale
    case stalled
  }

  /// How the iteration stands.
  private struct State {
    var here: Position
    var radius: Double
    /// The last contraction that was measured above rounding.
    var contraction = Double.infinity
    var slowSteps = 0
  }

  func polish(_ start: Position) throws -> Polish {
    var state = State(here: start, radius: options.maximumNewtonStepLength)
    var fresh: FactoredHessian?
    for _ in 0..<options.maximumNewtonSteps {
      try Cancellation.check()
      let model = try fresh ?? factored(state.here)
      fresh = nil
      guard let factor = model.factor else {
        if let outcome = try classify(model, &state) { return outcome }
        continue
      }
      switch try walk(model, factor, &state) {
      case .stalled: return .stalled(state.here)
      case .stale:
        guard state.slowSteps >= Newton.patience else { continue }
        return try slow(model, state)
      case .converged:
        let represented = symmetry.representative(of: state.here.x)
        if represented != state.here.x { state.here = try evaluations.position(represented) }
        let proof = state.here.x == model.x ? model : try factored(state.here)
        guard let factor = proof.factor, proof.isDefinite(beyond: margin(proof)) else {
          if let outcome = try classify(proof, &state) { return outcome }
          continue
        }
        guard try isCertain(state, proof, factor) else {
          fresh = proof
          continue
        }
        let bowl = Bowl(evaluations: evaluations)
        guard
          try bowl.holds(
            around: state.here, modes: proof.modes, solve: { factor.solve($0) }),
          try bowl.isLowest(state.here)
        else { return try slow(proof, state) }
        return .minimum(
          StationaryPoint(
            state.here, lowestEigenvalue: proof.lowestEigenvalue(factor),
            spectralRadius: proof.spectralRadius, symmetryModes: proof.modes.count,
            logDeterminant: proof.logDeterminant(factor)))
      }
    }
    return .stalled(state.here)
  }

  // MARK: The parts

  /// The Hessian at a point. Modes that the symmetry names and that the Hessian does not confirm are none.
  private func factored(_ here: Position) throws -> FactoredHessian {
    let model = try FactoredHessian(
      evaluations, at: here.x, modes: symmetry.zeroModes(at: here.x))
    // The image of a mode is of the gradient's order away from a stationary point.
    let allowed = 1e-9 * model.spectralRadius + 1e3 * here.gradient.length
    if model.modes.isEmpty || model.modeDefect <= allowed { return model }
    return try FactoredHessian(evaluations, at: here.x, modes: [])
  }

  /// What rounding can make of an eigenvalue, or what counts as zero, if that is more.
  private func margin(_ model: FactoredHessian) -> Double {
    let rounding = 8 * Double(model.dimension) * Double.ulpOfOne
    return max(options.zeroModeTolerance, rounding) * model.spectralRadius
  }

  /// The gradient that rounding leaves at a stationary point.
  private func noise(_ here: Position, _ model: FactoredHessian) -> Double {
    4 * Double.ulpOfOne * model.spectralRadius * max(1, here.x.largestMagnitude)
  }

  private func isSmall(_ here: Position, _ model: FactoredHessian) -> Bool {
    here.norm <= max(options.newtonTolerance, noise(here, model))
  }

  private func isCertain(
    _ state: State, _ model: FactoredHessian, _ factor: CholeskyFactor
  ) throws -> Bool {
    let here = state.here
    guard here.norm <= options.stationaryTolerance * max(1, model.spectralRadius) else {
      return false
    }
    return try state.contraction <= Newton.contraction || here.norm <= noise(here, model)
      || isNoise(here, model, model.step(factor, against: here.gradient))
  }

  /// Whether the gradient is nothing but rounding: a part of Newton's step does not take the same part of it away.
  /// At points to which Newton's method converges slowly (x^3, x^4, e^-x) it does, to 7 %.
  private func isNoise(
    _ here: Position, _ model: FactoredHessian, _ step: [Double]
  ) throws -> Bool {
    guard here.norm <= options.stationaryTolerance * max(1, model.spectralRadius),
      step.largestMagnitude <= 1e-3 * max(1, here.x.largestMagnitude)
    else { return false }
    let slope = here.gradient.projected(off: model.modes)
    return try [0.25, -0.25, 0.375].contains { part in
      let there = try evaluations.position(here.x.adding(part, step))
      let error = there.gradient.projected(off: model.modes).adding(part - 1, slope)
      return error.length >= 0.1 * slope.length
    }
  }

  /// Newton steps with one Hessian, while the gradient falls fast.
  private func walk(
    _ model: FactoredHessian, _ factor: CholeskyFactor, _ state: inout State
  ) throws -> Walk {
    var lastLength: Double?
    var isFirst = true
    for _ in 0..<40 {
      let here = state.here
      if here.norm == 0 { return .converged }
      let full = model.step(factor, against: here.gradient)
      let length = full.length
      let isBounded = length > state.radius
      if let last = lastLength {
        // The step that follows a full one tells how far off the model was.
        let ratio = length / last
        if ratio > Newton.slowness, isSmall(here, model),
          try state.contraction <= Newton.contraction || isNoise(here, model, full)
        {
          return .converged
        }
        state.contraction = ratio
        state.slowSteps = ratio > Newton.slowness ? state.slowSteps + 1 : 0
        if ratio > Newton.slowness { return .stale }
      }
      let step =
        isBounded ? model.boundedStep(against: here.gradient, radius: state.radius) : full
      let slope = step.dot(here.gradient)
      let there = try evaluations.position(here.x.adding(1, step))
      let predicted = -slope - 0.5 * step.dot(symmetricProduct(model.matrix, step))
      guard isBetter(there, than: here, slope: slope, predicted: predicted) else {
        if isSmall(here, model) { return .converged }
        if !isFirst { return .stale }
        if predicted <= visible(here) {
          let isStationary =
            here.norm <= options.stationaryTolerance * max(1, model.spectralRadius)
          return isStationary ? .converged : .stalled
        }
        state.radius = 0.25 * min(length, state.radius)
        if state.radius < 1e-10 * max(1, here.x.largestMagnitude) { return .stalled }
        continue
      }
      if isBounded, here.energy - there.energy > 0.75 * predicted { state.radius *= 2 }
      state.here = there
      lastLength = isBounded ? nil : length
      if isBounded { return .stale }
      isFirst = false
    }
    return .stale
  }

  /// A fall of the energy below which rounding may hide it.
  private func visible(_ here: Position) -> Double { 1e-12 * max(1, abs(here.energy)) }

  private func isBetter(
    _ there: Position, than here: Position, slope: Double, predicted: Double
  ) -> Bool {
    guard there.isFinite else { return false }
    if predicted <= visible(here) { return there.norm < here.norm }
    return there.energy <= here.energy + 1e-4 * slope
  }

  /// Convergence as slow as to a point where the lowest eigenvalue vanishes.
  private func slow(_ model: FactoredHessian, _ state: State) throws -> Polish {
    let spectrum = try Spectrum(model, zero: options.zeroModeTolerance)
    var point = spectrum.point(state.here)
    point.proof = .degenerate
    return .flat(point, state.here, modes: spectrum.zeroModes + [spectrum.vector(0)])
  }

  /// Judges an indefinite or singular Hessian, or takes one more step: nil.
  private func classify(_ model: FactoredHessian, _ state: inout State) throws -> Polish? {
    let spectrum = try Spectrum(model, zero: options.zeroModeTolerance)
    let here = state.here
    if !isSmall(here, model) {
      // To the stationary point of the quadratic model, whatever its index.
      let step = spectrum.step(against: here.gradient)
      if step.length > 0, step.length <= state.radius {
        let there = try evaluations.position(here.x.adding(1, step))
        if there.isFinite, there.norm < 0.5 * here.norm {
          state.here = there
          return nil
        }
      }
      // Down, as far as the quadratic model holds.
      for _ in 0..<6 {
        let (step, predicted) = spectrum.boundedStep(
          against: here.gradient, radius: state.radius)
        guard predicted > visible(here) else { break }
        let there = try evaluations.position(here.x.adding(1, step))
        let fall = here.energy - there.energy
        if there.isFinite, fall > 0.1 * predicted {
          if fall > 0.75 * predicted { state.radius *= 2 }
          state.here = there
          return nil
        }
        state.radius = 0.25 * min(state.radius, step.length)
      }
      // No stationary point is near: what the signs of eigenvalues are here says nothing.
      if isPatient { return .stalled(here) }
    }
    let point = spectrum.point(here)
    if point.index > 0 { return .saddle(point, here, modes: spectrum.negativeModes) }
    return .flat(point, here, modes: spectrum.zeroModes)
  }
}

import Tensors

/// Newton's method to a transition state, and its proof, for surfaces too large for their Hessian.
///
/// The step along the lowest mode and that across it are made apart. Exactly one eigenvalue is negative where the Hessian
/// is positive definite across a direction along which it is not (Cauchy's interlacing); that it is positive definite
/// there is certain but for the risk of `LowestCurvature`.
struct MatrixFreeSaddle {
  let options: QuenchOptions
  let symmetry: any Symmetry
  let evaluations: Evaluations

  func judge(_ start: Position, _ first: LowestMode) throws -> SaddlePolish.Outcome {
    let newton = MatrixFreeNewton(options: options, symmetry: symmetry, evaluations: evaluations)
    var (here, guess) = (start, first.vector)
    for _ in 0..<options.maximumNewtonSteps {
      try Cancellation.check()
      let modes = symmetry.zeroModes(at: here.x)
      let mode = try LowestMode(
        evaluations, at: here.x, guess: guess, off: modes, tolerance: 1e-5, limit: 60)
      guard mode.value < 0 else { return .none(here) }
      guess = mode.vector
      let across = try newton.step(
        from: here, modes + [mode.vector], radius: options.maximumNewtonStepLength
      ).step
      let along = -mode.vector.dot(here.gradient) / mode.value
      guard abs(along) <= options.maximumNewtonStepLength else { return .none(here) }
      let there = try evaluations.position(here.x.adding(1, across).adding(along, mode.vector))
      guard there.isFinite, there.norm < here.norm else { break }
      here = there
      if here.norm <= options.newtonTolerance { break }
    }
    return try prove(here, guess, newton)
  }

  private func prove(
    _ end: Position, _ guess: [Double], _ newton: MatrixFreeNewton
  ) throws -> SaddlePolish.Outcome {
    let represented = symmetry.representative(of: end.x)
    let here = represented == end.x ? end : try evaluations.position(represented)
    let modes = try newton.confirmed(symmetry.zeroModes(at: here.x), here)
    let mode = try LowestMode(
      evaluations, at: here.x, guess: guess, off: modes, tolerance: 1e-8, limit: 200)
    let rest = try LowestCurvature(
      evaluations, at: here.x, modes: modes + [mode.vector], zero: options.zeroModeTolerance,
      steps: options.maximumLanczosSteps)
    guard here.norm <= options.stationaryTolerance * max(1, rest.radius), mode.value < 0 else {
      return .none(here)
    }
    var point = StationaryPoint(
      here, lowestEigenvalue: mode.value, spectralRadius: max(rest.radius, abs(mode.value)),
      symmetryModes: modes.count, logDeterminant: .nan)
    switch rest.verdict {
    case .positive:
      point.index = 1
      return .stationary(point, modes: [mode.vector])
    case .negative(let other):
      point.index = 2
      return .stationary(point, modes: [mode.vector, other])
    case .undecided:
      point.index = 1
      point.proof = .degenerate
      return .stationary(point, modes: [mode.vector])
    }
  }
}

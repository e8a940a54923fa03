import Tensors

/// Newton's method near a stationary point, with the exact Hessian and its eigenvectors.
///
/// Modes that count as zero get no step (the pseudo-inverse). It polishes minima only: where it
/// meets a negative mode it stops and shows it, for the caller to step off along.
struct Newton {
  let options: QuenchOptions

  struct Outcome {
    var point: StationaryPoint
    /// The unit eigenvector of the lowest eigenvalue, if that is negative.
    var descentMode: [Double]?
  }

  func polish(_ start: [Double], evaluator: any EnergyEvaluator) throws -> Outcome {
    let n = start.count
    var x = start
    var gradient = [Double](repeating: 0, count: n)
    var energy = try evaluator.energy(x, gradient: &gradient)
    var norm = maximumNorm(gradient)
    var trialGradient = gradient

    var step = 0
    while true {
      try Cancellation.check()
      let eigen = try SymmetricEigen(evaluator.hessian(x), dimension: n)
      let point = StationaryPoint(
        x: x, energy: energy, gradientNorm: norm, eigenvalues: eigen.values,
        zeroModeTolerance: options.zeroModeTolerance)
      if point.index > 0 { return Outcome(point: point, descentMode: Array(eigen.vector(0))) }
      guard norm > options.newtonTolerance, step < options.maximumNewtonSteps else {
        return Outcome(point: point)
      }
      step += 1

      let direction = newtonStep(eigen, gradient, zero: options.zeroModeTolerance, point)
      // Halved while the gradient does not fall: far out the model may be poor.
      var scale = 1.0
      var isBetter = false
      for _ in 0..<8 {
        var trial = x
        for i in 0..<n { trial[i] += scale * direction[i] }
        let trialEnergy = try evaluator.energy(trial, gradient: &trialGradient)
        let trialNorm = maximumNorm(trialGradient)
        if trialEnergy.isFinite, trialNorm < norm {
          isBetter = true
          x = trial
          energy = trialEnergy
          norm = trialNorm
          swap(&gradient, &trialGradient)
          break
        }
        // Below this it is rounding that rules, and halving would be blind.
        if norm <= options.stationaryTolerance { break }
        scale /= 2
      }
      if !isBetter { return Outcome(point: point) }
    }
  }

  private func newtonStep(
    _ eigen: SymmetricEigen, _ gradient: [Double], zero: Double, _ point: StationaryPoint
  ) -> [Double] {
    let n = gradient.count
    var direction = [Double](repeating: 0, count: n)
    for k in 0..<n where eigen.values[k] > zero * point.spectralRadius {
      let mode = eigen.vector(k)
      var projection = 0.0
      for (v, g) in zip(mode, gradient) { projection += v * g }
      let factor = -projection / eigen.values[k]
      for (i, v) in mode.enumerated() { direction[i] += factor * v }
    }
    let length = euclideanDistance(direction, [Double](repeating: 0, count: n))
    if length > options.maximumNewtonStepLength {
      let factor = options.maximumNewtonStepLength / length
      for i in 0..<n { direction[i] *= factor }
    }
    return direction
  }

  /// The largest magnitude; infinity if anything is NaN, so that no comparison accepts it.
  private func maximumNorm(_ vector: [Double]) -> Double {
    var norm = 0.0
    for value in vector { norm = value.isNaN ? .infinity : max(norm, abs(value)) }
    return norm
  }
}

import Tensors

/// Newton's method to the stationary point nearby, whatever its index, and the proof of what it is by all eigenvalues of
/// the exact Hessian off the symmetry's zero modes.
struct SaddlePolish {
  let options: QuenchOptions
  let symmetry: any Symmetry
  let evaluations: Evaluations

  enum Outcome {
    /// With the unit vectors of its negative eigenvalues.
    case stationary(StationaryPoint, modes: [[Double]])
    /// There is no stationary point nearby.
    case none(Position)
  }

  private static let spectra = 8
  private static let slowness = 0.2

  func polish(_ start: Position, radius: Double) throws -> Outcome {
    var here = start
    var travelled = 0.0
    for _ in 0..<SaddlePolish.spectra {
      try Cancellation.check()
      let spectrum = try spectrum(here)
      var last = Double.infinity
      var isDone = false
      // One Hessian serves as long as the gradient falls fast.
      for _ in 0..<20 {
        let step = spectrum.step(against: here.gradient)
        let length = step.length
        guard length.isFinite, travelled + length <= radius else { return .none(here) }
        let there = try evaluations.position(here.x.adding(1, step))
        guard there.isFinite else { return .none(here) }
        if there.norm >= here.norm {
          // Nothing but rounding is left, or the model is wrong.
          isDone = here.norm <= limit(spectrum)
          if !isDone, last == .infinity { return .none(here) }
          break
        }
        travelled += length
        here = there
        if here.norm <= options.newtonTolerance { isDone = true }
        let ratio = length / last
        last = length
        if isDone || (ratio.isFinite && ratio > SaddlePolish.slowness) { break }
      }
      guard isDone else { continue }
      let represented = symmetry.representative(of: here.x)
      if represented != here.x { here = try evaluations.position(represented) }
      let final = try self.spectrum(here)
      guard here.norm <= limit(final) else { continue }
      return .stationary(final.point(here), modes: final.negativeModes)
    }
    return .none(here)
  }

  private func limit(_ spectrum: Spectrum) -> Double {
    options.stationaryTolerance * max(1, spectrum.values.reduce(0) { max($0, abs($1)) })
  }

  private func spectrum(_ here: Position) throws -> Spectrum {
    let modes = symmetry.zeroModes(at: here.x)
    let model = try FactoredHessian(evaluations, at: here.x, modes: modes)
    let allowed = 1e-9 * model.spectralRadius + 1e3 * here.gradient.length
    if modes.isEmpty || model.modeDefect <= allowed {
      return try Spectrum(model, zero: options.zeroModeTolerance)
    }
    return try Spectrum(
      FactoredHessian(evaluations, at: here.x, modes: []), zero: options.zeroModeTolerance)
  }
}

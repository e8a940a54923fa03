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
    /// One that is known, by its number: what it is was proved before.
    case known(Int)
    /// There is no stationary point nearby.
    case none(Position)
  }

  private static let spectra = 8
  private static let slowness = 0.2
  /// Of steps: below it a stationary point is certain (Kantorovich: 1/4). Newton's method contracts slower where the
  /// Hessian is singular.
  private static let contraction = 0.1

  /// - Parameters:
  ///   - radius: how far it may lie.
  ///   - recognise: the number of the known point that a polished one is.
  func polish(
    _ start: Position, radius: Double, recognise: (Position) throws -> Int?
  ) throws -> Outcome {
    var here = start
    var travelled = 0.0
    for _ in 0..<SaddlePolish.spectra {
      try Cancellation.check()
      let spectrum = try spectrum(here)
      var last = Double.infinity
      var (isDone, isCertain) = (false, false)
      // One Hessian serves as long as the gradient falls fast.
      for _ in 0..<20 {
        let step = spectrum.step(against: here.gradient)
        let length = step.length
        guard length.isFinite, travelled + length <= radius else { return .none(here) }
        let there = try evaluations.position(here.x.adding(1, step))
        guard there.isFinite else { return .none(here) }
        if there.norm >= here.norm {
          isCertain = isCertain || here.norm <= noise(here, spectrum)
          // Nothing but rounding is left, or the model is wrong.
          isDone = isDone || here.norm <= limit(spectrum)
          if !isDone, last == .infinity { return .none(here) }
          break
        }
        travelled += length
        let ratio = length / last
        // The last step above rounding tells: where the Hessian is singular it leaves 3/10 of the gradient at least.
        if here.norm > max(options.newtonTolerance, 10 * noise(here, spectrum)) {
          isCertain =
            there.norm <= 0.02 * here.norm
            || (ratio.isFinite && ratio <= SaddlePolish.contraction)
        }
        here = there
        // On to where rounding stops it: softest modes want the last digits of the gradient.
        isDone = here.norm <= options.newtonTolerance
        last = length
        if here.norm == 0 || (ratio.isFinite && ratio > SaddlePolish.slowness) { break }
      }
      isCertain = isCertain || here.norm <= noise(here, spectrum)
      guard isDone, isCertain else { continue }
      let represented = symmetry.representative(of: here.x)
      if represented != here.x { here = try evaluations.position(represented) }
      if let id = try recognise(here) { return .known(id) }
      let final = try self.spectrum(here)
      guard here.norm <= limit(final), try holds(here, final) else { continue }
      return .stationary(final.point(here), modes: final.negativeModes)
    }
    return .none(here)
  }

  /// Whether the softest curvature is the same within the distance that the gradient leaves open: it is not at the foot
  /// of x^4, however small the gradient.
  private func holds(_ here: Position, _ spectrum: Spectrum) throws -> Bool {
    guard
      let softest = spectrum.values.indices.min(by: {
        abs(spectrum.values[$0]) < abs(spectrum.values[$1])
      })
    else { return false }
    let (value, mode) = (spectrum.values[softest], spectrum.vector(softest))
    guard abs(value) > spectrum.zero else { return true }
    let distance = 3 * max(here.norm, noise(here, spectrum)) / abs(value)
    return try [distance, -distance].allSatisfy { step in
      let ratio =
        try evaluations.product(here.x.adding(step, mode), mode).dot(mode) / value
      return ratio > 0.5 && ratio < 2
    }
  }

  /// The gradient that rounding leaves at a stationary point.
  private func noise(_ here: Position, _ spectrum: Spectrum) -> Double {
    let radius = spectrum.values.reduce(0) { max($0, abs($1)) }
    return 4 * Double.ulpOfOne * radius * max(1, here.x.largestMagnitude)
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
